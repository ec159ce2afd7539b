"""Places at a seminar: somebody registers, gives theirs up, comes.

Over the public page anybody may register: that goes through the letter box, looks nobody up before it answers, and is
answered to the address that was typed. Behind the link of an invitation it is the reader's. Either way it is a request
with an answer, and no yes to anything else (`NoticeKind.SEMINAR_REGISTERED` has a request's purpose).

1. The seminar's row is locked: registrations for one seminar come one after the other.
2. Whoever has a place keeps it, however often they send the form. Else the lowest free seat is theirs.
3. Where no seat is free they are told so, once; a later try counts anew when a seat has become free.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.domain.seminars import free_seat
from campaigns.enums import PlaceState, SeminarState
from campaigns.models import Message, Seminar, SeminarPlace
from campaigns.operations.seminars import locked, tell
from clinic.enums import NoticeKind
from consent.locking import lock_person
from consent.operations.doorstep import Letter
from consent.subscribers import subscriber_at

_FIELD = "campaigns.seminarplace"


def take_registration(letter: Letter, *, by: Actor, now: datetime) -> None:
    """What came over `/events/<slug>/`, as of the moment at which it was posted. Raises `Seminar.DoesNotExist`."""
    told = letter.content
    seminar = locked(Seminar.objects.values_list("pk", flat=True).get(slug=told["seminar"]))
    who = subscriber_at(by=by, now=now, name=told["name"], email=told["email"], language=letter.language)
    _register(seminar, who.pk, by=by, at=letter.posted_at)


@transaction.atomic
def register(*, by: Actor, now: datetime, seminar_id: UUID, message: Message) -> SeminarPlace:
    """The reader of a message registers behind its link. Raises `Seminar.DoesNotExist`."""
    seminar = locked(seminar_id)
    lock_person(message.person_id)
    return _register(seminar, message.person_id, by=by, at=now, message=message)


@transaction.atomic
def give_up(*, by: Actor, now: datetime, place_id: UUID) -> bool:
    """The seat is free for somebody else. False: there was none to give up, or the seminar has begun."""
    seminar = locked(SeminarPlace.objects.values_list("seminar_id", flat=True).get(pk=place_id))
    place = seminar.places.get(pk=place_id)
    if place.state != PlaceState.HELD or seminar.starts_at <= now:
        return False
    place.state, place.seat, place.cancelled_at, place.came_at, place.came_by = PlaceState.GIVEN_UP, None, now, None, ""
    place.save()
    _record(place, AuditWord.CHANGE, by)
    return True


@transaction.atomic
def mark_came(*, by: Actor, now: datetime, seminar_id: UUID, place_ids: Collection[UUID]) -> int:
    """Of everybody with a place exactly these came. Returns how many; a mark that stands keeps its moment."""
    held = locked(seminar_id).places.filter(state=PlaceState.HELD)
    came = held.filter(pk__in=place_ids, came_at=None)
    stayed = held.exclude(pk__in=place_ids).exclude(came_at=None)
    people = [*came.values_list("person_id", flat=True), *stayed.values_list("person_id", flat=True)]
    stayed.update(came_at=None, came_by="")
    came.update(came_at=now, came_by=str(by.id))
    if people:
        record_change(word=AuditWord.CHANGE, actor=by, people=sorted(people), fields=[_FIELD], details={"what": "came"})
    return held.exclude(came_at=None).count()


def _register(
    seminar: Seminar, person_id: UUID, *, by: Actor, at: datetime, message: Message | None = None
) -> SeminarPlace:
    """`seminar` and the person are locked."""
    place = seminar.places.filter(person_id=person_id).first()
    if place and place.state == PlaceState.HELD:
        return place
    seat = _seat(seminar)
    if place is None or seat is not None or place.state == PlaceState.GIVEN_UP:
        is_new = place is None
        place = place or SeminarPlace(seminar=seminar, person_id=person_id)
        place.state, place.seat = (PlaceState.HELD, seat) if seat is not None else (PlaceState.FULL, None)
        place.message, place.registered_at, place.cancelled_at = message, at, None
        place.save(force_insert=is_new)
        _record(place, AuditWord.CREATE if is_new else AuditWord.CHANGE, by)
        tell(place, _answer(seminar, place), at)
    return place


def _seat(seminar: Seminar) -> int | None:
    if seminar.state == SeminarState.OFF:
        return None
    taken = seminar.places.filter(state=PlaceState.HELD).values_list("seat", flat=True)
    return free_seat({seat for seat in taken if seat is not None}, seminar.seats)


def _answer(seminar: Seminar, place: SeminarPlace) -> NoticeKind:
    if place.state == PlaceState.HELD:
        return NoticeKind.SEMINAR_REGISTERED
    return NoticeKind.SEMINAR_OFF if seminar.state == SeminarState.OFF else NoticeKind.SEMINAR_FULL


def _record(place: SeminarPlace, word: AuditWord, by: Actor) -> None:
    record_change(
        word=word,
        actor=by,
        people=[place.person_id],
        fields=[_FIELD],
        details={"seminar": str(place.seminar_id), "state": place.state},
    )

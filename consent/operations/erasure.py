"""Erasing somebody who only subscribed (GDPR 17). A patient's record must stay (GDPR 17(3)(b), (c)) and is never
erased here; what was sent to a subscriber stays as rows about an id that is nobody's any more.

1. `promise`: everything is switched off in the second in which it is granted; the mail with the answer can leave.
2. `carry_out`, an hour later: the row of the person and the request are emptied, and the other rows at that address of
   somebody who is no patient that the officer ticked (a lead is often the same human, but may be who lives there, too).
   What stays is the id with the day (`Erasure`), so that a restored copy is cleaned again, and keyed digests of the
   addresses (`Suppression`), so that an old list that is imported again mails nobody.

Whoever subscribes again in that hour is somebody new (`consent.due_erasures.being_erased`), who stays.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import Channel, Role, StaffAlert
from clinic.operations.alerts import alert_staff
from consent.due_erasures import come_back, promised
from consent.enums import Recorded, RightsStepKind, SuppressionCause
from consent.locking import lock_people_around
from consent.models import Authorization, Erasure, RightsRequest, RightsStep
from consent.operations import preferences, suppressions
from consent.rights_steps import add_step, locked
from patients.enums import PersonKind
from patients.models import Person
from patients.operations.wiping import HasARecord, check_has_no_record, wipe_person


class NotErasable(ValueError):
    """There is a record that the law wants kept. Trying again does not help."""


@transaction.atomic
def promise(*, by: Actor, now: datetime, person_id: UUID, also: Collection[UUID] = ()) -> None:
    """Nothing is sent any more to them, and to those of `also`; the rest follows. Raises `NotErasable`,
    `Person.DoesNotExist`."""
    found = lock_people_around([person_id, *also])
    if person_id not in found:
        raise Person.DoesNotExist
    _refuse_a_record(found[person_id])
    for one in (person_id, *(other for other in also if other in found and _is_erasable(found[other]))):
        for channel in Channel:
            preferences.unsubscribe_all(by=by, now=now, person_id=one, via=Recorded.STAFF, channel=channel)


def others_at_their_address(person_id: UUID) -> list[tuple[Person, bool]]:
    """Everybody else there who is no patient, and whether they can be erased, too: not who has a record or signed."""
    person = Person.objects.filter(pk=person_id).first()
    return [(one, _is_erasable(one)) for one in _others_at(person)] if person else []


def who_may_go_along(person_id: UUID) -> list[Person]:
    return [one for one, is_erasable in others_at_their_address(person_id) if is_erasable]


def of_the_same_name(person_id: UUID) -> frozenset[UUID]:
    """Who of them is the same human, as far as digests of the words of a name tell."""
    name = set(Person.objects.only("name_keys").get(pk=person_id).name_keys)
    return frozenset(one.pk for one in who_may_go_along(person_id) if name and set(one.name_keys) == name)


@transaction.atomic
def remember(*, by: Actor, erased: Mapping[UUID, datetime]) -> int:
    """After a restore: ids that were erased when the copy had been made. `carry_out` empties them again. How many
    the copy did not know of."""
    known = set(Erasure.objects.filter(pk__in=erased).values_list("pk", flat=True))
    new = {person_id: at for person_id, at in erased.items() if person_id not in known}
    Erasure.objects.bulk_create(Erasure(person_id=person_id, erased_at=at) for person_id, at in new.items())
    record_change(
        word=AuditWord.CHANGE,
        actor=by,
        people=list(new),
        fields=["consent.erasure"],
        details={"what": "remembered after a restore"},
    )
    return len(new)


def carry_out(*, by: Actor, now: datetime) -> int:
    """Erase whoever was promised it an hour ago, and again whoever came back with a restored copy. How many.

    Who has a record by now is told to the privacy officer, and stops nobody else.
    """
    due = list(promised(now).values_list("pk", "person_id"))
    erased = sum(_erased(by, now, person_id, request_id) for request_id, person_id in due)
    back = list(come_back().values_list("pk", flat=True))
    return erased + sum(_wiped_again(by, now, person_id) for person_id in back)


@transaction.atomic
def _wiped_again(by: Actor, now: datetime, person_id: UUID) -> bool:
    person = lock_people_around([person_id])[person_id]
    erased = Erasure.objects.select_related("request").get(pk=person_id)
    if not _is_erasable(person):
        _tell(erased.request_id, f"{person_id}:came-back")
        return False
    _keep_digests(person, by, _promised_at(erased.request) or erased.erased_at)
    wipe_person(by=by, now=now, person_id=person_id)
    return True


def _erased(by: Actor, now: datetime, person_id: UUID, request_id: UUID) -> bool:
    try:
        erase(by=by, now=now, person_id=person_id, request_id=request_id)
    except NotErasable:
        _tell(request_id, f"{request_id}:not-erasable")
        return False
    return True


def _tell(request_id: UUID | None, what: str) -> None:
    once = f"{StaffAlert.RIGHTS_DUE}:{what}"
    alert_staff(alert=StaffAlert.RIGHTS_DUE, once_key=once, audience=Role.PRIVACY_OFFICER, subject_id=request_id)


@transaction.atomic
def erase(*, by: Actor, now: datetime, person_id: UUID, request_id: UUID) -> None:
    """Once for each person. Raises `NotErasable` for whoever became a patient meanwhile."""
    also = RightsRequest.objects.values_list("erases_with", flat=True).get(pk=request_id)
    found = lock_people_around([person_id, *also])
    _refuse_a_record(found[person_id])
    request = locked(request_id)
    together = [found[person_id], *(found[one] for one in also if one in found and _is_erasable(found[one]))]
    for one in together:
        _keep_digests(one, by, _promised_at(request) or now)
        wipe_person(by=by, now=now, person_id=one.pk)
    if Erasure.objects.filter(person_id=person_id).exists():
        return
    for one in together:
        Erasure.objects.get_or_create(person_id=one.pk, defaults={"request": request, "erased_at": now})
        _empty_requests(one.pk)
    add_step(request, RightsStepKind.ERASED, by=by, now=now)
    record_change(
        word=AuditWord.CHANGE,
        actor=by,
        people=[one.pk for one in together],
        fields=["consent.erasure"],
        details={"request": str(request_id), "what": "erased"},
    )


def _promised_at(request: RightsRequest | None) -> datetime | None:
    """What was asked for later is a new yes."""
    return request.closed_at if request else None


def _others_at(person: Person) -> list[Person]:
    keys = [key for key in (person.email_key, person.confidential_email_key) if key]
    there = Person.objects.filter(Q(email_key__in=keys) | Q(confidential_email_key__in=keys))
    return list(there.exclude(kind=PersonKind.PATIENT).exclude(pk=person.pk).order_by("pk"))


def _is_erasable(person: Person) -> bool:
    try:
        _refuse_a_record(person)
    except NotErasable:
        return False
    return True


def _refuse_a_record(person: Person) -> None:
    try:
        check_has_no_record(person)
    except HasARecord as problem:
        raise NotErasable(f"It must stay: {problem}.") from None
    if Authorization.objects.filter(person_id=person.pk).exists():
        raise NotErasable("It must stay: they signed a paper (45 CFR 164.530(j)).")


def _keep_digests(person: Person, by: Actor, now: datetime) -> None:
    kept = ((person.email_key, Channel.EMAIL), (person.confidential_email_key, Channel.EMAIL))
    for key, channel in (*kept, (person.phone_key, Channel.SMS)):
        if key:
            suppressions.suppress(
                by=by, now=now, address_key=bytes(key), cause=SuppressionCause.ERASED, channel=channel
            )


def _empty_requests(person_id: UUID) -> None:
    """What they wrote to us about it holds their name and address, too."""
    theirs = RightsRequest.objects.filter(Q(person_id=person_id) | Q(reply_to_id=person_id, person_id=None))
    RightsStep.objects.filter(request__in=theirs).update(note=None)
    theirs.update(name=None, email=None, words=None, email_key=None, name_key=None)

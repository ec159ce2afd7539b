"""Seminars are written down, opened for registration, closed, changed and called off by staff.

Whoever has a place is told by mail when time or place change, or when it is called off.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.enums import PlaceState, SeminarState
from campaigns.models import Seminar, SeminarPlace
from clinic.enums import NoticeKind
from clinic.models import Notice

#: from → to.
_ARROWS = {
    SeminarState.DRAFT: frozenset({SeminarState.OPEN}),
    SeminarState.OPEN: frozenset({SeminarState.CLOSED, SeminarState.OFF}),
    SeminarState.CLOSED: frozenset({SeminarState.OPEN, SeminarState.OFF}),
    SeminarState.OFF: frozenset(),
}


class CannotChange(ValueError):
    """Says why not, in a sentence for whoever tried."""


@dataclass(frozen=True, slots=True)
class Written:
    """What staff write down. Moments are aware; either a place or an online address."""

    slug: str
    topic_en: str
    speaker_en: str
    starts_at: datetime
    closes_at: datetime
    seats: int
    minutes: int = 60
    location_id: UUID | None = None
    online_url: str = ""
    topic_zh_hant: str = ""
    topic_zh_hans: str = ""
    speaker_zh_hant: str = ""
    speaker_zh_hans: str = ""
    about_en: str = ""
    about_zh_hant: str = ""
    about_zh_hans: str = ""


@transaction.atomic
def write(*, written: Written, by: Actor, now: datetime, seminar_id: UUID | None = None) -> Seminar:
    """A new one, or one changed. Who has a place reads of another time or place. Raises `CannotChange`."""
    seminar = locked(seminar_id) if seminar_id else Seminar()
    if seminar.state == SeminarState.OFF:
        raise CannotChange("It was called off: write down a new one.")
    held = 0 if seminar_id is None else seminar.places.filter(state=PlaceState.HELD).count()
    if written.seats < held:
        raise CannotChange(f"{held} people have a place already: there cannot be fewer seats.")
    before = (seminar.starts_at, seminar.location_id, seminar.online_url) if seminar_id else None
    for name, value in asdict(written).items():
        setattr(seminar, name, value)
    seminar.changed_by, seminar.changed_at = str(by.id), now
    if seminar_id:
        _seat_anew(seminar)
    seminar.save(force_insert=seminar_id is None)
    _record(seminar, "written", by)
    if before and before != (seminar.starts_at, seminar.location_id, seminar.online_url):
        _tell_all(seminar, NoticeKind.SEMINAR_CHANGED, now)
    return seminar


@transaction.atomic
def move_to(*, state: SeminarState, seminar_id: UUID, by: Actor, now: datetime) -> Seminar:
    """Open it, close registration, open it again, or call it off. Raises `CannotChange`."""
    seminar = locked(seminar_id)
    if state not in _ARROWS[SeminarState(seminar.state)]:
        raise CannotChange(f"It is “{seminar.get_state_display().lower()}” by now: please look at the page again.")
    if seminar.starts_at <= now:
        raise CannotChange("It has begun: nothing more can be done about registration.")
    seminar.state, seminar.changed_by, seminar.changed_at = state, str(by.id), now
    seminar.save(update_fields=["state", "changed_by", "changed_at"])
    _record(seminar, state.value, by)
    if state == SeminarState.OFF:
        _tell_all(seminar, NoticeKind.SEMINAR_OFF, now)
    return seminar


def locked(seminar_id: UUID) -> Seminar:
    """In a transaction: registrations for it wait. Raises `Seminar.DoesNotExist`."""
    return Seminar.objects.select_for_update(no_key=True).get(pk=seminar_id)


def tell(place: SeminarPlace, kind: NoticeKind, at: datetime) -> None:
    """One mail to whoever this is: each registration, and each change, is told once."""
    once = f"{kind.value}:{place.pk}:{at:%Y%m%d%H%M%S%f}"
    Notice.objects.bulk_create(
        [Notice(kind=kind, person_id=place.person_id, subject_id=place.pk, once_key=once)], ignore_conflicts=True
    )


def _tell_all(seminar: Seminar, kind: NoticeKind, now: datetime) -> None:
    if seminar.starts_at > now:
        for place in seminar.places.filter(state=PlaceState.HELD).order_by("pk"):
            tell(place, kind, now)


def _seat_anew(seminar: Seminar) -> None:
    """Where there are fewer seats than before, whoever sat on one that is gone moves to a free one."""
    held = seminar.places.filter(state=PlaceState.HELD)
    taken = set(held.values_list("seat", flat=True))
    free = iter(sorted(set(range(1, seminar.seats + 1)) - taken))
    for place in held.filter(seat__gt=seminar.seats).order_by("seat"):
        place.seat = next(free)
        place.save(update_fields=["seat"])


def _record(seminar: Seminar, step: str, by: Actor) -> None:
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        fields=["campaigns.seminar"],
        details={"seminar": str(seminar.pk), "slug": seminar.slug, "step": step},
    )

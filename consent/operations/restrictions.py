"""What the clinic agreed not to do with a record (45 CFR 164.522(a)). Rows are added; the latest one counts."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from consent.enums import Recorded, RestrictionCovers
from consent.locking import lock_person
from consent.models import Restriction


@transaction.atomic
def agree(*, by: Actor, now: datetime, person_id: UUID, covers: str, via: str) -> Restriction:
    """From now on, also for messages that are planned. What was agreed before stays agreed: the wider one counts."""
    lock_person(person_id)
    before = in_force(person_id)
    stays = before is not None and before.covers == RestrictionCovers.ALL_MESSAGES
    wider = RestrictionCovers.ALL_MESSAGES if stays else RestrictionCovers(covers)
    return _add(by, now, person_id, wider, via, is_agreed=True)


@transaction.atomic
def end(*, by: Actor, now: datetime, person_id: UUID, via: str) -> bool:
    """The person asked for it or agreed (164.522(a)(2)). False if none is in force."""
    lock_person(person_id)
    latest = in_force(person_id)
    if latest is None:
        return False
    _add(by, now, person_id, RestrictionCovers(latest.covers), via, is_agreed=False)
    return True


def in_force(person_id: UUID) -> Restriction | None:
    latest = Restriction.objects.filter(person_id=person_id).order_by("-recorded_at", "-id").first()
    return latest if latest and latest.is_agreed else None


def _add(
    by: Actor, now: datetime, person_id: UUID, covers: RestrictionCovers, via: str, *, is_agreed: bool
) -> Restriction:
    lock_person(person_id)
    row = Restriction.objects.create(
        person_id=person_id,
        covers=covers,
        is_agreed=is_agreed,
        recorded_at=_after_earlier_rows(now, person_id),
        via=Recorded(via),
        recorded_by=by.staff_id,
    )
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[person_id],
        fields=["consent.restriction.is_agreed"],
        details={"covers": covers.value, "agreed": int(is_agreed), "via": Recorded(via).value},
    )
    return row


def _after_earlier_rows(now: datetime, person_id: UUID) -> datetime:
    """The latest row counts, also where a clock runs behind."""
    rows = Restriction.objects.filter(person_id=person_id).order_by("-recorded_at")
    latest = rows.values_list("recorded_at", flat=True).first()
    return max(now, latest + timedelta(microseconds=1)) if latest else now

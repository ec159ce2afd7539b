"""What the clinic agreed not to do with a record (45 CFR 164.522(a)), or in another way alone (164.522(b)). Rows are
added; about messages the latest counts, about ways the latest.

What is kept from a health plan (164.522(a)(1)(vi)) stands beside it: one row for each request, as each is about what
was paid for then. It stops no message to the person, and ends only as they wish (164.522(a)(2)(iii)).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from consent.enums import OF_MESSAGES, OTHER_WAYS, Recorded, RestrictionCovers
from consent.locking import lock_person
from consent.models import Restriction


@transaction.atomic
def agree(
    *, by: Actor, now: datetime, person_id: UUID, covers: str, via: str, request_id: UUID | None = None
) -> Restriction:
    """From now on, also for messages that are planned. What was agreed before stays agreed: the wider one counts."""
    lock_person(person_id)
    wanted = RestrictionCovers(covers)
    if wanted in OF_MESSAGES:
        before = in_force(person_id)
        stays = before is not None and before.covers == RestrictionCovers.ALL_MESSAGES
        wanted = RestrictionCovers.ALL_MESSAGES if stays else wanted
    return _add(by, now, Restriction(person_id=person_id, covers=wanted, request_id=request_id, is_agreed=True), via)


@transaction.atomic
def end(*, by: Actor, now: datetime, person_id: UUID, via: str) -> bool:
    """Messages: the person asked for it or agreed (164.522(a)(2)). False if no restriction of them is in force."""
    lock_person(person_id)
    latest = in_force(person_id)
    return latest is not None and _ended(latest, by, now, via)


@transaction.atomic
def end_other_way(*, by: Actor, now: datetime, person_id: UUID, via: str) -> bool:
    """They may be reached by e-mail and text message again, as they wish. False if no other way is in force."""
    lock_person(person_id)
    latest = other_way(person_id)
    return latest is not None and _ended(latest, by, now, via)


@transaction.atomic
def end_for_plan(*, by: Actor, now: datetime, restriction_id: UUID, via: str) -> bool:
    """The health plan may be told of it again, as the person wishes. False if it ended before.

    Raises `Restriction.DoesNotExist`.
    """
    row = Restriction.objects.get(pk=restriction_id, covers=RestrictionCovers.HEALTH_PLAN)
    lock_person(row.person_id)
    return row in kept_from_plan(row.person_id) and _ended(row, by, now, via)


def in_force(person_id: UUID) -> Restriction | None:
    """About messages."""
    return _latest(person_id, OF_MESSAGES)


def other_way(person_id: UUID) -> Restriction | None:
    """How alone the person is to be reached: by telephone, by letter."""
    return _latest(person_id, OTHER_WAYS)


def _latest(person_id: UUID, covers: Collection[RestrictionCovers]) -> Restriction | None:
    rows = Restriction.objects.filter(person_id=person_id, covers__in=covers).order_by("-recorded_at", "-id")
    latest = rows.first()
    return latest if latest and latest.is_agreed else None


def kept_from_plan(person_id: UUID) -> list[Restriction]:
    """In the order of their dates: of each request the latest row, if it is agreed."""
    rows = Restriction.objects.filter(person_id=person_id, covers=RestrictionCovers.HEALTH_PLAN)
    latest = rows.order_by("request_id", "-recorded_at", "-id").distinct("request_id")
    return sorted((row for row in latest if row.is_agreed), key=lambda row: row.recorded_at)


def _ended(row: Restriction, by: Actor, now: datetime, via: str) -> bool:
    over = Restriction(person_id=row.person_id, covers=row.covers, request_id=row.request_id, is_agreed=False)
    _add(by, now, over, via)
    return True


def _add(by: Actor, now: datetime, row: Restriction, via: str) -> Restriction:
    row.recorded_at, row.via, row.recorded_by = _after_earlier_rows(now, row.person_id), Recorded(via), by.staff_id
    row.save(force_insert=True)
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[row.person_id],
        fields=["consent.restriction.is_agreed"],
        details={"covers": str(row.covers), "agreed": int(row.is_agreed), "via": Recorded(via).value},
    )
    return row


def _after_earlier_rows(now: datetime, person_id: UUID) -> datetime:
    """The latest row counts, also where a clock runs behind."""
    rows = Restriction.objects.filter(person_id=person_id).order_by("-recorded_at")
    latest = rows.values_list("recorded_at", flat=True).first()
    return max(now, latest + timedelta(microseconds=1)) if latest else now

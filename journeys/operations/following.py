"""Enrolments follow what happened to their anchor: moved, off, back on, booked again, over."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from audit.domain.actors import Actor
from campaigns.enums import WAITING, MessageState, Unsent
from campaigns.operations import outbox
from journeys import changes
from journeys.enums import EnrolmentState, ExitReason, Goal
from journeys.leaving import WORDS, endings_in_use, published_versions, waits_for_bookings
from patients.enums import CAME, STILL_ON, AppointmentStatus

BATCH = 500
Taken = Counter[tuple[str, str, str]]
Values = Mapping[str, Any]

#: The appointment began; there is nothing to take back and nobody left.
_TOOK_PLACE = CAME | {AppointmentStatus.NO_SHOW}


def follow_changes(*, by: Actor, at: datetime) -> Taken:
    """Re-anchor what moved, end what is off, reached or no longer wanted, and take back what was planned for it.

    What was stopped or held back and is needed again (moved back, booked again; the booking that held a notice back
    was cancelled; the yes was taken back) is looked at again under a new revision.
    Counts of the messages taken back, by (journey slug, expired, reason).
    """
    values = _values(at)
    taken = _take_back(changes.MOVED, Unsent.APPOINTMENT_MOVED, values, by=by, at=at)
    taken += _take_back(changes.OFF, Unsent.APPOINTMENT_OFF, values, by=by, at=at)
    versions = published_versions()
    for ending in endings_in_use(versions, at):
        statement = changes.ENDED.format(of_versions=ending.of_versions, happened=ending.happened)
        taken += _take_back(statement, ending.unsent, {**values, **ending.values}, by=by, at=at)
    if freed := waits_for_bookings(versions, at):
        _change_all(changes.FREE_AGAIN, {**values, **freed})
    if asking := [version.pk for version in versions if Goal.CONFIRMED.value in version.goals]:
        _change_all(changes.UNCONFIRMED, {**values, "versions": asking})
    return taken


def complete_finished(*, at: datetime) -> None:
    """End the enrolments whose messages are all settled (and whose appointment has begun)."""
    _change_all(changes.OVER, _values(at))


def _take_back(statement: str, reason: Unsent, values: Values, *, by: Actor, at: datetime) -> Taken:
    taken: Taken = Counter()
    while _take_back_batch(statement, reason, values, taken, by=by, at=at) == BATCH:
        pass
    return taken


@transaction.atomic
def _take_back_batch(statement: str, reason: Unsent, values: Values, taken: Taken, *, by: Actor, at: datetime) -> int:
    changed = _change_batch(statement, values)
    by_journey: defaultdict[str, list[UUID]] = defaultdict(list)
    for enrolment_id, slug in changed:
        by_journey[slug].append(enrolment_id)
    for slug, ids in sorted(by_journey.items()):
        withdrawn = outbox.withdraw(origin_ids=ids, reason=reason, by=by, now=at)
        taken[slug, MessageState.EXPIRED.value, reason.value] += withdrawn
    return len(changed)


def _change_all(statement: str, values: Values) -> None:
    while len(_change_batch(statement, values)) == BATCH:
        pass


def _change_batch(statement: str, values: Values) -> list[tuple[UUID, str]]:
    """(enrolment, journey slug) of what changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _values(at: datetime) -> Values:
    return {
        **WORDS,
        "at": at,
        "batch": BATCH,
        "active": EnrolmentState.ACTIVE.value,
        "completed": EnrolmentState.COMPLETED.value,
        "exited": EnrolmentState.EXITED.value,
        "appointment_off": ExitReason.APPOINTMENT_OFF.value,
        "goal_reached": ExitReason.GOAL_REACHED.value,
        "by_booking": [ExitReason.BOOKED_AGAIN.value, ExitReason.GOAL_REACHED.value],
        "took_place": sorted(_TOOK_PLACE),
        "on_or_came": sorted(STILL_ON | CAME),
        "expired": MessageState.EXPIRED.value,
        "stopped": [Unsent.APPOINTMENT_MOVED.value, Unsent.APPOINTMENT_OFF.value],
        "condition_not_met": Unsent.CONDITION_NOT_MET.value,
        "pending": sorted(WAITING | {MessageState.HANDING_OVER}),
    }

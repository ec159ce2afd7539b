"""Enrolments follow what happened to their anchor: moved, off, back on, booked again, over."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from audit.domain.actors import Actor
from campaigns.enums import WAITING, MessageState, Unsent
from campaigns.operations import outbox
from journeys.enums import EnrolmentState, ExitReason, Trigger
from patients.enums import STILL_ON, AppointmentStatus

BATCH = 500
Taken = Counter[tuple[str, str, str]]

#: The appointment began; there is nothing to take back and nobody left.
_TOOK_PLACE = frozenset(
    {
        AppointmentStatus.ARRIVED,
        AppointmentStatus.CHECKED_IN,
        AppointmentStatus.FULFILLED,
        AppointmentStatus.NO_SHOW,
    }
)
_MOVED = """
    UPDATE journeys_enrolment e
    SET anchor_at = found.starts_at, time_zone = found.time_zone, revision = e.revision + 1,
        state = %(active)s, exit_reason = '', ended_at = NULL, next_due_at = %(at)s
    FROM (
        SELECT n.id, a.starts_at, l.time_zone
        FROM journeys_enrolment n
        JOIN patients_appointment a ON a.id = n.appointment_id
        JOIN clinic_location l ON l.id = a.location_id
        WHERE n.id IN (
            SELECT f.id FROM journeys_enrolment f JOIN patients_appointment b ON b.id = f.appointment_id
            WHERE f.state = %(active)s AND b.starts_at <> f.anchor_at
            UNION ALL
            SELECT f.id FROM patients_appointment b JOIN journeys_enrolment f ON f.appointment_id = b.id
            WHERE b.starts_at > %(at)s AND f.state <> %(active)s
              AND (b.starts_at <> f.anchor_at OR f.exit_reason = %(appointment_off)s)
        ) AND a.status = ANY(%(still_on)s)
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
    RETURNING e.id, (SELECT j.slug FROM journeys_journey j WHERE j.id = e.journey_id)
"""

_OFF = """
    UPDATE journeys_enrolment e
    SET state = CASE WHEN found.status = ANY(%(took_place)s) THEN %(completed)s ELSE %(exited)s END,
        exit_reason = CASE WHEN found.status = ANY(%(took_place)s) THEN '' ELSE %(appointment_off)s END,
        next_due_at = NULL, ended_at = %(at)s
    FROM (
        SELECT n.id, a.status
        FROM journeys_enrolment n
        JOIN patients_appointment a ON a.id = n.appointment_id
        WHERE n.state = %(active)s AND NOT a.status = ANY(%(still_on)s)
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
    RETURNING e.id, (SELECT j.slug FROM journeys_journey j WHERE j.id = e.journey_id)
"""

_BOOKED_AGAIN = """
    UPDATE journeys_enrolment e
    SET state = %(exited)s, exit_reason = %(booked_again)s, next_due_at = NULL, ended_at = %(at)s
    FROM (
        SELECT n.id
        FROM journeys_enrolment n
        JOIN journeys_journey j ON j.id = n.journey_id
        WHERE n.state = %(active)s AND j.trigger = %(check_up_due)s AND EXISTS (
            SELECT 1 FROM patients_appointment a
            WHERE a.person_id = n.person_id AND a.status = ANY(%(still_on)s) AND a.starts_at > %(at)s
        )
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
    RETURNING e.id, (SELECT j.slug FROM journeys_journey j WHERE j.id = e.journey_id)
"""

_OVER = """
    UPDATE journeys_enrolment e
    SET state = %(completed)s, ended_at = %(at)s
    WHERE e.id IN (
        SELECT n.id FROM journeys_enrolment n JOIN journeys_journey j ON j.id = n.journey_id
        WHERE j.is_active AND n.state = %(active)s AND n.next_due_at IS NULL
          AND (n.appointment_id IS NULL OR n.anchor_at <= %(at)s)
          AND NOT EXISTS (
              SELECT 1 FROM campaigns_message m WHERE m.origin_id = n.id AND m.state = ANY(%(pending)s)
          )
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    )
    RETURNING e.id, (SELECT j.slug FROM journeys_journey j WHERE j.id = e.journey_id)
"""


def follow_changes(*, by: Actor, at: datetime) -> Taken:
    """Re-anchor what moved, end what is off or no longer needed, and take back what was planned for it.

    Counts of the messages taken back, by (journey slug, expired, reason).
    """
    return (
        _take_back(_MOVED, Unsent.APPOINTMENT_MOVED, by=by, at=at)
        + _take_back(_OFF, Unsent.APPOINTMENT_OFF, by=by, at=at)
        + _take_back(_BOOKED_AGAIN, Unsent.CONDITION_NOT_MET, by=by, at=at)
    )


def complete_finished(*, at: datetime) -> int:
    """End the enrolments whose messages are all settled (and whose appointment has begun)."""
    return sum(len(changed) for changed in _batches(_OVER, at))


def _take_back(statement: str, reason: Unsent, *, by: Actor, at: datetime) -> Taken:
    taken: Taken = Counter()
    for changed in _batches(statement, at):
        by_journey: defaultdict[str, list[UUID]] = defaultdict(list)
        for enrolment_id, slug in changed:
            by_journey[slug].append(enrolment_id)
        for slug, ids in sorted(by_journey.items()):
            withdrawn = outbox.withdraw(origin_ids=ids, reason=reason, by=by, now=at)
            taken[slug, MessageState.EXPIRED.value, reason.value] += withdrawn
    return taken


def _batches(statement: str, at: datetime) -> Iterator[list[tuple[UUID, str]]]:
    """(enrolment, journey slug) of what each batch changed; what is done with them is in the batch's transaction."""
    values = _values(at)
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            changed = cursor.fetchall()
            if changed:
                yield changed
        if len(changed) < BATCH:
            return


def _values(at: datetime) -> Mapping[str, Any]:
    return {
        "at": at,
        "batch": BATCH,
        "active": EnrolmentState.ACTIVE.value,
        "completed": EnrolmentState.COMPLETED.value,
        "exited": EnrolmentState.EXITED.value,
        "appointment_off": ExitReason.APPOINTMENT_OFF.value,
        "booked_again": ExitReason.BOOKED_AGAIN.value,
        "check_up_due": Trigger.CHECK_UP_DUE.value,
        "still_on": sorted(STILL_ON),
        "took_place": sorted(_TOOK_PLACE),
        "pending": sorted(WAITING | {MessageState.HANDING_OVER}),
    }

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
from journeys.enums import EnrolmentState, ExitReason, Trigger
from patients.enums import STILL_ON, AppointmentStatus

BATCH = 500
Taken = Counter[tuple[str, str, str]]

_CAME = frozenset({AppointmentStatus.ARRIVED, AppointmentStatus.CHECKED_IN, AppointmentStatus.FULFILLED})
#: The appointment began; there is nothing to take back and nobody left.
_TOOK_PLACE = _CAME | {AppointmentStatus.NO_SHOW}
# A message of an enrolment's present revision is known by its occurrence (`domain.deciding.occurrence`).
_MOVED = """
    UPDATE journeys_enrolment e
    SET anchor_at = found.starts_at, location_id = found.location_id, time_zone = found.time_zone,
        revision = e.revision + 1, state = %(active)s, exit_reason = '', ended_at = NULL, next_due_at = %(at)s
    FROM (
        SELECT n.id, a.starts_at, a.location_id, l.time_zone
        FROM journeys_enrolment n
        JOIN patients_appointment a ON a.id = n.appointment_id
        JOIN clinic_location l ON l.id = a.location_id
        WHERE n.id IN (
            SELECT f.id FROM journeys_enrolment f JOIN patients_appointment b ON b.id = f.appointment_id
            WHERE f.state = %(active)s AND (b.starts_at, b.location_id) IS DISTINCT FROM (f.anchor_at, f.location_id)
            UNION ALL
            SELECT f.id FROM patients_appointment b JOIN journeys_enrolment f ON f.appointment_id = b.id
            WHERE b.starts_at > %(at)s AND f.state <> %(active)s
              AND ((b.starts_at, b.location_id) IS DISTINCT FROM (f.anchor_at, f.location_id)
                   OR f.exit_reason = %(appointment_off)s)
            UNION ALL -- changed back before anybody looked, and the delivery had stopped a message in between
            SELECT f.id FROM patients_appointment b JOIN journeys_enrolment f ON f.appointment_id = b.id
            WHERE b.starts_at > %(at)s AND f.state = %(active)s AND EXISTS (
                SELECT 1 FROM campaigns_message m
                WHERE m.origin_id = f.id AND m.state = %(expired)s AND m.reason = ANY(%(stopped)s)
                  AND split_part(m.occurrence, '~', 2) = COALESCE(NULLIF(f.revision, 0)::text, '')
            )
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

# Cancelled, or not come to. Whoever came has been here since, and has been seen.
_FREE_AGAIN = """
    UPDATE journeys_enrolment e
    SET state = %(active)s, exit_reason = '', ended_at = NULL, next_due_at = %(at)s, revision = e.revision + 1
    FROM (
        SELECT n.id
        FROM journeys_enrolment n
        JOIN journeys_journey j ON j.id = n.journey_id
        WHERE n.state <> %(active)s AND j.trigger = %(check_up_due)s
          AND EXISTS (
              SELECT 1 FROM journeys_step s WHERE s.version_id = n.version_id
                AND n.anchor_at + make_interval(days => s.offset_days, hours => s.offset_hours + s.too_late_hours)
                    > %(at)s
          )
          AND (n.exit_reason = %(booked_again)s OR EXISTS (
              SELECT 1 FROM campaigns_message m
              WHERE m.origin_id = n.id AND m.state = %(expired)s AND m.reason = %(condition_not_met)s
                AND split_part(m.occurrence, '~', 2) = COALESCE(NULLIF(n.revision, 0)::text, '')
          ))
          AND NOT EXISTS (
              SELECT 1 FROM patients_appointment a
              WHERE a.person_id = n.person_id AND a.starts_at > n.ended_at AND a.status = ANY(%(on_or_came)s)
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

    What was stopped or held back and is needed again (moved back, booked again; the booking that held a check-up
    notice back was cancelled) is looked at again under a new revision.
    Counts of the messages taken back, by (journey slug, expired, reason).
    """
    taken = (
        _take_back(_MOVED, Unsent.APPOINTMENT_MOVED, by=by, at=at)
        + _take_back(_OFF, Unsent.APPOINTMENT_OFF, by=by, at=at)
        + _take_back(_BOOKED_AGAIN, Unsent.CONDITION_NOT_MET, by=by, at=at)
    )
    _change_all(_FREE_AGAIN, at)
    return taken


def complete_finished(*, at: datetime) -> None:
    """End the enrolments whose messages are all settled (and whose appointment has begun)."""
    _change_all(_OVER, at)


def _take_back(statement: str, reason: Unsent, *, by: Actor, at: datetime) -> Taken:
    taken: Taken = Counter()
    while _take_back_batch(statement, reason, taken, by=by, at=at) == BATCH:
        pass
    return taken


@transaction.atomic
def _take_back_batch(statement: str, reason: Unsent, taken: Taken, *, by: Actor, at: datetime) -> int:
    changed = _change_batch(statement, at)
    by_journey: defaultdict[str, list[UUID]] = defaultdict(list)
    for enrolment_id, slug in changed:
        by_journey[slug].append(enrolment_id)
    for slug, ids in sorted(by_journey.items()):
        withdrawn = outbox.withdraw(origin_ids=ids, reason=reason, by=by, now=at)
        taken[slug, MessageState.EXPIRED.value, reason.value] += withdrawn
    return len(changed)


def _change_all(statement: str, at: datetime) -> None:
    while len(_change_batch(statement, at)) == BATCH:
        pass


def _change_batch(statement: str, at: datetime) -> list[tuple[UUID, str]]:
    """(enrolment, journey slug) of what changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(at))
        return list(cursor.fetchall())


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
        "on_or_came": sorted(STILL_ON | _CAME),
        "expired": MessageState.EXPIRED.value,
        "stopped": [Unsent.APPOINTMENT_MOVED.value, Unsent.APPOINTMENT_OFF.value],
        "condition_not_met": Unsent.CONDITION_NOT_MET.value,
        "pending": sorted(WAITING | {MessageState.HANDING_OVER}),
    }

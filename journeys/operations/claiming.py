"""Which people a run of planning takes up, so that nobody else decides about them meanwhile."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from journeys.due import Due
from journeys.enums import EnrolmentState

BATCH = 500

# Merged in the order of people: each batch begins where the last one ended.
_LOCK_PEOPLE = """
    SELECT p.id FROM patients_person p
    WHERE p.id > %(after)s AND EXISTS (
        SELECT 1 FROM journeys_enrolment e JOIN journeys_journey j ON j.id = e.journey_id
        WHERE e.person_id = p.id AND e.state = %(active)s AND e.next_due_at <= %(horizon)s AND j.is_active
    )
    ORDER BY p.id LIMIT %(batch)s FOR NO KEY UPDATE OF p SKIP LOCKED
"""

_CLAIM = """
    SELECT e.id, e.person_id, e.journey_id, e.version_id, e.appointment_id, e.anchor_key, e.anchor_at, e.location_id,
           e.time_zone, e.revision, e.enrolled_at, COALESCE(a.status, '')
    FROM journeys_enrolment e
    JOIN journeys_journey j ON j.id = e.journey_id
    LEFT JOIN patients_appointment a ON a.id = e.appointment_id
    WHERE e.person_id = ANY(%(people)s) AND e.state = %(active)s AND e.next_due_at <= %(horizon)s AND j.is_active
    ORDER BY e.person_id, e.next_due_at, e.id
    FOR UPDATE OF e SKIP LOCKED
"""


def keep_switches() -> None:
    """In a transaction: whoever switches a journey off waits for this batch, and then takes back what it planned."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM journeys_journey WHERE is_active FOR SHARE")


def wait_for_planning() -> None:
    """In a transaction: batches under way end first, and the next ones begin after it. Their own words of what staff
    said are read after `keep_switches`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM journeys_journey ORDER BY id FOR NO KEY UPDATE")


def lock_people(*, after: UUID, horizon: datetime) -> list[UUID]:
    """At most 500 people after `after` for whom something is to be decided, ours alone until the transaction ends.

    A person's messages are planned under this lock or not at all, so that caps see all that was planned before.
    """
    values: dict[str, Any] = {"after": after, "horizon": horizon, "active": EnrolmentState.ACTIVE.value, "batch": BATCH}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PEOPLE, values)
        return [row[0] for row in cursor.fetchall()]


def wait_for_people(people: Collection[UUID]) -> None:
    """In a transaction: these people are ours alone, when whoever holds them has let go. In the order of ids."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM patients_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [list(people)])


def claim(people: Sequence[UUID], *, horizon: datetime) -> list[Due]:
    """All that is due for people whom we hold, person by person. What another run is following is left to it."""
    values: dict[str, Any] = {"people": list(people), "horizon": horizon, "active": EnrolmentState.ACTIVE.value}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return [Due(*row) for row in cursor.fetchall()]

"""Which people a run of planning takes up, so that nobody else decides about them meanwhile."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import connection

from journeys.due import Due
from journeys.enums import EnrolmentState
from journeys.operations import giving_way

BATCH = 500
#: Each page may read and sort all that is due, whatever the database knows of its tables.
_PAGE = 20 * BATCH
_NOBODY = UUID(int=0)

_DUE_PEOPLE = """
    SELECT DISTINCT e.person_id FROM journeys_enrolment e JOIN journeys_journey j ON j.id = e.journey_id
    WHERE e.person_id > %(after)s AND e.state = %(active)s AND e.next_due_at <= %(horizon)s AND j.is_active
    ORDER BY e.person_id LIMIT %(page)s
"""

_LOCK_PEOPLE = """
    SELECT p.id FROM patients_person p WHERE p.id = ANY(%s::uuid[]) ORDER BY p.id FOR NO KEY UPDATE SKIP LOCKED
"""

_CLAIM = """
    SELECT e.id, e.person_id, e.journey_id, e.version_id, e.appointment_id, e.anchor_key, e.anchor_at, e.location_id,
           e.time_zone, e.revision, e.enrolled_at, COALESCE(a.status, '')
    FROM journeys_enrolment e
    JOIN journeys_journey j ON j.id = e.journey_id
    LEFT JOIN patients_appointment a ON a.id = e.appointment_id
    WHERE e.person_id = ANY(%(people)s) AND e.state = %(active)s AND e.next_due_at <= %(horizon)s AND j.is_active
    ORDER BY e.person_id, e.next_due_at, e.id
"""
_NOBODY_ELSES = "FOR UPDATE OF e SKIP LOCKED"


def keep_switches() -> None:
    """In a transaction: whoever switches a journey off waits for this batch, and then takes back what it planned."""
    if giving_way.rehearses():
        return giving_way.to_whoever_waits()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM journeys_journey WHERE is_active FOR SHARE")


def keep_entries(journey: str) -> None:
    """In a transaction: who counts a journey's entries must not do so beside somebody who adds some."""
    if giving_way.rehearses():
        return giving_way.to_whoever_waits()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('journeys.enrol'), hashtext(%s))", [journey])


def wait_for_planning() -> None:
    """In a transaction: batches under way end first, and the next ones begin after it. Their own words of what staff
    said are read after `keep_switches`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM journeys_journey ORDER BY id FOR NO KEY UPDATE")


class DuePeople:
    """Those for whom something is to be decided by `horizon`, in the order of ids, 500 at a time: each batch goes to
    one of the threads that ask. They are nobody's yet, and what is due for them may be decided meanwhile."""

    def __init__(self, horizon: datetime) -> None:
        self._batches, self._one_asks = _batches(horizon), Lock()

    def next_batch(self) -> list[UUID]:
        """Empty when there are no more. Reads over the connection of who asks."""
        with self._one_asks:
            return next(self._batches, [])


def _batches(horizon: datetime) -> Iterator[list[UUID]]:
    page = _due_people(_NOBODY, horizon)
    while page:
        yield from (page[start : start + BATCH] for start in range(0, len(page), BATCH))
        page = _due_people(page[-1], horizon) if len(page) == _PAGE else []


def _due_people(after: UUID, horizon: datetime) -> list[UUID]:
    values: dict[str, Any] = {"after": after, "horizon": horizon, "active": EnrolmentState.ACTIVE.value, "page": _PAGE}
    with connection.cursor() as cursor:
        cursor.execute(_DUE_PEOPLE, values)
        return [row[0] for row in cursor.fetchall()]


def lock_people(people: Collection[UUID]) -> list[UUID]:
    """Those of them whom nobody else holds: ours alone until the transaction ends.

    A person's messages are planned under this lock or not at all, so that caps see all that was planned before. A
    rehearsal, which keeps none, locks none: it would keep patients from their own page.
    """
    if giving_way.rehearses():
        return list(people)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PEOPLE, [list(people)])
        return [row[0] for row in cursor.fetchall()]


def wait_for_people(people: Collection[UUID]) -> None:
    """In a transaction: these people are ours alone, when whoever holds them has let go. In the order of ids."""
    if giving_way.rehearses():
        return giving_way.to_whoever_waits()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM patients_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [list(people)])


def claim(people: Sequence[UUID], *, horizon: datetime) -> list[Due]:
    """All that is due for people whom we hold, person by person. What another run is following is left to it; a
    rehearsal, which lists it nevertheless, gives way where it comes to write it."""
    values: dict[str, Any] = {"people": list(people), "horizon": horizon, "active": EnrolmentState.ACTIVE.value}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM if giving_way.rehearses() else _CLAIM + _NOBODY_ELSES, values)
        return [Due(*row) for row in cursor.fetchall()]

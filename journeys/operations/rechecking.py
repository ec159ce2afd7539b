"""Messages that wait are asked again whether their step's condition still holds: somebody confirmed, booked, answered
since they were planned. And what waits for a yes that was taken back, or a day that was closed, is decided anew."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from audit.domain.actors import Actor
from campaigns.enums import MessageState, Unsent
from campaigns.operations import outbox
from journeys.enums import Condition, EnrolmentState
from journeys.models import Step
from patients.enums import STILL_ON, AppointmentStatus

BATCH = 500
Taken = Counter[tuple[str, str, str]]

# What is leased already is left: it is on its way. What is held is asked about when it is let go (`planned` again).
_NO_LONGER = """
    SELECT m.id, m.origin_slug
    FROM campaigns_message m
    JOIN journeys_enrolment e ON e.id = m.origin_id
    JOIN journeys_step s ON s.version_id = e.version_id AND s.key = m.step
    WHERE m.state IN ('planned', 'retry') AND m.origin = 'journey' AND (
        s.condition = %(not_confirmed)s AND EXISTS (
            SELECT 1 FROM patients_appointment a WHERE a.id = m.appointment_id AND a.status = %(confirmed)s
        )
        OR s.condition = %(nothing_booked)s AND EXISTS (
            SELECT 1 FROM patients_appointment a
            WHERE a.person_id = m.person_id AND a.status = ANY(%(still_on)s) AND a.starts_at > %(at)s
        )
        OR s.condition = %(not_answered)s AND EXISTS (
            SELECT 1 FROM campaigns_careanswer c JOIN campaigns_message asked ON asked.id = c.message_id
            WHERE c.person_id = m.person_id AND asked.origin_id = m.origin_id
        )
    )
    ORDER BY m.id LIMIT %(batch)s FOR UPDATE OF m SKIP LOCKED
"""
# Somebody set a confirmed appointment back to booked: what was held back by the yes is open again.
_CONFIRMED_NO_MORE = """
    UPDATE journeys_enrolment e SET revision = e.revision + 1, next_due_at = %(at)s
    FROM (
        SELECT n.id FROM journeys_enrolment n JOIN patients_appointment a ON a.id = n.appointment_id
        WHERE n.state = %(active)s AND n.version_id = ANY(%(versions)s) AND n.anchor_at > %(at)s
          AND a.status = ANY(%(still_on)s) AND a.status <> %(confirmed)s AND EXISTS (
              SELECT 1 FROM campaigns_message m JOIN journeys_step s ON s.version_id = n.version_id AND s.key = m.step
              WHERE m.origin_id = n.id AND s.condition = %(not_confirmed)s AND m.expires_at > %(at)s
                AND m.state = 'expired' AND m.reason = %(unmet)s
                AND split_part(m.occurrence, '~', 2) = COALESCE(NULLIF(n.revision, 0)::text, '')
          )
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
"""
# A step that comes before its anchor is never due on a closed day, unless that day was closed since it was worked out.
# Not those that failed just now: `planning` looks at them again within the hour.
_CLOSED_SINCE = """
    UPDATE journeys_enrolment e SET next_due_at = %(at)s
    FROM (
        SELECT n.id FROM journeys_enrolment n, clinic_organisation o
        WHERE n.state = %(active)s AND n.next_due_at > %(at)s + interval '1 hour' AND n.version_id IN (
            SELECT s.version_id FROM journeys_step s
            WHERE s.offset_days * 24 + s.offset_hours < 0 AND NOT s.on_closed_days
        ) AND (
            (n.next_due_at AT TIME ZONE o.time_zone)::date IN (SELECT b.day FROM clinic_blockeddate b)
            OR NOT extract(isodow FROM n.next_due_at AT TIME ZONE o.time_zone)::int = ANY(o.send_weekdays)
        )
        ORDER BY n.id FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
"""
_ASKED = (Condition.NOT_CONFIRMED, Condition.NO_UPCOMING_VISIT, Condition.NOT_ANSWERED)


def take_back_unmet(*, by: Actor, at: datetime) -> Taken:
    """Counts of the messages taken back, by (journey slug, expired, reason). Those of other steps stay."""
    taken: Taken = Counter()
    if Step.objects.filter(condition__in=_ASKED, version__published_at__isnull=False).exists():
        while _take_back_batch(taken, by=by, at=at) == BATCH:
            pass
    return taken


@transaction.atomic
def _take_back_batch(taken: Taken, *, by: Actor, at: datetime) -> int:
    found = _no_longer(at)
    by_journey: defaultdict[str, list[UUID]] = defaultdict(list)
    for message_id, slug in found:
        by_journey[slug].append(message_id)
    for slug, ids in sorted(by_journey.items()):
        number = outbox.withdraw(message_ids=ids, reason=Unsent.CONDITION_NOT_MET, by=by, now=at)
        taken[slug, MessageState.EXPIRED.value, Unsent.CONDITION_NOT_MET.value] += number
    return len(found)


def look_again(*, at: datetime) -> None:
    """Before planning: what waits for a yes to an appointment is decided anew when the yes was taken back, and what
    waits for a day that is closed by now, while there is an open one before it."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED_SINCE, _values(at))
    versions = Step.objects.filter(condition=Condition.NOT_CONFIRMED, version__published_at__isnull=False)
    values = _values(at) | {"versions": list(versions.values_list("version_id", flat=True))}
    while values["versions"]:
        with connection.cursor() as cursor:
            cursor.execute(_CONFIRMED_NO_MORE, values)
            if cursor.rowcount < BATCH:
                return


def _no_longer(at: datetime) -> list[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_NO_LONGER, _values(at))
        return list(cursor.fetchall())


def _values(at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "batch": BATCH,
        "active": EnrolmentState.ACTIVE.value,
        "not_confirmed": Condition.NOT_CONFIRMED.value,
        "confirmed": AppointmentStatus.CONFIRMED.value,
        "nothing_booked": Condition.NO_UPCOMING_VISIT.value,
        "still_on": sorted(STILL_ON),
        "not_answered": Condition.NOT_ANSWERED.value,
        "unmet": Unsent.CONDITION_NOT_MET.value,
    }

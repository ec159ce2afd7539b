"""People enter journeys: one statement for each journey, whoever is in already stays as they are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.models import Segment
from campaigns.queries import audience
from clinic.enums import NEEDS_AFTERCARE, ServiceCategory
from clinic.queries import organisation
from journeys.domain.entry import SWEPT, entry_window
from journeys.enums import EnrolmentState, Trigger
from journeys.models import Journey, JourneyVersion
from journeys.queries import active_journeys, rule_of, steps_of
from patients.enums import STILL_ON, PersonKind

# Each of them yields: person_id, appointment_id, anchor_key, anchor_at, time_zone, location_id.

_JOINED = """
    SELECT p.id, NULL::uuid, to_char(p.joined_on, 'YYYY-MM-DD'),
           p.joined_on::timestamp AT TIME ZONE %(zone)s, p.time_zone, NULL::uuid
    FROM patients_person p
    WHERE p.kind = %(patient)s
      AND p.joined_on > (%(after)s AT TIME ZONE %(zone)s)::date
      AND p.joined_on <= (%(until)s AT TIME ZONE %(zone)s)::date
"""

_APPOINTMENT = """
    SELECT p.id, a.id, a.id::text, a.starts_at, l.time_zone, l.id
    FROM patients_appointment a
    JOIN patients_person p ON p.id = a.person_id
    JOIN clinic_location l ON l.id = a.location_id
    WHERE p.kind = %(patient)s AND a.status = ANY(%(still_on)s)
      AND a.starts_at > %(after)s AND a.starts_at <= %(until)s
"""

# A day of procedures is one anchor: its end.
_PROCEDURE = """
    SELECT p.id, NULL::uuid, to_char((d.ended_at AT TIME ZONE %(zone)s), 'YYYY-MM-DD'),
           max(d.ended_at), p.time_zone, NULL::uuid
    FROM patients_procedure d
    JOIN patients_person p ON p.id = d.person_id
    WHERE p.kind = %(patient)s AND d.category = ANY(%(needs_aftercare)s)
      AND d.ended_at > %(after)s AND d.ended_at <= %(until)s
    GROUP BY p.id, to_char((d.ended_at AT TIME ZONE %(zone)s), 'YYYY-MM-DD')
"""

# The latest yearly return of the last check-up's day, so that somebody who did not come is asked again next year.
_CHECK_UP_DUE = """
    SELECT p.id, NULL::uuid, to_char(due.day, 'YYYY-MM-DD'), due.day AT TIME ZONE %(zone)s, p.time_zone,
           NULL::uuid
    FROM (
        SELECT v.person_id, date_trunc('day', max(v.started_at) AT TIME ZONE %(zone)s) AS day
        FROM patients_visit v
        WHERE v.category = %(check_up)s AND v.started_at <= %(at)s
        GROUP BY v.person_id
    ) last
    JOIN patients_person p ON p.id = last.person_id
    CROSS JOIN LATERAL (
        SELECT last.day + make_interval(
            years => extract(year FROM age((%(until)s AT TIME ZONE %(zone)s), last.day))::int
        ) AS day
    ) due
    WHERE p.kind = %(patient)s AND due.day > last.day
      AND due.day > (%(after)s AT TIME ZONE %(zone)s) AND due.day <= (%(until)s AT TIME ZONE %(zone)s)
"""

_WHO: Mapping[str, str] = {
    Trigger.JOINED: _JOINED,
    Trigger.APPOINTMENT: _APPOINTMENT,
    Trigger.PROCEDURE: _PROCEDURE,
    Trigger.CHECK_UP_DUE: _CHECK_UP_DUE,
}

_ENROL = """
    INSERT INTO journeys_enrolment
        (id, journey_id, version_id, person_id, appointment_id, anchor_key, anchor_at, location_id, time_zone,
         state, exit_reason, next_due_at, revision, enrolled_at)
    SELECT gen_random_uuid(), %(journey)s, %(version)s, who.person_id, who.appointment_id, who.anchor_key,
           who.anchor_at, who.location_id, COALESCE(NULLIF(who.time_zone, ''), %(zone)s), %(active)s,
           '', %(at)s, 0, %(at)s
    FROM ({who}) AS who (person_id, appointment_id, anchor_key, anchor_at, time_zone, location_id)
    {only}
    ORDER BY who.person_id, who.anchor_key -- two runs at once lock in one order
    ON CONFLICT DO NOTHING
"""


def enrol_due(*, by: Actor, at: datetime, swept_only: bool = False) -> int:
    """Bring everybody in whose anchor has come near; the count of new enrolments.

    A new enrolment's `next_due_at` is `at`: the planning that follows works out when its first step is due.
    """
    zone = organisation().time_zone
    return sum(
        _enrol(journey, version, zone=zone, by=by, at=at)
        for journey, version in active_journeys()
        if not swept_only or journey.trigger in SWEPT
    )


@transaction.atomic
def _enrol(journey: Journey, version: JourneyVersion, *, zone: str, by: Actor, at: datetime) -> int:
    window = entry_window(journey.trigger, [rule_of(step) for step in steps_of(version.pk)], at)
    only, values = _only_of_segment(version.segment, window.until)
    values |= {
        "journey": journey.pk,
        "version": version.pk,
        "zone": zone,
        "at": at,
        "after": window.after,
        "until": window.until,
        "active": EnrolmentState.ACTIVE.value,
        "patient": PersonKind.PATIENT.value,
        "still_on": sorted(STILL_ON),
        "needs_aftercare": sorted(NEEDS_AFTERCARE),
        "check_up": ServiceCategory.CHECK_UP.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENROL.format(who=_WHO[journey.trigger], only=only), values)
        entered = int(cursor.rowcount)
    if entered:
        record_change(
            word=AuditWord.CREATE,
            actor=by,
            fields=["journeys.enrolment"],
            details={"enrolments": entered, "journey": journey.slug},
        )
    return entered


def _only_of_segment(segment: Segment | None, moment: datetime) -> tuple[str, dict[str, Any]]:
    """The segment's query as a condition: who is in it when the last of these anchors has come.

    Django numbers its values; ours have names.
    """
    if segment is None:
        return "", {}
    sql, numbered = audience(segment, moment).order_by().values("pk").query.sql_with_params()
    pieces = sql.split("%s")
    named = [f"%(segment_{index})s" for index in range(len(numbered))]
    clause = "".join(piece + name for piece, name in zip(pieces, [*named, ""], strict=True))
    return f"WHERE who.person_id IN ({clause})", {f"segment_{i}": value for i, value in enumerate(numbered)}

"""What became of the messages of a quarter, counted set-wise: three statements for any number of them.

Whatever is counted here is not shown as it is: `domain.numbers.shown` leaves out what tells of few people.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from campaigns.domain.numbers import TEXT, Counts, Measure, RowKey
from campaigns.domain.suppression import Cell
from campaigns.enums import LEFT, OF_THE_CLINIC, WAITING, Arm, PlaceState
from consent.enums import Recorded, Topic
from patients.enums import CAME, AppointmentStatus

#: So long after a message what its reader does is told with it.
BOOKS_WITHIN = timedelta(days=30)
UNSUBSCRIBES_WITHIN = timedelta(days=7)
#: Choices that people make by themselves.
_OWN_WAYS = [
    Recorded.ONE_CLICK, Recorded.PREFERENCE_PAGE, Recorded.LINK, Recorded.TEXT_MESSAGE, Recorded.BROWSER_SIGNAL
]  # fmt: skip

#: Messages that were due in the quarter, and members of a campaign for whom there is none, each with its reason.
_FACTS = """
    facts AS MATERIALIZED (
        SELECT m.id, m.person_id, m.origin, m.origin_slug, m.template_id, m.topic, m.channel, m.state, m.reason,
            CASE WHEN m.state = ANY(%(left)s) THEN 'sent' WHEN m.state = ANY(%(waiting)s) THEN 'waiting' ELSE 'not' END
                AS fate,
            m.appointment_id, m.handed_over_at
        FROM campaigns_message m
        WHERE m.due_at >= %(since)s AND m.due_at < %(until)s AND m.origin = ANY(%(origins)s)
        UNION ALL
        SELECT NULL, b.person_id, 'campaign', c.slug, c.template_id, '', '', '', b.reason, 'not', NULL, NULL
        FROM campaigns_campaignmember b JOIN campaigns_campaign c ON c.id = b.campaign_id
        WHERE b.message_id IS NULL AND b.arm = %(sent)s AND b.settled_at >= %(since)s AND b.settled_at < %(until)s
    )"""
_READ = """
    read AS (
        SELECT e.message_id, bool_or(e.event_type = 'opened') AS opened, bool_or(e.event_type = 'clicked') AS clicked,
            bool_or(e.event_type = 'clicked-by-machine') AS by_machine,
            bool_or(e.event_type = 'unsubscribed') AS unsubscribed
        FROM campaigns_deliveryevent e JOIN facts f ON f.id = e.message_id
        WHERE e.event_type IN ('opened', 'clicked', 'clicked-by-machine', 'unsubscribed')
        GROUP BY e.message_id
    )"""
_TOLD = """
    told AS (
        SELECT f.*, f.fate = 'sent' AS is_sent, f.fate = 'sent' AND f.appointment_id IS NULL AS is_invited,
            r.opened, r.clicked, r.by_machine,
            r.unsubscribed OR EXISTS (
                SELECT FROM consent_preference c
                WHERE c.person_id = f.person_id AND NOT c.wanted AND c.topic IN (f.topic, %(all)s)
                    AND c.channel = f.channel AND c.via = ANY(%(own_ways)s)
                    AND c.recorded_at > f.handed_over_at AND c.recorded_at <= f.handed_over_at + %(stops_within)s
            ) AS unsubscribed,
            f.appointment_id IS NULL AND EXISTS (
                SELECT FROM patients_appointment b
                WHERE b.person_id = f.person_id AND b.status <> %(in_error)s
                    AND b.created_at > f.handed_over_at AND b.created_at <= f.handed_over_at + %(books_within)s
            ) AS booked,
            EXISTS (SELECT FROM campaigns_seminarplace s WHERE s.message_id = f.id AND s.state = %(held)s)
                AS registered,
            EXISTS (SELECT FROM campaigns_seminarplace s WHERE s.message_id = f.id AND s.came_at IS NOT NULL) AS came,
            (a.confirmed_at IS NOT NULL OR a.status = %(confirmed)s) AS confirmed,
            CASE WHEN a.status = ANY(%(kept)s) THEN 'kept' WHEN a.status = %(no_show)s THEN 'no-show'
                WHEN a.status = ANY(%(on)s) AND a.starts_at > %(now)s THEN 'ahead' ELSE 'off' END AS became
        FROM facts f LEFT JOIN read r ON r.message_id = f.id LEFT JOIN patients_appointment a ON a.id = f.appointment_id
    )"""
_KEYED = """
    keyed AS (
        SELECT origin::text AS view, origin_slug::text AS key, told.* FROM told
        UNION ALL SELECT 'text', template_id::text, told.* FROM told
    )"""
#: Measure → which of a person's messages count; a person counts once for those in `_OF_PEOPLE`.
_OF_MESSAGES: Mapping[str, str] = {
    Measure.INTENDED: "true",
    Measure.PLANNED: "fate <> 'not'",
    Measure.WAITING: "fate = 'waiting'",
    Measure.SENT: "is_sent",
    Measure.DELIVERED: "state = 'delivered'",
    Measure.BOUNCED: "state = 'bounced'",
    Measure.COMPLAINED: "state = 'complained'",
    Measure.UNANSWERED: "is_sent AND state NOT IN ('delivered', 'bounced', 'complained')",
}
_OF_PEOPLE: Mapping[str, str] = {
    Measure.REACHED: "is_sent",
    Measure.OPENED: "is_sent AND opened",
    Measure.CLICKED: "is_sent AND clicked",
    Measure.BY_MACHINE: "is_sent AND by_machine",
    Measure.UNSUBSCRIBED: "is_sent AND unsubscribed",
    Measure.INVITED: "is_invited",
    Measure.BOOKED: "is_invited AND booked",
    Measure.REGISTERED: "is_sent AND registered",
    Measure.CAME: "is_sent AND registered AND came",
}
_OF_APPOINTMENTS: Mapping[str, str] = {
    Measure.APPOINTMENTS: "is_sent",
    Measure.CONFIRMED: "is_sent AND confirmed",
    Measure.AHEAD: "is_sent AND became = 'ahead'",
    Measure.KEPT: "is_sent AND became = 'kept'",
    Measure.NO_SHOW: "is_sent AND became = 'no-show'",
    Measure.OFF: "is_sent AND became = 'off'",
}
_MEASURES = (*_OF_MESSAGES, *_OF_PEOPLE, *_OF_APPOINTMENTS)
_PER_PERSON = ", ".join(
    [f"count(*) FILTER (WHERE {rule}) AS n{place}" for place, rule in enumerate(_OF_MESSAGES.values())]
    + [
        f"least(count(*) FILTER (WHERE {rule}), 1) AS n{place}"
        for place, rule in enumerate(_OF_PEOPLE.values(), start=len(_OF_MESSAGES))
    ]
    + [
        f"count(DISTINCT appointment_id) FILTER (WHERE {rule}) AS n{place}"
        for place, rule in enumerate(_OF_APPOINTMENTS.values(), start=len(_OF_MESSAGES) + len(_OF_PEOPLE))
    ]
)
_SUMS = ", ".join(f"sum(n{place})::bigint, count(*) FILTER (WHERE n{place} > 0)" for place in range(len(_MEASURES)))
_COUNT = f"""
    WITH {_FACTS}, {_READ}, {_TOLD}, {_KEYED},
    per_person AS (SELECT view, key, person_id, {_PER_PERSON} FROM keyed GROUP BY view, key, person_id)
    SELECT view, key, {_SUMS} FROM per_person GROUP BY view, key ORDER BY view, key
"""  # noqa: S608 - words of this module alone
_REASONS = f"""
    WITH {_FACTS}, keyed AS (
        SELECT origin::text AS view, origin_slug::text AS key, person_id, reason FROM facts WHERE fate = 'not'
        UNION ALL SELECT 'text', template_id::text, person_id, reason FROM facts WHERE fate = 'not'
    )
    SELECT view, key, reason, count(*), count(DISTINCT person_id) FROM keyed GROUP BY view, key, reason
    ORDER BY view, key, 4 DESC, reason
"""  # noqa: S608
_USED = f"WITH {_FACTS} SELECT DISTINCT origin, origin_slug, template_id::text FROM facts ORDER BY 1, 2, 3"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Counted:
    """`used`: which campaign or journey sent which text."""

    rows: Mapping[RowKey, Counts]
    used: list[tuple[RowKey, RowKey]]


def counted(since: datetime, until: datetime, now: datetime) -> Counted:
    """Of messages that were due from `since` to before `until`, by what asked for them and by text: three queries."""
    values = _values(since, until, now)
    measures = {
        RowKey(view, key): {
            measure: Cell(int(cells[2 * place]), int(cells[2 * place + 1])) for place, measure in enumerate(_MEASURES)
        }
        for view, key, *cells in _rows(_COUNT, values)
    }
    reasons: dict[RowKey, dict[str, Cell]] = defaultdict(dict)
    for view, key, reason, number, people in _rows(_REASONS, values):
        reasons[RowKey(view, key)][reason] = Cell(number, people)
    return Counted(
        {key: Counts(found, reasons[key]) for key, found in measures.items()},
        [(RowKey(origin, slug), RowKey(TEXT, text)) for origin, slug, text in _rows(_USED, values)],
    )


def _values(since: datetime, until: datetime, now: datetime) -> dict[str, Any]:
    return {
        "since": since,
        "until": until,
        "now": now,
        "left": [state.value for state in LEFT],
        "waiting": [state.value for state in WAITING],
        "origins": [origin.value for origin in OF_THE_CLINIC],
        "sent": Arm.SENT.value,
        "all": Topic.ALL.value,
        "own_ways": [way.value for way in _OWN_WAYS],
        "stops_within": UNSUBSCRIBES_WITHIN,
        "books_within": BOOKS_WITHIN,
        "in_error": AppointmentStatus.ENTERED_IN_ERROR.value,
        "confirmed": AppointmentStatus.CONFIRMED.value,
        "kept": [status.value for status in CAME],
        "no_show": AppointmentStatus.NO_SHOW.value,
        "on": [AppointmentStatus.BOOKED.value, AppointmentStatus.CONFIRMED.value],
        "held": PlaceState.HELD.value,
    }


def _rows(statement: str, values: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()

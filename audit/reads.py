"""How much was read, by role, day and hour: one grouped query over the index by time."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from audit.enums import ActorKind, AuditWord, Outcome

#: Words that put somebody's data before a reader. Changes and sign-ins are no reads.
READS = (AuditWord.REVEAL, AuditWord.LIST, AuditWord.SEARCH, AuditWord.PREVIEW, AuditWord.EXPORT)


@dataclass(frozen=True, slots=True)
class Counted:
    """Reads of the staff of one role within one local hour of one local day, and how many tries of anybody, whatever
    they tried, were refused: as many as the book's list of refused ones has."""

    day: date
    hour: int
    role: str
    granted: int
    denied: int


def counted_reads(since: datetime, until: datetime, zone: str) -> list[Counted]:
    """`since` <= moment < `until`; day and hour are of `zone`."""
    read_by_staff = (ActorKind.STAFF.value, [word.value for word in READS])
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT at::date, extract(hour FROM at)::int, actor_role, granted, denied
               FROM (
                   SELECT date_trunc('hour', occurred_at AT TIME ZONE %s) AS at, actor_role,
                          count(*) FILTER (WHERE outcome = %s AND actor_kind = %s AND word = ANY(%s)) AS granted,
                          count(*) FILTER (WHERE outcome = %s) AS denied
                   FROM audit_event
                   WHERE occurred_at >= %s AND occurred_at < %s
                       AND (outcome = %s OR actor_kind = %s AND word = ANY(%s))
                   GROUP BY 1, 2
               ) AS by_hour
               ORDER BY at, actor_role""",
            [
                zone,
                Outcome.GRANTED.value,
                *read_by_staff,
                Outcome.DENIED.value,
                since,
                until,
                Outcome.DENIED.value,
                *read_by_staff,
            ],
        )
        return [Counted(*row) for row in cursor.fetchall()]

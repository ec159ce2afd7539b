"""How much was read, by role, day and hour: one grouped query over the index by time."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from audit.enums import ActorKind, AuditWord, Outcome

#: Words that put somebody's data before a reader. Changes and sign-ins are no reads.
READS = (AuditWord.REVEAL, AuditWord.LIST, AuditWord.SEARCH, AuditWord.PREVIEW, AuditWord.EXPORT)


@dataclass(frozen=True, slots=True)
class Counted:
    """Reads of the staff of one role within one local hour of one local day, and how many tries were refused."""

    day: date
    hour: int
    role: str
    granted: int
    denied: int


def counted_reads(since: datetime, until: datetime, zone: str) -> list[Counted]:
    """`since` <= moment < `until`; day and hour are of `zone`. Only what members of staff did."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT at::date, extract(hour FROM at)::int, actor_role, granted, denied
               FROM (
                   SELECT date_trunc('hour', occurred_at AT TIME ZONE %s) AS at, actor_role,
                          count(*) FILTER (WHERE outcome = %s) AS granted,
                          count(*) FILTER (WHERE outcome = %s) AS denied
                   FROM audit_event
                   WHERE occurred_at >= %s AND occurred_at < %s AND actor_kind = %s AND word = ANY(%s)
                   GROUP BY 1, 2
               ) AS by_hour
               ORDER BY at, actor_role""",
            [
                zone,
                Outcome.GRANTED.value,
                Outcome.DENIED.value,
                since,
                until,
                ActorKind.STAFF.value,
                [word.value for word in READS],
            ],
        )
        return [Counted(*row) for row in cursor.fetchall()]

"""What rules ask the book: SQL over one batch of events, ending in hits.

Only what members of staff saw counts. A record is opened by its page (`reveal`), by a preview with its values, or by
a look-up that found nobody else. Fifty people on a list were shown, not opened: LIST is weaker than REVEAL. Whoever a
look-up showed beside a few others was looked at: the typed term was narrow, and it shows birth date, phone and mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from audit.domain.review import Hit

#: A page opens a person and their guardian or ward; an event with more people than this is a list, whatever its word.
MOST_OPENED_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Batch:
    """Events of one life of the database with `from_xid` <= transaction id < `until_xid`; days are of this zone."""

    epoch: UUID
    from_xid: int
    until_xid: int
    zone: str


#: Events of the batch.
FRESH = "e.epoch = %(epoch)s AND e.xid >= %(from_xid)s AND e.xid < %(until_xid)s AND e.actor_kind = 'staff'"
DAY = "(e.occurred_at AT TIME ZONE %(zone)s)::date"
IS_OPENED = f"""
    e.outcome = 'granted' AND (
        e.word IN ('reveal', 'preview') AND cardinality(e.people) <= {MOST_OPENED_AT_ONCE}
        OR e.word = 'search' AND cardinality(e.people) = 1
    )"""
#: As many as fit a narrow term. More bear a common name, and nothing says which of them was meant.
MOST_LOOKED_UP = 5
_IS_LOOKED_UP = f"""
    e.outcome = 'granted' AND e.word = 'search' AND cardinality(e.people) BETWEEN 2 AND {MOST_LOOKED_UP}"""
#: Somebody's data came to the reader's eyes. An export is two events: that it ended well shows nothing more.
IS_SHOWN = """
    e.outcome = 'granted' AND cardinality(e.people) > 0 AND (
        e.word IN ('reveal', 'list', 'search', 'preview')
        OR e.word = 'export' AND coalesce(e.details ->> 'what', '') NOT IN ('finished', 'broken-off')
    )"""
#: Each person of the batch who was opened, or shown by a look-up of few:
#: looks(id, at, reader, person, day, word, categories).
LOOKS = f"""
    looks AS (
        SELECT e.id, e.occurred_at AS at, e.actor_id AS reader, person, {DAY} AS day, e.word, e.categories
        FROM audit_event e CROSS JOIN LATERAL unnest(e.people) AS person
        WHERE {FRESH} AND ({IS_OPENED} OR {_IS_LOOKED_UP})
    )"""  # noqa: S608 - our own words
TALLY = "count(DISTINCT id), min(id), max(id), min(at), max(at)"


def whole_days(condition: str) -> str:
    """CTEs: `touched`, the readers and days that fresh events meeting `condition` belong to; `whole`, all such events
    of those days. What a day adds up to must not depend on where a batch ends; a day that goes on in a later batch is
    left to that one, so that a long catching-up counts each day once."""
    same_day = """
        e.occurred_at >= (fresh.day::timestamp AT TIME ZONE %(zone)s)
        AND e.occurred_at < ((fresh.day + 1)::timestamp AT TIME ZONE %(zone)s)"""
    return f"""
    fresh AS MATERIALIZED (
        SELECT DISTINCT e.actor_id AS reader, {DAY} AS day FROM audit_event e WHERE {FRESH} AND {condition}
    ),
    touched AS MATERIALIZED (
        SELECT reader, day FROM fresh WHERE NOT EXISTS (
            SELECT FROM audit_event e
            WHERE e.actor_id = fresh.reader AND {same_day} AND e.actor_kind = 'staff' AND e.epoch = %(epoch)s
                AND e.xid >= %(until_xid)s AND {condition}
        )
    ),
    whole AS MATERIALIZED (
        SELECT e.id, e.occurred_at AS at, e.actor_id AS reader, fresh.day, e.people, e.details,
            ({IS_OPENED}) AS is_opened
        FROM touched AS fresh JOIN audit_event e ON e.actor_id = fresh.reader AND {same_day}
        WHERE e.actor_kind = 'staff' AND {condition}
    )"""  # noqa: S608 - our own words


def hits(rule: str, sql: str, batch: Batch, *, is_whole_day: bool = False, **parameters: Any) -> list[Hit]:
    """`sql` gives reader, person, day, reads, first and last event, first and last moment, and then the facts, whose
    columns are named as the facts are."""
    asked = {
        "epoch": batch.epoch,
        "from_xid": batch.from_xid,
        "until_xid": batch.until_xid,
        "zone": batch.zone,
        **parameters,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        names = [column[0] for column in cursor.description][8:]
        rows = cursor.fetchall()
    return [_hit(rule, row, names, is_whole_day) for row in rows if _is_id(row[0])]


def _hit(rule: str, row: Sequence[Any], names: Sequence[str], is_whole_day: bool) -> Hit:
    reader, person, day, reads, first_event, last_event, first_at, last_at, *facts = row
    told = {name: value for name, value in zip(names, facts, strict=True) if value is not None}
    return Hit(rule, UUID(reader), person, day, reads, first_event, last_event, first_at, last_at, told, is_whole_day)


def _is_id(reader: str) -> bool:
    try:
        UUID(reader)
    except ValueError:
        return False
    return True

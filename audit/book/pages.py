"""One page of the book, found by the last line of the page before it: page 1 and page 10,000 cost the same.

Each order has an index that ends in the event's number (`audit_event_by_…`). Totals are the planner's guess, unless
all there is stands on one page.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from audit.book.filters import BookFilter
from audit.models import AuditEvent

PAGE_SIZE = 50
#: So many lines are found and sorted at once. Of more, enough stand near each other in the order of time. (How many
#: there are of one person, the planner cannot know; they are always few.)
FEW = 5_000
#: In any other order they may all stand at its far end: sorting so many takes less than walking through a million.
FEW_FOR_OTHER_ORDERS = 50_000

#: What the list is sorted by → its columns; the event's number decides among equals, so a fall shows the newest first.
ORDERS: Mapping[str, str] = {
    "when": "occurred_at",
    "what": "word",
    "kind": "actor_kind",
    "who": "actor_id, occurred_at",
    "role": "actor_role",
    "people": "cardinality(people)",
    "purpose": "purpose",
    "category": "categories",
    "protected": "saw_protected",
    "outcome": "outcome",
    "place": "place",
    "address": "address",
}
NEWEST_FIRST = "-when"


@dataclass(frozen=True, slots=True)
class Position:
    """`order` is a key of ORDERS, a minus means downwards; the page begins after an event or ends before one."""

    order: str = NEWEST_FIRST
    after: int | None = None
    before: int | None = None

    @property
    def columns(self) -> str:
        return ORDERS[self.order.removeprefix("-")]

    @property
    def falls(self) -> bool:
        return self.order.startswith("-")


@dataclass(frozen=True, slots=True)
class BookPage:
    """`about` is a guess unless `is_all`."""

    events: list[AuditEvent]
    has_earlier_page: bool
    has_later_page: bool
    about: int

    @property
    def is_all(self) -> bool:
        return not self.has_earlier_page and not self.has_later_page


def page(wanted: BookFilter, position: Position, size: int = PAGE_SIZE) -> BookPage:
    """Events without an address are left out of the order by address. A constant number of queries."""
    ids = _ids(wanted, position, size + 1)
    more = len(ids) > size
    ids = ids[:size]
    backwards = position.before is not None
    if backwards:
        ids.reverse()
    found = AuditEvent.objects.in_bulk(ids)
    earlier, later = (more, True) if backwards else (position.after is not None, more)
    events = [found[number] for number in ids]
    is_all = not earlier and not later
    return BookPage(events, earlier, later, len(events) if is_all else estimate(wanted))


def estimate(wanted: BookFilter) -> int:
    """How many events the planner expects: from statistics, without counting."""
    conditions, told = wanted.sql()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM audit_event{_where(conditions)}", told)  # noqa: S608 - our own words
        [answer] = cursor.fetchone()
    plan = json.loads(answer) if isinstance(answer, str) else answer
    return int(plan[0]["Plan"]["Plan Rows"])


def counted(wanted: BookFilter, most: int) -> int | None:
    """How many events there are, to the last one; None when they are more than `most`."""
    conditions, told = wanted.sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM audit_event{_where(conditions)} LIMIT %s) AS found",  # noqa: S608 - our own words
            [*told, most + 1],
        )
        [found] = cursor.fetchone()
    return found if found <= most else None


def values_of(column: str) -> list[str]:
    """What stands in a column with few different values: a probe of the index for each."""
    if column not in ("place", "actor_role"):
        raise ValueError(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE found AS (
                    (SELECT {column} AS one FROM audit_event ORDER BY {column} LIMIT 1)
                    UNION ALL
                    SELECT (SELECT {column} FROM audit_event WHERE {column} > found.one ORDER BY {column} LIMIT 1)
                    FROM found WHERE found.one IS NOT NULL
                ) SELECT one FROM found WHERE one <> ''"""  # noqa: S608 - one of two names
        )
        return [one for (one,) in cursor.fetchall()]


def _is_narrow(wanted: BookFilter, position: Position) -> bool:
    """Whether to find all that is asked for, and then sort it. Left alone, the planner walks the index of the order
    until it has met enough, which is all of the book when what is asked for stands at its other end."""
    few = FEW if position.columns == ORDERS["when"] else FEW_FOR_OTHER_ORDERS
    return wanted.person is not None or (bool(wanted.asked()) and estimate(wanted) <= few)


def _ids(wanted: BookFilter, position: Position, limit: int) -> list[int]:
    conditions, told = wanted.sql()
    columns, falls = position.columns, position.falls
    if columns == "address":
        conditions.append("address IS NOT NULL")
    if position.before is not None:
        falls = not falls
    source = "audit_event"
    if _is_narrow(wanted, position):
        source = f"(SELECT * FROM audit_event{_where(conditions)} OFFSET 0) AS few"  # noqa: S608 - our own words
        conditions = []
    beside = position.before if position.before is not None else position.after
    if beside is not None:
        here = _place_in_order(columns, beside)
        conditions.append(f"({columns}, id) {'<' if falls else '>'} ({', '.join(['%s'] * len(here))})")
        told = [*told, *here]
    way = "DESC" if falls else "ASC"
    order = ", ".join(f"{column} {way}" for column in (*columns.split(", "), "id"))
    sql = f"SELECT id FROM {source}{_where(conditions)} ORDER BY {order} LIMIT %s"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, [*told, limit])
        return [number for (number,) in cursor.fetchall()]


def _place_in_order(columns: str, event: int) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}, id FROM audit_event WHERE id = %s", [event])  # noqa: S608 - our own words
        found: Sequence[Any] | None = cursor.fetchone()
    if found is None:
        raise AuditEvent.DoesNotExist(event)
    return found


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""

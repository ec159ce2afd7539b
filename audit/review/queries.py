"""Who looked at a person, and whom an account saw: read from the book alone, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet

from audit.enums import DataCategory
from audit.models import AuditEvent
from audit.review.reads import IS_OPENED, IS_SHOWN


@dataclass(frozen=True, slots=True)
class Revealed:
    """What one account saw of one person. Lists and look-ups count; `opened` says how often it was their own page.

    `saw_protected`: one of the events showed specially protected care, of this person or of somebody beside them.
    """

    person_id: UUID
    reads: int
    opened: int
    first_at: datetime
    last_at: datetime
    categories: tuple[str, ...]
    saw_protected: bool

    @property
    def place(self) -> tuple[int, UUID]:
        """In the order of `revealed_by`."""
        return self.reads, self.person_id


@dataclass(frozen=True, slots=True)
class RevealedPage:
    people: tuple[Revealed, ...]
    of: int


def who_looked(person_id: UUID, *, before: int | None = None, limit: int = 50) -> list[AuditEvent]:
    """Every event with this person, refused ones too, newest first; `before` is the last event of the page before.

    Each has `together`: with how many people the event was about; the ids of the others are not loaded.
    """
    events = _about(person_id).filter(**({"pk__lt": before} if before is not None else {}))
    size = Func(F("people"), function="cardinality", output_field=IntegerField())
    return list(events.annotate(together=size).defer("people").order_by("-pk")[:limit])


def count_looks(person_id: UUID) -> int:
    return _about(person_id).count()


def revealed_by(
    staff_id: UUID, *, since: datetime, until: datetime, after: tuple[int, UUID] | None = None, limit: int = 50
) -> RevealedPage:
    """Whose data this account saw at `since` <= moment < `until`, most reads first (45 CFR 164.404: whom to tell).

    `after` is the `place` of the last one on the page before. Reads that come between two pages move people: only a
    span that is over is the same from page to page. A file of all of them is `revealed_in_fixed_order`'s.
    """
    asked = _asked(staff_id, since, until, limit)
    reads, person = after or (None, None)
    page = _MOST_READS_BEHIND if after else _MOST_READS
    people = _people(page, {**asked, "reads": reads, "after": person})
    with connection.cursor() as cursor:
        cursor.execute(_HOW_MANY, asked)
        return RevealedPage(people, cursor.fetchone()[0])


def revealed_in_fixed_order(
    staff_id: UUID, *, since: datetime, until: datetime, after: UUID | None = None, limit: int = 50
) -> tuple[Revealed, ...]:
    """The same people by their ids, behind that of `after`: a read that comes between two batches moves nobody."""
    asked = _asked(staff_id, since, until, limit)
    return _people(_BY_PERSON, {**asked, "after": after or UUID(int=0)})


def _asked(staff_id: UUID, since: datetime, until: datetime, limit: int) -> dict[str, Any]:
    return {"reader": str(staff_id), "since": since, "until": until, "limit": limit}


def _people(sql: str, asked: dict[str, Any]) -> tuple[Revealed, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return tuple(map(_revealed, cursor.fetchall()))


def _about(person_id: UUID) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(people__contains=[person_id])


_SEEN = f"""
    FROM audit_event e CROSS JOIN LATERAL unnest(e.people) AS person
    WHERE e.actor_kind = 'staff' AND e.actor_id = %(reader)s
        AND e.occurred_at >= %(since)s AND e.occurred_at < %(until)s AND {IS_SHOWN}"""
_FLAGS = ", ".join(f"bool_or('{category}' = ANY (e.categories))" for category in DataCategory.values)
_COLUMNS = f"""
    SELECT person, count(*), count(*) FILTER (WHERE {IS_OPENED}), min(e.occurred_at), max(e.occurred_at),
        bool_or(e.saw_protected), {_FLAGS}"""
_ORDER = "ORDER BY count(*) DESC, person LIMIT %(limit)s"
_MOST_READS = f"{_COLUMNS} {_SEEN} GROUP BY person {_ORDER}"
_MOST_READS_BEHIND = f"""
    {_COLUMNS} {_SEEN} GROUP BY person HAVING (-count(*), person) > (-%(reads)s, %(after)s) {_ORDER}"""
_BY_PERSON = f"{_COLUMNS} {_SEEN} AND person > %(after)s GROUP BY person ORDER BY person LIMIT %(limit)s"
_HOW_MANY = f"SELECT count(DISTINCT person) {_SEEN}"


def _revealed(row: Sequence[Any]) -> Revealed:
    person, reads, opened, first_at, last_at, saw_protected, *flags = row
    seen = tuple(sorted(name for name, is_seen in zip(DataCategory.values, flags, strict=True) if is_seen))
    return Revealed(person, reads, opened, first_at, last_at, seen, saw_protected)

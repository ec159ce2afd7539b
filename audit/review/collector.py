"""New events → rules → cases, a batch at a time.

Numbered, because the order is the guarantee:
1. One transaction a batch. It locks the mark of this life of the database; whoever comes second leaves.
2. The batch ends below every transaction that may still write an event, so that nobody commits behind the mark.
3. Every rule of the pace looks at the batch; finds are added to cases by (rule, reader, person, day).
4. The mark moves in the same transaction: an event is counted once, whatever is cut or started twice.

Rules that a later deed explains (a booking within the hour) have a pace of their own: they look at events once
these have settled.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from audit.domain.review import Hit, Key, grown
from audit.domain.review_reasons import WORK_HOURS
from audit.models import Epoch, ReviewCase, ReviewMark
from audit.review.reads import Batch

EVENTS_PER_BATCH = 25_000
SETTLED_AFTER = timedelta(hours=WORK_HOURS)
_END_OF_TIME = 2**63 - 1

_HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_UNSETTLED = "SELECT min(xid) FROM audit_event WHERE epoch = %s AND occurred_at > %s"
_END = """
    SELECT max(xid) FROM (
        SELECT xid FROM audit_event WHERE epoch = %s AND xid >= %s AND xid < %s ORDER BY xid LIMIT %s
    ) AS batch"""


class Pace(Enum):
    """Which of the marks. The value is its column."""

    AT_ONCE = "until_xid"
    SETTLED = "settled_until_xid"


@dataclass(frozen=True, slots=True)
class _Round:
    epoch: UUID
    is_over: bool
    pace: Pace
    now: datetime
    zone: str


def look_through(*, now: datetime, zone: str, on_news: Callable[[], None] = lambda: None) -> int:
    """Look at all that is new; how many cases were opened, or opened again. `on_news` runs in their transaction.

    `zone` is the clinic's: its days are those of the cases. Nothing to do when somebody else is at it.
    """
    opened = 0
    for one in _rounds(now, zone):
        while (news := _look_at_batch(one, on_news)) is not None:
            opened += news
    return opened


def _rounds(now: datetime, zone: str) -> Iterator[_Round]:
    lives = list(Epoch.objects.order_by("opened_at").values_list("pk", flat=True))
    for epoch in lives:
        for pace in Pace:
            yield _Round(epoch, epoch != lives[-1], pace, now, zone)


@transaction.atomic
def _look_at_batch(one: _Round, on_news: Callable[[], None]) -> int | None:
    """How many cases are news; None when there is no batch."""
    mark = _locked_mark(one)
    if mark is None or (batch := _next_batch(one, getattr(mark, one.pace.value))) is None:
        return None
    _allow_memory()
    hits = [hit for rule in settings.REVIEW_RULES[one.pace.name] for hit in import_string(rule)(batch)]
    news = _add_to_cases(hits, one.now)
    if news:
        on_news()
    setattr(mark, one.pace.value, batch.until_xid)
    mark.moved_at = one.now
    mark.save(update_fields=[one.pace.value, "moved_at"])
    return news


def _allow_memory() -> None:
    """For this transaction: sorting a batch's lists on disk takes several times as long."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")


def _locked_mark(one: _Round) -> ReviewMark | None:
    ReviewMark.objects.bulk_create([ReviewMark(epoch=one.epoch, moved_at=one.now)], ignore_conflicts=True)
    return ReviewMark.objects.select_for_update(skip_locked=True).filter(epoch=one.epoch).first()


def _next_batch(one: _Round, from_xid: int) -> Batch | None:
    if from_xid >= _END_OF_TIME:
        return None
    horizon = _END_OF_TIME if one.is_over else _horizon(one)
    last = _number(_END, one.epoch, from_xid, horizon, EVENTS_PER_BATCH)
    if last is not None:
        return Batch(one.epoch, from_xid, last + 1, one.zone)
    # A life that is over gets no more events: not asked again.
    return Batch(one.epoch, from_xid, _END_OF_TIME, one.zone) if one.is_over else None


def _horizon(one: _Round) -> int:
    horizon = _number(_HORIZON) or 0
    if one.pace is Pace.SETTLED:
        unsettled = _number(_UNSETTLED, one.epoch, one.now - SETTLED_AFTER)
        horizon = horizon if unsettled is None else min(horizon, unsettled)
    return horizon


def _number(sql: str, *parameters: Any) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: int | None = cursor.fetchone()[0]
        return found


def _add_to_cases(hits: list[Hit], now: datetime) -> int:
    """Returns how many cases are new, or open again."""
    there = _cases_there(hits)
    new: list[ReviewCase] = []
    changed: list[ReviewCase] = []
    news = 0
    for hit in hits:
        case = there.get(hit.key)
        if case is None:
            new.append(_laid_down(ReviewCase(opened_at=now), hit))
            news += 1
        elif found := grown(_as_hit(case), hit, is_signed_off=case.decided_at is not None):
            news += case.decided_at is not None
            changed.append(_reopened(_laid_down(case, found), now) if case.decided_at else _laid_down(case, found))
    ReviewCase.objects.bulk_create(new)
    _update(changed)
    return news


def _update(cases: list[ReviewCase]) -> None:
    """One statement however many: Django's bulk update writes a CASE for each row of each column."""
    if not cases:
        return
    columns = [[_plain(getattr(case, name)) for case in cases] for name in ("pk", *_CHANGING)]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, columns)


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value


_CHANGING: Mapping[str, str] = {
    "reads": "integer",
    "first_event": "bigint",
    "last_event": "bigint",
    "first_at": "timestamptz",
    "last_at": "timestamptz",
    "facts": "jsonb",
    "opened_at": "timestamptz",
    "verdict": "text",
    "decided_by": "uuid",
    "decided_at": "timestamptz",
}
_UPDATE = f"""
    UPDATE audit_review_case AS c SET {", ".join(f"{name} = n.{name}" for name in _CHANGING)}
    FROM unnest(%s::uuid[], {", ".join(f"%s::{kind}[]" for kind in _CHANGING.values())})
        AS n (id, {", ".join(_CHANGING)})
    WHERE c.id = n.id"""  # noqa: S608 - our own words
_NUMBERS = ("reads", "first_event", "last_event", "first_at", "last_at", "facts")


def _cases_there(hits: list[Hit]) -> dict[Key, ReviewCase]:
    """The mark is locked: nobody else opens cases. Those being signed off are waited for."""
    if not hits:
        return {}
    found = ReviewCase.objects.select_for_update().filter(
        rule__in={hit.rule for hit in hits},
        staff_id__in={hit.staff_id for hit in hits},
        day__in={hit.day for hit in hits},
    )
    return {(case.rule, case.staff_id, case.person_id, case.day): case for case in found.order_by("pk")}


def _as_hit(case: ReviewCase) -> Hit:
    numbers = {name: getattr(case, name) for name in _NUMBERS}
    return Hit(rule=case.rule, staff_id=case.staff_id, person_id=case.person_id, day=case.day, **numbers)


def _laid_down(case: ReviewCase, hit: Hit) -> ReviewCase:
    case.rule, case.staff_id, case.person_id, case.day = hit.key
    for name in _NUMBERS:
        setattr(case, name, getattr(hit, name))
    case.facts = dict(hit.facts)
    return case


def _reopened(case: ReviewCase, now: datetime) -> ReviewCase:
    """What was decided stands in the book; the note stays on the case."""
    case.verdict, case.decided_by, case.decided_at, case.opened_at = "", None, None, now
    return case

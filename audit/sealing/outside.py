"""Events outside all seals: those that wait for theirs, and those that cannot be there."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from audit.domain.seals import Position
from audit.domain.verification import Finding, Result, What
from audit.models import Epoch

_OF_EPOCH = """
    SELECT count(*), min(occurred_at), min(id) FILTER (WHERE epoch <> %(epoch)s OR xid >= %(limit)s)
    FROM audit_event
    WHERE (epoch = %(epoch)s OR epoch <> ALL(%(known)s)) AND (xid, id) >= (%(xid)s, %(id)s)
"""
_LEAST, _MOST = -(2**63), 2**63 - 1


def count_unsealed(result: Result, ends: dict[UUID, Position]) -> Finding | None:
    """`ends`: where the last seal of each sealed epoch ends, in the order sealed. Adds to `result` what waits."""
    opened = dict(Epoch.objects.values_list("pk", "opened_at"))
    known = opened.keys() | ends.keys()
    head = list(ends)[-1] if ends else None
    newest = max(opened, key=lambda epoch: opened[epoch], default=None)
    for epoch in known:
        limit = _next_transaction() if epoch == newest else _MOST
        count, oldest, strange = _rest(epoch, ends.get(epoch, Position(_LEAST, _LEAST)), known, limit)
        if strange is not None:
            return Finding(
                What.INSERTED, f"Event {strange} was inserted: it cannot have been written so.", None, strange
            )
        if count and epoch != head and _is_closed(epoch, head, opened):
            words = f"{count} events belong to a life of the database that was sealed to its end before."
            return Finding(What.INSERTED, words)
        _add(result, count, oldest)
    return None


def _rest(epoch: UUID, begin: Position, known: Collection[UUID], limit: int) -> tuple[int, datetime | None, int | None]:
    values: dict[str, Any] = {"epoch": epoch, "known": list(known), "xid": begin.xid, "id": begin.id, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_OF_EPOCH, values)
        count, oldest, strange = cursor.fetchone()
    return count, oldest, strange


def _is_closed(epoch: UUID, head: UUID | None, opened: dict[UUID, datetime]) -> bool:
    if head is None or epoch not in opened or head not in opened:
        return head is not None
    return opened[epoch] < opened[head]


def _add(result: Result, count: int, oldest: datetime | None) -> None:
    result.unsealed += count
    if oldest:
        result.oldest_unsealed = min(oldest, result.oldest_unsealed or oldest)


def _next_transaction() -> int:
    """An id that no transaction of this snapshot has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])

"""How long events have waited for a seal, and why: told so that nobody can make it look short.

1. The oldest event behind the newest seal, or in a later epoch; without any seal, the first event.
2. Of the last day, events of any epoch and position that no seal reaches.
3. A newest seal that cannot be (`faults`) says nothing about what is sealed: it is late however small the lag.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from audit.models import Epoch, Seal
from audit.sealing import faults

_RECENT = timedelta(days=1)
_UNREACHED = """
    SELECT min(occurred_at) FROM audit_event e WHERE occurred_at > %s AND NOT EXISTS (
        SELECT FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS reached(epoch, xid, id)
        WHERE reached.epoch = e.epoch AND (e.xid, e.id) < (reached.xid, reached.id)
    )
"""


def oldest_unsealed(head: Seal | None, now: datetime) -> datetime | None:
    """When the oldest event without a seal was written."""
    if head is None:
        return _first("true", [])
    found = [_behind(head), *_in_later_epochs(head), _unreached(now)]
    return min((at for at in found if at), default=None)


def _behind(head: Seal) -> datetime | None:
    return _first("epoch = %s AND (xid, id) >= (%s, %s)", [head.epoch, head.until_xid, head.until_id])


def _in_later_epochs(head: Seal) -> list[datetime | None]:
    later = faults.epochs_after(head.epoch)
    return [_first("epoch = ANY(%s)", [later])] if later else []


def _unreached(now: datetime) -> datetime | None:
    ends = [end for epoch in Epoch.objects.values_list("pk", flat=True) if (end := _end_of(epoch))]
    columns = [list(column) for column in zip(*ends, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_UNREACHED, [now - _RECENT, *columns])
        at: datetime | None = cursor.fetchone()[0]
    return at


def _end_of(epoch: Any) -> tuple[Any, int, int] | None:
    newest = Seal.objects.filter(epoch=epoch).order_by("-from_xid", "-from_id", "-number")
    return newest.values_list("epoch", "until_xid", "until_id").first()


def _first(where: str, values: list[Any]) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT occurred_at FROM audit_event WHERE {where} ORDER BY xid, id LIMIT 1",  # noqa: S608 - texts of ours
            values,
        )
        row = cursor.fetchone()
    return row[0] if row else None

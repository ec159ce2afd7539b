"""How far the book is sealed, and who outside knows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from audit.models import AnchorReceipt, Epoch, Seal
from audit.sealing import chain
from audit.sealing.anchors import places
from audit.sealing.anchors.place import Place

LATE_AFTER = timedelta(seconds=60)
#: Beyond what the place asks for: a place may fail once without anybody being told.
ANCHOR_LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class AnchorStatus:
    """`seal` and `at`: the last one that the place took; 0 and None where it never took any."""

    place: str
    seal: int
    at: datetime | None
    is_late: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SealStatus:
    """`lag`: age of the oldest event without a seal. `sealed_until`: all older events have one; None before the first.

    `cause`: when it is late, a transaction that keeps it so, in words; empty where none does.
    """

    sealed_until: datetime | None
    lag: timedelta
    is_late: bool
    last_seal: int
    events_sealed: int
    anchors: list[AnchorStatus] = field(default_factory=list)
    cause: str = ""


def seal_status(now: datetime) -> SealStatus:
    head, oldest = chain.head(), oldest_unsealed()
    lag = max(timedelta(0), now - oldest) if oldest else timedelta(0)
    is_late = lag > LATE_AFTER
    return SealStatus(
        sealed_until=(oldest or now) if head else None,
        lag=lag,
        is_late=is_late,
        last_seal=head.number if head else 0,
        events_sealed=head.total if head else 0,
        anchors=[_anchor_status(place, head.number if head else 0, now) for place in places.configured()],
        cause=_long_transaction(now) if is_late else "",
    )


def oldest_unsealed() -> datetime | None:
    """When the first event without a seal was written, in sealing order."""
    head = chain.head()
    if head is None:
        return _first_event("true", [])
    of_same = "epoch = %s AND (xid, id) >= (%s, %s)"
    if found := _first_event(of_same, [head.epoch, head.until_xid, head.until_id]):
        return found
    newer = list(Epoch.objects.filter(opened_at__gt=_opened_at(head)).values_list("pk", flat=True))
    return _first_event("epoch = ANY(%s)", [newer]) if newer else None


def _opened_at(head: Seal) -> datetime:
    return Epoch.objects.values_list("opened_at", flat=True).get(pk=head.epoch)


def _first_event(where: str, values: list[Any]) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT occurred_at FROM audit_event WHERE {where} ORDER BY xid, id LIMIT 1",  # noqa: S608 - texts of ours
            values,
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _long_transaction(now: datetime) -> str:
    """Whose end the sealer waits for, as far as this role may see: the oldest session with a transaction id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, usename, xact_start FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND xact_start < %s"
            " ORDER BY age(backend_xid) DESC LIMIT 1",
            [now - LATE_AFTER],
        )
        row = cursor.fetchone()
    if row is None:
        return ""
    return f"Process {row[0]} of the database ({row[1]}) has had a transaction open since {row[2]:%H:%M:%S} UTC."


def _anchor_status(place: Place, head: int, now: datetime) -> AnchorStatus:
    """Late: there is a newer seal, and the last one taken is older than the place asks for, and some."""
    tries = AnchorReceipt.objects.filter(place=place.name)
    taken, last = tries.filter(problem="").order_by("-id").first(), tries.order_by("-id").first()
    problem = last.problem if last else ""
    if taken is None:
        first = tries.order_by("id").first()
        waits = first is not None and now - first.tried_at > ANCHOR_LATE_AFTER
        return AnchorStatus(place.name, 0, None, is_late=waits, problem=problem)
    is_behind = taken.seal < head and now - taken.tried_at > place.every + ANCHOR_LATE_AFTER
    return AnchorStatus(place.name, taken.seal, taken.tried_at, is_late=is_behind, problem=problem)

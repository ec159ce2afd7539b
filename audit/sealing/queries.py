"""How far the book is sealed, and who outside knows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from audit.models import AnchorReceipt
from audit.sealing import anchoring, chain, faults, sealer
from audit.sealing.anchors import places
from audit.sealing.anchors.place import Place
from audit.sealing.lag import oldest_unsealed

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

    `cause`: when it is late, what keeps it so, in words; empty where nothing is seen to.
    `fault`: why the newest seal is not believed: then it is late, whatever the lag.
    """

    sealed_until: datetime | None
    lag: timedelta
    is_late: bool
    last_seal: int
    events_sealed: int
    anchors: list[AnchorStatus] = field(default_factory=list)
    cause: str = ""
    fault: str = ""


def seal_status(now: datetime) -> SealStatus:
    head = chain.head()
    oldest, fault = oldest_unsealed(head, now), faults.of_head(head)
    lag = max(timedelta(0), now - oldest) if oldest else timedelta(0)
    is_late = bool(fault) or lag > LATE_AFTER
    return SealStatus(
        sealed_until=(oldest or now) if head and not fault else None,
        lag=lag,
        is_late=is_late,
        last_seal=head.number if head else 0,
        events_sealed=head.total if head else 0,
        anchors=[_anchor_status(place, head.number if head else 0, now) for place in places.configured()],
        cause=fault or (_lock_holder() or _long_transaction(now) if is_late else ""),
        fault=fault,
    )


def _lock_holder() -> str:
    """Who else than the sealer keeps the sealing lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.pid, a.usename FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)"
            " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = 0 AND l.objid = %s"
            " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1",
            [sealer.LOCK],
        )
        row = cursor.fetchone()
    return f"Process {row[0]} of the database ({row[1]}) holds the sealing lock." if row else ""


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
    written, can_be = AnchorReceipt.objects.filter(place=place.name), anchoring.can_be(head, now)
    tries = written.filter(can_be)
    if written.exclude(can_be).exists():
        return AnchorStatus(place.name, 0, None, is_late=True, problem="A receipt names a seal or a time to come.")
    tries = tries.order_by("-tried_at", "-id")
    taken, last = tries.filter(problem="").first(), tries.first()
    problem = last.problem if last else ""
    if taken is None:
        first = tries.last()
        waits = first is not None and now - first.tried_at > ANCHOR_LATE_AFTER
        return AnchorStatus(place.name, 0, None, is_late=waits, problem=problem)
    is_behind = taken.seal < head and now - taken.tried_at > place.every + ANCHOR_LATE_AFTER
    return AnchorStatus(place.name, taken.seal, taken.tried_at, is_late=is_behind, problem=problem)

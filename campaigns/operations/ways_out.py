"""Limits and the breaker of each way out, shared by all workers through one row; asked once for many messages."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from campaigns.channels import Handed, Verdict
from campaigns.domain.ways_out import Allowed, Limits, Way, allow, failed, give_back, served
from campaigns.models import WayOut
from clinic.enums import StaffAlert
from clinic.models import Vendor
from clinic.operations.alerts import alert_staff, settle_alerts
from clinic.operations.reminders import TOLD

_NAMES = tuple(one.name for one in fields(Way))
#: Plain ones: they are asked for every few windows, and building them anew costs more than answering them.
_LIMITS = "SELECT rate_per_second, daily_limit FROM clinic_vendor WHERE backend = %s ORDER BY name LIMIT 1"
_IS_SHUT = "SELECT 1 FROM campaigns_wayout WHERE backend = %s AND shut_until IS NOT NULL"
_HAS_FAILED = "SELECT 1 FROM campaigns_wayout WHERE backend = %s AND NOT (failures = 0 AND shut_until IS NULL)"


def take(backend: str, *, wanted: int, now: datetime, today: date) -> Allowed:
    """How many of `wanted` messages may go this way now; they count as gone. `today`: the clinic's.

    Without limits, and while nothing fails, it is one look at two rows and nothing is written.
    """
    limits = limits_of(backend)
    if limits.are_none and _first(_IS_SHUT, backend) is None:
        return Allowed(wanted)
    with transaction.atomic():
        row = _locked(backend)
        allowed, after = allow(_read(row), limits, wanted=wanted, now=now, today=today)
        _write(row, after)
    return allowed


def put_back(backend: str, *, number: int) -> None:
    """What was allowed and not used."""
    if number < 1 or (limits := limits_of(backend)).are_none:
        return
    with transaction.atomic():
        row = _locked(backend)
        _write(row, give_back(_read(row), limits, number))


def tell(backend: str, handed: Sequence[Handed], *, now: datetime) -> None:
    """What messages met there, in the order in which it was told. Whatever the other side says of one letter shows that
    the line is well; of a line that fails staff are told once, until it is well again."""
    troubles = [one for one in handed if one.trouble]
    is_well = any(one.verdict in {Verdict.ACCEPTED, Verdict.REJECTED} and not one.trouble for one in handed)
    if is_well:
        _is_well(backend, now=now)
    elif troubles:
        _fails(backend, troubles, now=now)


def limits_of(backend: str) -> Limits:
    rate, a_day = _first(_LIMITS, backend) or (None, None)
    return Limits(float(rate) if rate is not None else None, a_day)


def connections_of(backend: str, most: int) -> int:
    """At most so many at once for one worker."""
    found = Vendor.objects.filter(backend=backend).values_list("most_connections", flat=True).first()
    return min(most, found) if found else most


def _first(statement: str, backend: str) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [backend])
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def _is_well(backend: str, *, now: datetime) -> None:
    if _first(_HAS_FAILED, backend) is None:
        return
    with transaction.atomic():
        row = _locked(backend)
        was_shut = row.times_shut > 0
        _write(row, served(_read(row)))
        if was_shut:
            settle_alerts(alert=StaffAlert.WAY_SHUT, subject_id=None, now=now)


def _fails(backend: str, troubles: Sequence[Handed], *, now: datetime) -> None:
    last = troubles[-1]
    wait = timedelta(seconds=max(one.wait for one in troubles))
    with transaction.atomic():
        row = _locked(backend)
        before = _read(row)
        after = failed(before, number=len(troubles), because=str(last.trouble), now=now, wait=wait)
        _write(row, after)
        if after.times_shut and not before.times_shut:
            for role in TOLD:
                key = f"{StaffAlert.WAY_SHUT}:{_short(backend)}:{now.isoformat()}:{role}"
                alert_staff(alert=StaffAlert.WAY_SHUT, once_key=key, audience=role)


def _locked(backend: str) -> WayOut:
    WayOut.objects.bulk_create([WayOut(backend=backend)], ignore_conflicts=True)
    return WayOut.objects.select_for_update().get(pk=backend)


def _short(backend: str) -> str:
    return sha256(backend.encode()).hexdigest()[:16]


def _read(row: WayOut) -> Way:
    return Way(**{name: getattr(row, name) for name in _NAMES})


def _write(row: WayOut, way: Way) -> None:
    changed = [name for name in _NAMES if getattr(row, name) != getattr(way, name)]
    for name in changed:
        setattr(row, name, getattr(way, name))
    if changed:
        row.save(update_fields=changed)

"""Clinic time: local days, quiet hours, closed days. Everywhere else time is UTC.

Local times that a change of clocks skips move forward by the gap; times that come twice mean the first one (PEP 495).
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

_LONGEST_WAIT_DAYS = 370
EVERY_DAY = frozenset(range(1, 8))  # ISO: 1 is Monday
#: Text messages: 8:00 to 21:00 at the called party's location (47 CFR 64.1200(c)(1)).
TEXTS_FROM, TEXTS_UNTIL = time(8), time(21)


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def known_zone(name: str) -> bool:
    return name in known_zones()


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def at_local(day: date, clock: time, zone: str) -> datetime:
    """The UTC moment of a wall-clock time on a local day."""
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def shift_local(moment: datetime, zone: str, *, days: int = 0, hours: int = 0) -> datetime:
    """Days move on the wall clock (the same local time), hours on the absolute one."""
    local = moment.astimezone(ZoneInfo(zone))
    moved = at_local(local.date() + timedelta(days=days), local.time(), zone) if days else moment
    return moved.astimezone(UTC) + timedelta(hours=hours)


def long_after(moment: datetime, zones: Iterable[str], *, hours: int) -> datetime:
    """So many hours later; where they hold whole days, by whichever clock shows it last, and never earlier than that.

    So what is to happen once a day within 24 hours has its turn also on a day that has 25."""
    days, rest = divmod(hours, 24)
    on_clocks = [shift_local(moment, zone, days=days, hours=rest) for zone in zones] if days else []
    return max([moment + timedelta(hours=hours), *on_clocks])


def is_quiet(moment: datetime, zone: str, *, quiet_from: time, quiet_until: time) -> bool:
    """Whether the local clock stands in [quiet_from, quiet_until); the span may cross midnight; equal means never."""
    return _is_quiet_clock(moment.astimezone(ZoneInfo(zone)).time(), quiet_from, quiet_until)


def zones_in_their_day(moment: datetime, *, since: time, until: time) -> frozenset[str]:
    """The names of all zones whose clock stands in [since, until) at `moment`."""
    return frozenset(name for name in known_zones() if since <= moment.astimezone(ZoneInfo(name)).time() < until)


def next_open(
    moment: datetime,
    zone: str,
    *,
    quiet_from: time,
    quiet_until: time,
    blocked: frozenset[date] = frozenset(),
    weekdays: frozenset[int] = EVERY_DAY,
) -> datetime:
    """`moment`, or the first moment after it that is neither quiet nor on a closed local day: one that is blocked, or
    whose day of the week is none of `weekdays`. Raises `ValueError` where a year has no such moment."""
    for _ in range(_LONGEST_WAIT_DAYS):
        day = local_day(moment, zone)
        if is_closed_day(day, blocked, weekdays):
            moment = at_local(day + timedelta(days=1), time(0), zone)
        elif is_quiet(moment, zone, quiet_from=quiet_from, quiet_until=quiet_until):
            until = at_local(day, quiet_until, zone)
            moment = until if until > moment else at_local(day + timedelta(days=1), quiet_until, zone)
        else:
            return moment
    raise ValueError("no open moment within a year: look at quiet hours and blocked dates")


def is_closed_day(day: date, blocked: frozenset[date], weekdays: frozenset[int]) -> bool:
    return day in blocked or day.isoweekday() not in weekdays


def next_closed_day(
    moment: datetime, zone: str, *, blocked: frozenset[date], weekdays: frozenset[int], days: int
) -> datetime | None:
    """The first local midnight after `moment` that begins a closed day; None: there is none in so many days."""
    today = local_day(moment, zone)
    coming = (today + timedelta(days=number) for number in range(1, days + 1))
    found = next((day for day in coming if is_closed_day(day, blocked, weekdays)), None)
    return at_local(found, time(0), zone) if found else None


def next_time(moment: datetime, clock: time, zone: str) -> datetime:
    """The first moment after `moment` at which the local clock shows `clock`."""
    day = local_day(moment, zone)
    today = at_local(day, clock, zone)
    return today if today > moment else at_local(day + timedelta(days=1), clock, zone)


def shared_minutes(opens: time, closes: time, *, quiet_from: time, quiet_until: time) -> int:
    """How many minutes of [opens, closes), a span of one day, are not quiet."""
    minutes = range(opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute)
    clocks = (time(*divmod(minute, 60)) for minute in minutes)
    return sum(not _is_quiet_clock(clock, quiet_from, quiet_until) for clock in clocks)


def _is_quiet_clock(clock: time, quiet_from: time, quiet_until: time) -> bool:
    if quiet_from <= quiet_until:
        return quiet_from <= clock < quiet_until
    return clock >= quiet_from or clock < quiet_until

"""When a clinic of two zones lets messages leave, the plain way: half hour by half hour. Shares no code with what it
judges.

The patient's clock (of an appointment: its place's) from nine to eight, the clinic's from eight to eight, and not on a
Sunday or a closed day (greetings: on any day). A text message keeps to the same hours, so to eight and nine, too.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

CLINIC = ZoneInfo("America/Chicago")
ZONES = {"Maple Street": CLINIC, "Denver": ZoneInfo("America/Denver")}
CLOSED = frozenset({date(2031, 7, 4), date(2031, 11, 27), date(2031, 12, 25), date(2031, 12, 26), date(2032, 1, 1)})
HALF_HOUR, HOUR, DAY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)
_NIGHT_AT = 2


def clinic_day(at: datetime) -> date:
    return at.astimezone(CLINIC).date()


@cache
def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CLINIC).astimezone(UTC)


def local_days_later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """At the same time of day."""
    local = moment.astimezone(zone)
    return (local.replace(tzinfo=None) + days * DAY).replace(tzinfo=zone).astimezone(UTC)


def long_after(moment: datetime, long: timedelta, zone: ZoneInfo) -> datetime:
    """Whole days by the clock on the wall, there or at the clinic, and never less than so many times 24 hours."""
    by_clocks = [local_days_later(moment, long // DAY, clock) + long % DAY for clock in (zone, CLINIC)]
    return max(moment + long, *by_clocks)


@cache
def months_later(day: date, months: int) -> date:
    """On the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@cache
def is_open(at: datetime, zone: ZoneInfo, *, closed_too: bool = False) -> bool:
    there, here = at.astimezone(zone), at.astimezone(CLINIC)
    is_closed = here.isoweekday() == 7 or here.date() in CLOSED
    return 9 <= there.hour < 20 and 8 <= here.hour < 20 and (closed_too or not is_closed)


@cache
def first_open(moment: datetime, before: datetime, zone: ZoneInfo, *, closed_too: bool = False) -> datetime | None:
    while moment < before:
        if is_open(moment, zone, closed_too=closed_too):
            return moment
        moment += HALF_HOUR
    return None


@cache
def closes(moment: datetime, zone: ZoneInfo, *, closed_too: bool = False) -> datetime:
    """Until when what may leave at `moment` may leave without a pause."""
    while is_open(moment, zone, closed_too=closed_too):
        moment = moment.replace(minute=moment.minute // 30 * 30) + HALF_HOUR
    return moment


def first_tick(ticks: Sequence[datetime], moment: datetime) -> datetime | None:
    place = bisect_left(ticks, moment)
    return ticks[place] if place < len(ticks) else None


def nightly_ticks(ticks: Sequence[datetime]) -> list[datetime]:
    """Each first tick since two in the morning, whichever days it makes up for."""
    found, last = [], None
    for at in ticks:
        if (night := _night(at)) != last:
            found.append(at)
        last = night
    return found


def _night(at: datetime) -> date:
    local = at.astimezone(CLINIC)
    return local.date() if local.hour >= _NIGHT_AT else local.date() - DAY

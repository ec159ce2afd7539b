"""In which hours mail may leave: a own window on the person's clock, the clinic's hours, the open days of both."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from campaigns.domain.sending_hours import House, SendingHours
from clinic.domain import hours
from clinic.domain.hours import EVERY_DAY

_HOURS_REPEAT_AFTER = 24
_DAYS_OPEN_WITHOUT_A_PAUSE = 31
_NEVER = _MIDNIGHT = time(0)


def open_moment(moment: datetime, own: SendingHours, zone: str, house: House, *, before: datetime) -> datetime | None:
    """`moment`, or the first one after it inside the own window, the clinic's hours and the open days of both.

    A window whose end is not after its beginning is open all day. It is read on the person's clock (`clock_of`).
    None where nothing opens before `before`.
    """
    return _search(moment, own, clock_of(moment, own, zone, house), house, before)


@lru_cache(maxsize=4096)  # many appointments begin at one moment
def closing_moment(moment: datetime, own: SendingHours, zone: str, house: House) -> datetime | None:
    """Until when what may leave at `moment` may leave without a pause. None: it is open day and night."""
    clock, days = clock_of(moment, own, zone, house), _days_of(house, own)
    ends = [_closing_window(moment, own, clock), _closing_clinic(moment, days)]
    return min((end for end in ends if end), default=None)


def clock_of(moment: datetime, own: SendingHours, zone: str, house: House) -> str:
    """The zone whose clock the own window is read on: the person's, while it and the clinic's hours share a moment.

    Where they share none (people on the other side of the world, in half of the year or all of it), the person's
    hours cannot be kept, and the window is read on the clinic's clock; text messages then never leave. Closed days
    and days of the week play no part in it. What is for one day alone needs the moment on that day: on the day on
    which clocks change there may be none, though the next one has it.
    """
    if zone == house.zone or own.is_text:
        return zone
    begins, ends = _day_of(moment, zone) if own.only_that_day else (moment, _a_day_later(moment, zone, house))
    any_day = replace(own, weekdays=frozenset())
    return zone if _search(begins, any_day, zone, house.without_closed_days(), ends) else house.zone


def _a_day_later(moment: datetime, zone: str, house: House) -> datetime:
    return hours.long_after(moment, (zone, house.zone), hours=_HOURS_REPEAT_AFTER)


def _day_of(moment: datetime, zone: str) -> tuple[datetime, datetime]:
    day = hours.local_day(moment, zone)
    return hours.at_local(day, _MIDNIGHT, zone), hours.at_local(day + timedelta(days=1), _MIDNIGHT, zone)


def _search(moment: datetime, own: SendingHours, clock: str, house: House, before: datetime) -> datetime | None:
    days = _days_of(house, own)
    while moment < before and not own.never_opens:
        opened = _in_clinic_hours(_in_window(moment, own, clock), days)
        if opened is None or opened == moment:
            return opened
        moment = opened
    return None


def _days_of(house: House, own: SendingHours) -> House:
    """The clinic as this own finds it."""
    return house.without_closed_days() if own.on_closed_days else house


def _in_window(moment: datetime, own: SendingHours, clock: str) -> datetime:
    if own.is_open_all_day and not own.weekdays:
        return moment
    opens, closes = (_NEVER, _NEVER) if own.is_open_all_day else (own.opens, own.closes)
    return hours.next_open(moment, clock, quiet_from=closes, quiet_until=opens, weekdays=own.weekdays or EVERY_DAY)


def _in_clinic_hours(moment: datetime, house: House) -> datetime | None:
    try:
        return hours.next_open(
            moment,
            house.zone,
            quiet_from=house.quiet_from,
            quiet_until=house.quiet_until,
            blocked=house.blocked,
            weekdays=house.weekdays,
        )
    except ValueError:  # closed for a year
        return None


def _closing_window(moment: datetime, own: SendingHours, clock: str) -> datetime | None:
    if not own.is_open_all_day:
        return hours.next_time(moment, own.closes, clock)
    return _closing_day(moment, clock, frozenset(), own.weekdays or EVERY_DAY, _DAYS_OPEN_WITHOUT_A_PAUSE)


def _closing_clinic(moment: datetime, house: House) -> datetime | None:
    if house.quiet_from == house.quiet_until:
        return _closing_day(moment, house.zone, house.blocked, house.weekdays, _DAYS_OPEN_WITHOUT_A_PAUSE)
    quiet = hours.next_time(moment, house.quiet_from, house.zone)
    closed = _closing_day(moment, house.zone, house.blocked, house.weekdays, 1)
    return min(quiet, closed) if closed else quiet


def _closing_day(
    moment: datetime, zone: str, blocked: frozenset[date], weekdays: frozenset[int], days: int
) -> datetime | None:
    """When the next closed day begins, if it is one of the next so many; quiet hours come within a day in any case."""
    if not blocked and weekdays == EVERY_DAY:
        return None
    return hours.next_closed_day(moment, zone, blocked=blocked, weekdays=weekdays, days=days)

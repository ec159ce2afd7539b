"""Who enters which journey at a tick of a told year: by the rules that the journeys' README and ADRs 61 and 65 give."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from journeys.batteries.year_clocks import CLINIC, DAY, ZONES, clinic_day, midnight, months_later
from journeys.batteries.year_lives import Life
from journeys.batteries.year_plans import Plan

_A_WEEK_EARLY = 7 * DAY


@dataclass(frozen=True, slots=True)
class Anchor:
    """What lets somebody in, once. `about`: the appointment that it is and stays about."""

    key: str
    at: datetime
    zone: ZoneInfo = CLINIC
    about: str = ""


def anchors(plan: Plan, life: Life, at: datetime, *, is_night: bool) -> Iterator[Anchor]:
    """Those near enough at this tick; days of the calendar are looked at by night alone."""
    find, by_night = _FIND[plan.begins_with]
    if is_night or not by_night:
        yield from find(plan, life, at)


def appears(plan: Plan, starts: datetime) -> datetime:
    """From when on an appointment lets people in: a week before the first step about it."""
    return starts + min(step.place for step in plan.steps) * DAY / 24 - _A_WEEK_EARLY


def _joined(plan: Plan, life: Life, at: datetime) -> Iterator[Anchor]:
    joins = life.who.joins
    if joins and joins <= at and clinic_day(at - 4 * DAY) < clinic_day(joins):
        yield Anchor(f"{clinic_day(joins)}", midnight(clinic_day(joins)))


def _appointments(plan: Plan, life: Life, at: datetime) -> Iterator[Anchor]:
    for one in life.bookings_at(at):
        if one.is_on and at - 3 * DAY < one.starts and appears(plan, one.starts) <= at:
            yield Anchor(one.key, one.starts, ZONES[one.place], about=one.key)


def _treatments(plan: Plan, life: Life, at: datetime) -> Iterator[Anchor]:
    for ended in life.treated:
        if at - 8 * DAY < ended <= at:
            yield Anchor(f"{clinic_day(ended)}", ended)


def _missed(plan: Plan, life: Life, at: datetime) -> Iterator[Anchor]:
    for one in life.bookings_at(at):
        if one.stands == "missed" and at - 5 * DAY < one.starts <= at:
            yield Anchor(one.key, one.starts, ZONES[one.place])


def _check_ups_due(plan: Plan, life: Life, at: datetime) -> Iterator[Anchor]:
    """Not for those who will have had one within a year when the last of these days comes, or have something booked."""
    until = at + DAY
    last = life.last_here(at, for_check_up=True)
    if last and last <= until - 365 * DAY and not any(one.is_on and one.starts > until for one in life.bookings_at(at)):
        yield from _returns(plan, last, at)


def _long_not_here(plan: Plan, life: Life, at: datetime) -> Iterator[Anchor]:
    if last := life.last_here(at, for_check_up=False):
        yield from _returns(plan, last, at)


def _returns(plan: Plan, last: datetime, at: datetime) -> Iterator[Anchor]:
    """The latest return of that day, so many months later or a multiple of them."""
    days = [months_later(clinic_day(last), times * plan.every_months) for times in range(1, 10)]
    come = [day for day in days if midnight(day) <= at + DAY]
    if come and midnight(come[-1]) > at - 30 * DAY:
        yield Anchor(f"{come[-1]}", midnight(come[-1]))


def _birthdays(plan: Plan, life: Life, at: datetime) -> Iterator[Anchor]:
    if life.who.joins and life.who.joins > at:
        return
    day, until = clinic_day(at - 5 * DAY) + DAY, clinic_day(at + 2 * DAY)
    while day <= until:
        if _birthday_in(life.who.born, day.year) == day:
            yield Anchor(f"{day}", midnight(day))
        day += DAY


def _birthday_in(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


#: What begins it → who has one near, and whether only the night looks.
_FIND: Mapping[str, tuple[Callable[[Plan, Life, datetime], Iterator[Anchor]], bool]] = {
    "join": (_joined, False),
    "appointment": (_appointments, False),
    "treatment": (_treatments, False),
    "no-show": (_missed, False),
    "check-up": (_check_ups_due, True),
    "last-visit": (_long_not_here, True),
    "birthday": (_birthdays, True),
}

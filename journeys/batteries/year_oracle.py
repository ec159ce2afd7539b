"""What should leave in a told year, worked out the plain way: hour by hour, person by person. Shares no code with what
it judges, and knows the clinic's hours and the ready-made journeys by heart.

A message leaves at the first tick at which it is due, not too late, allowed, and both clocks are open: the patient's
from nine to eight, the clinic's likewise, and not on a Sunday or a closed day (greetings: on any day).
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from journeys.batteries.year_story import Happening, Somebody, Story

CLINIC = ZoneInfo("America/Chicago")
ZONES = {"Maple Street": CLINIC, "Denver": ZoneInfo("America/Denver")}
CLOSED = frozenset({date(2031, 7, 4), date(2031, 11, 27), date(2031, 12, 25), date(2031, 12, 26), date(2032, 1, 1)})
_HALF_HOUR, _HOUR, _DAY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)
_ENTERS_EARLY, _ENTERS_LATE = 8 * _DAY, 3 * _DAY

#: (person, journey, step, anchor) → the tick
Sent = dict[tuple[int, str, str, datetime], datetime]


@dataclass(slots=True)
class Life:
    """What happened to one person, in order."""

    who: Somebody
    left: dict[str, datetime] = field(default_factory=dict)
    treated: list[datetime] = field(default_factory=list)
    appointments: dict[str, list[Happening]] = field(default_factory=dict)

    def wants(self, topic: str, at: datetime) -> bool:
        return all(at < since for name, since in self.left.items() if name in ("all", topic))


def expected(told: Story) -> Sent:
    ticks, sent = list(told.ticks), Sent()
    for life in _lives(told):
        for key, at in _messages(life, ticks):
            sent[(life.who.number, *key)] = at
    return sent


def _lives(told: Story) -> Iterator[Life]:
    lives = {one.number: Life(one) for one in told.people}
    for one in told.happenings:
        life = lives[one.person]
        match one.what:
            case "leave":
                life.left.setdefault(one.told["topic"], one.at)
            case "treat":
                life.treated.append(one.at)
            case "book" | "move" | "cancel":
                life.appointments.setdefault(one.told["key"], []).append(one)
    yield from lives.values()


def _messages(life: Life, ticks: Sequence[datetime]) -> Iterator[tuple[tuple[str, str, datetime], datetime]]:
    if life.who.joins:
        yield from _welcome(life, life.who.joins, ticks)
    for ended in life.treated:
        yield from _after_treatment(life, ended, ticks)
    for happenings in life.appointments.values():
        yield from _reminders(life, happenings, ticks)
    if life.who.wants_greetings:
        yield from _birthdays(life, ticks)


def _welcome(
    life: Life, joins: datetime, ticks: Sequence[datetime]
) -> Iterator[tuple[tuple[str, str, datetime], datetime]]:
    anchor = _midnight(joins.astimezone(CLINIC).date())
    entered = _first_tick(ticks, joins)
    if entered is None or anchor.astimezone(CLINIC).date() <= (entered - 4 * _DAY).astimezone(CLINIC).date():
        return
    expires = _so_many_days_later(anchor, 4)
    due = _first_open(anchor, expires, CLINIC)
    if due is None or entered - due > 3 * _DAY:
        return
    at = _leaves(max(due, entered), expires, CLINIC, ticks)
    if at and life.wants("welcome", at):
        yield ("welcome", "welcome", anchor), at


def _after_treatment(
    life: Life, ended: datetime, ticks: Sequence[datetime]
) -> Iterator[tuple[tuple[str, str, datetime], datetime]]:
    entered = _first_tick(ticks, ended)
    for step, days, too_late in (("next-day", 1, 1), ("one-week", 7, 3)):
        wanted = _local_days_later(ended, days, CLINIC)
        expires = _so_many_days_later(wanted, too_late)
        due = _first_open(wanted, expires, CLINIC)
        if entered is None or due is None or entered - due > _DAY:
            continue
        if (at := _leaves(max(due, entered), expires, CLINIC, ticks)) and life.wants("aftercare", at):
            yield ("post-op-care", step, ended), at


def _reminders(
    life: Life, happenings: Sequence[Happening], ticks: Sequence[datetime]
) -> Iterator[tuple[tuple[str, str, datetime], datetime]]:
    """Follow one appointment from tick to tick: where it stands, whether its patient is on the list, what was told."""
    zone = ZONES[happenings[0].told["place"]]
    entered: datetime | None = None
    settled: set[datetime] = set()
    has_told = False
    for at in ticks[bisect_left(ticks, happenings[0].at) :]:
        stands = [one for one in happenings if one.at <= at][-1]
        if stands.what == "cancel":
            return
        starts = datetime.fromisoformat(stands.told["starts_at"])
        if at >= starts and stands is happenings[-1]:
            return
        if entered is None and at - _ENTERS_LATE < starts <= at + _ENTERS_EARLY:
            entered = at
        if entered is None or starts in settled:
            continue
        due, expires = _reminder_hours(starts, zone)
        if due is None or (entered - max(due, starts - _DAY) > 6 * _HOUR and not has_told) or at >= expires:
            settled.add(starts)
        elif at >= due and _is_open(at, zone):
            settled.add(starts)
            if life.wants("appointments", at):
                has_told = True
                yield ("appointment-reminder", "a-day-before", starts), at


def _reminder_hours(starts: datetime, zone: ZoneInfo) -> tuple[datetime | None, datetime]:
    """A day before; where the night eats more than half of that, on the last open day before, and if it was missed
    then, as late as if it had waited for the hours to open."""
    wanted = starts - _DAY
    due = opens_next = _first_open(wanted, starts, zone)
    if due is None or due - wanted > _DAY / 2:
        earlier = (_first_open(_local_days_later(wanted, -days, zone), wanted, zone) for days in range(1, 15))
        due = next((found for found in earlier if found), None) or due
    return due, min((opens_next or wanted) + 22 * _HOUR, starts)


def _birthdays(life: Life, ticks: Sequence[datetime]) -> Iterator[tuple[tuple[str, str, datetime], datetime]]:
    first, last = ticks[0].astimezone(CLINIC).date(), ticks[-1].astimezone(CLINIC).date()
    for year in range(first.year, last.year + 1):
        day = _birthday_in(life.who.born, year)
        anchor = _midnight(day)
        if not first <= day <= last or (life.who.joins and life.who.joins > anchor):
            continue
        at = _leaves(anchor, _midnight(day + _DAY), CLINIC, ticks, closed_too=True)
        if at and life.wants("greetings", at):
            yield ("birthday", "on-the-day", anchor), at


def _birthday_in(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


# --- clocks ------------------------------------------------------------------------------------------------


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CLINIC).astimezone(ZoneInfo("UTC"))


def _local_days_later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    return (local.replace(tzinfo=None) + days * _DAY).replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))


def _so_many_days_later(moment: datetime, days: int) -> datetime:
    """By the clock on the wall, and never less than so many times 24 hours."""
    return max(_local_days_later(moment, days, CLINIC), moment + days * _DAY)


def _is_open(at: datetime, zone: ZoneInfo, *, closed_too: bool = False) -> bool:
    there, here = at.astimezone(zone), at.astimezone(CLINIC)
    is_closed = here.isoweekday() == 7 or here.date() in CLOSED
    return 9 <= there.hour < 20 and 8 <= here.hour < 20 and (closed_too or not is_closed)


def is_outside(at: datetime, zone: ZoneInfo, *, closed_too: bool) -> bool:
    return not _is_open(at, zone, closed_too=closed_too)


def zone_of(told: Story, key: tuple[int, str, str, datetime]) -> ZoneInfo:
    """The zone of the place that a reminder is about; of everything else the clinic's."""
    person, journey, _, anchor = key
    booked = {
        one.told["key"]: one.told["place"] for one in told.happenings if one.person == person and one.what == "book"
    }
    told_of = [
        one.told["key"]
        for one in told.happenings
        if one.person == person and one.told.get("starts_at") == anchor.astimezone(ZoneInfo("UTC")).isoformat()
    ]
    return ZONES[booked[told_of[0]]] if journey == "appointment-reminder" and told_of else CLINIC


def _first_open(moment: datetime, before: datetime, zone: ZoneInfo) -> datetime | None:
    while moment < before:
        if _is_open(moment, zone):
            return moment
        moment += _HALF_HOUR
    return None


def _first_tick(ticks: Sequence[datetime], moment: datetime) -> datetime | None:
    place = bisect_left(ticks, moment)
    return ticks[place] if place < len(ticks) else None


def _leaves(
    due: datetime, expires: datetime, zone: ZoneInfo, ticks: Sequence[datetime], *, closed_too: bool = False
) -> datetime | None:
    for at in ticks[bisect_left(ticks, due) :]:
        if at >= expires:
            return None
        if _is_open(at, zone, closed_too=closed_too):
            return at
    return None

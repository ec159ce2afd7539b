"""When a step is due: an offset from the anchor, laid into hours in which mail may leave. No clock, no queries."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from clinic.domain import hours

_DAYS_A_REMINDER_MAY_LEAVE_EARLIER = 14
_HOURS_REPEAT_AFTER = timedelta(days=2)
EVERY_DAY = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True)
class House:
    """When the clinic lets mail leave: its zone, its quiet hours, its closed local days, its days of the week (ISO)."""

    zone: str
    quiet_from: time
    quiet_until: time
    blocked: frozenset[date] = frozenset()
    weekdays: frozenset[int] = EVERY_DAY

    def known(self, zone: str) -> str:
        """A person's zone, or the clinic's where theirs is none."""
        return zone if hours.known_zone(zone) else self.zone


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step of a journey version.

    Days move on the wall clock, hours absolutely. The window is local to the person (the appointment's place).
    `late_entry_hours`: how long after its due time somebody who enters late still gets it.
    `weekdays`: ISO days on the clock that the window is read on; none means every day.
    `on_closed_days`: it may leave on the clinic's closed days and on every day of its week.
    `only_that_day`: on the person's calendar day that it is due on, or not at all.
    """

    key: str
    days: int = 0
    hours: int = 0
    window_from: time = time(9)
    window_until: time = time(20)
    too_late_hours: int = 24
    late_entry_hours: int = 0
    condition: str = ""
    weekdays: frozenset[int] = frozenset()
    on_closed_days: bool = False
    only_that_day: bool = False

    @property
    def is_before_anchor(self) -> bool:
        return self.days * 24 + self.hours < 0


@dataclass(frozen=True, slots=True)
class Slot:
    """A step on one person's timeline. It leaves in [due_at, expires_at) or not at all.

    `opens`: whether there is such a moment; where there is none, `due_at` is when it should have left.
    """

    step: StepRule
    due_at: datetime
    expires_at: datetime
    opens: bool = True


def slot(step: StepRule, anchor_at: datetime, zone: str, house: House) -> Slot:
    """A step after its anchor is too late so long after the moment it was wanted, however late the hours open.

    A step before its anchor never leaves after it, and rather earlier than late: a reminder that quiet hours or
    closed days would eat more than half the notice of leaves on the last open day before its time instead.
    """
    wanted = hours.shift_local(anchor_at, zone, days=step.days, hours=step.hours)
    if step.is_before_anchor:
        return _before_anchor(wanted, step, anchor_at, zone, house)
    expires_at = wanted + timedelta(hours=step.too_late_hours)
    due_at = open_moment(wanted, step, zone, house, before=expires_at)
    return Slot(step, due_at or wanted, expires_at, opens=due_at is not None)


def open_moment(moment: datetime, step: StepRule, zone: str, house: House, *, before: datetime) -> datetime | None:
    """`moment`, or the first one after it inside the step's window, the clinic's hours and its open days.

    A window whose end is not after its beginning is open all day. It is read on the person's clock (`clock_of`).
    None where nothing opens before `before`.
    """
    return _search(moment, step, clock_of(moment, step, zone, house), house, before)


def closing_moment(moment: datetime, step: StepRule, zone: str, house: House) -> datetime | None:
    """Until when what may leave at `moment` may leave without a pause. None: it is open day and night."""
    ends = []
    if step.window_until > step.window_from:
        ends.append(hours.next_time(moment, step.window_until, clock_of(moment, step, zone, house)))
    if house.quiet_from != house.quiet_until:
        ends.append(hours.next_time(moment, house.quiet_from, house.zone))
    return min(ends, default=None)


def clock_of(moment: datetime, step: StepRule, zone: str, house: House) -> str:
    """The zone whose clock the step's window is read on: the person's, while it and the clinic's hours share a moment.

    Where they share none (people on the other side of the world, in half of the year or all of it), the person's
    hours cannot be kept, and the window is read on the clinic's clock. Closed days play no part in it.
    """
    if zone == house.zone:
        return zone
    every_day = replace(house, blocked=frozenset())
    shared = _search(moment, step, zone, every_day, moment + _HOURS_REPEAT_AFTER)
    return zone if shared else house.zone


def _before_anchor(wanted: datetime, step: StepRule, anchor_at: datetime, zone: str, house: House) -> Slot:
    due_at = open_moment(wanted, step, zone, house, before=anchor_at)
    if due_at is None or due_at - wanted > (anchor_at - wanted) / 2:
        due_at = _earlier(wanted, step, zone, house) or due_at
    expires_at = min((due_at or wanted) + timedelta(hours=step.too_late_hours), anchor_at)
    return Slot(step, due_at or wanted, expires_at, opens=due_at is not None)


def _earlier(wanted: datetime, step: StepRule, zone: str, house: House) -> datetime | None:
    for days in range(1, _DAYS_A_REMINDER_MAY_LEAVE_EARLIER + 1):
        day_before = hours.shift_local(wanted, zone, days=-days)
        if opened := open_moment(day_before, step, zone, house, before=wanted):
            return opened
    return None


def _search(moment: datetime, step: StepRule, zone: str, house: House, before: datetime) -> datetime | None:
    while moment < before:
        opened = _in_clinic_hours(_in_window(moment, step, zone), house)
        if opened is None or opened == moment:
            return opened
        moment = opened
    return None


def _in_window(moment: datetime, step: StepRule, zone: str) -> datetime:
    if step.window_until <= step.window_from:
        return moment
    return hours.next_open(moment, zone, quiet_from=step.window_until, quiet_until=step.window_from)


def _in_clinic_hours(moment: datetime, house: House) -> datetime | None:
    try:
        return hours.next_open(
            moment, house.zone, quiet_from=house.quiet_from, quiet_until=house.quiet_until, blocked=house.blocked
        )
    except ValueError:  # closed for a year
        return None

"""When a step is due: an offset from the anchor, laid into hours in which mail may leave. No clock, no queries."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clinic.domain import hours

_LONGEST_SEARCH_DAYS = 370
_DAYS_A_REMINDER_MAY_LEAVE_EARLIER = 14


class NeverOpen(ValueError):
    """The step's window, the quiet hours and the closed days leave no moment for mail."""


@dataclass(frozen=True, slots=True)
class House:
    """When the clinic lets mail leave: its zone, its quiet hours, its closed local days."""

    zone: str
    quiet_from: time
    quiet_until: time
    blocked: frozenset[date] = frozenset()

    def known(self, zone: str) -> str:
        """A person's zone, or the clinic's where theirs is none."""
        return zone if hours.known_zone(zone) else self.zone


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step of a journey version.

    Days move on the wall clock, hours absolutely. The window is local to the person (the appointment's place).
    `late_entry_hours`: how long after its due time somebody who enters late still gets it.
    """

    key: str
    days: int = 0
    hours: int = 0
    window_from: time = time(9)
    window_until: time = time(20)
    too_late_hours: int = 24
    late_entry_hours: int = 0
    condition: str = ""

    @property
    def is_before_anchor(self) -> bool:
        return self.days * 24 + self.hours < 0


@dataclass(frozen=True, slots=True)
class Slot:
    """A step on one person's timeline. It leaves in [due_at, expires_at) or not at all."""

    step: StepRule
    due_at: datetime
    expires_at: datetime


def slot(step: StepRule, anchor_at: datetime, zone: str, house: House) -> Slot:
    """A step before its anchor never leaves after it, and rather earlier than late.

    A reminder that quiet hours or closed days would eat more than half the notice of leaves on the last open day
    before its time instead.
    """
    wanted = hours.shift_local(anchor_at, zone, days=step.days, hours=step.hours)
    due_at = open_moment(wanted, step, zone, house)
    if not step.is_before_anchor:
        return Slot(step, due_at, due_at + timedelta(hours=step.too_late_hours))
    if due_at - wanted > (anchor_at - wanted) / 2:
        due_at = _earlier(wanted, step, zone, house) or due_at
    return Slot(step, due_at, min(due_at + timedelta(hours=step.too_late_hours), anchor_at))


def open_moment(moment: datetime, step: StepRule, zone: str, house: House) -> datetime:
    """`moment`, or the first one after it inside the step's local window, the clinic's hours and its open days.

    A window whose end is not after its beginning is open all day. Raises `NeverOpen`.
    """
    for _ in range(_LONGEST_SEARCH_DAYS):
        opened = _in_clinic_hours(_in_window(moment, step, zone), house)
        if opened == moment:
            return moment
        moment = opened
    raise NeverOpen(f"step {step.key}: look at its window, the quiet hours and the closed days")


def _in_window(moment: datetime, step: StepRule, zone: str) -> datetime:
    if step.window_until <= step.window_from:
        return moment
    return hours.next_open(moment, zone, quiet_from=step.window_until, quiet_until=step.window_from)


def _in_clinic_hours(moment: datetime, house: House) -> datetime:
    try:
        return hours.next_open(
            moment,
            house.zone,
            quiet_from=house.quiet_from,
            quiet_until=house.quiet_until,
            blocked=house.blocked,
        )
    except ValueError as error:
        raise NeverOpen(str(error)) from None


def _earlier(wanted: datetime, step: StepRule, zone: str, house: House) -> datetime | None:
    for days in range(1, _DAYS_A_REMINDER_MAY_LEAVE_EARLIER + 1):
        opened = open_moment(hours.shift_local(wanted, zone, days=-days), step, zone, house)
        if opened <= wanted:
            return opened
    return None

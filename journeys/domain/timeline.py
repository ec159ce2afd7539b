"""When a step is due: an offset from the anchor, laid into hours in which mail may leave. No clock, no queries."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache

from campaigns.domain.openings import clock_of, closing_moment, open_moment
from clinic.domain import hours
from journeys.domain.steps import House, StepRule

__all__ = ["House", "Slot", "StepRule", "clock_of", "closing_moment", "open_moment", "slot"]

_DAYS_A_REMINDER_MAY_LEAVE_EARLIER = 14


@dataclass(frozen=True, slots=True)
class Slot:
    """A step on one person's timeline. It leaves in [due_at, expires_at) or not at all.

    `opens`: whether there is such a moment; where there is none, `due_at` is when it should have left.
    `wanted_at`: its time but for hours and days; later than `due_at` where closed ones brought it forward.
    """

    step: StepRule
    due_at: datetime
    expires_at: datetime
    wanted_at: datetime
    opens: bool = True

    @property
    def late_since(self) -> datetime:
        """Whoever comes in after it, comes late: brought forward, a step is late from its own time on."""
        return max(self.due_at, self.wanted_at)


@lru_cache(maxsize=4096)  # many appointments begin at one moment
def slot(step: StepRule, anchor_at: datetime, zone: str, house: House) -> Slot:
    """A step after its anchor is too late so long after the moment it was wanted, however late the hours open.

    A step before its anchor never leaves after it, and rather earlier than late: a reminder that quiet hours or
    closed days would eat more than half the notice of leaves on the last open day before its time instead; where
    it could not, it may leave until it would be too late without having been brought forward.
    One that is for that very day is moved to no other. An anchor that is a day is its midnight in the person's zone.
    """
    wanted = hours.shift_local(anchor_at, zone, days=step.days, hours=step.hours)
    if step.only_that_day:
        return _that_day(wanted, step, anchor_at, zone, house)
    if step.is_before_anchor:
        return _before_anchor(wanted, step, anchor_at, zone, house)
    return _until(_too_late(wanted, step, zone, house), wanted, step, zone, house)


def _too_late(since: datetime, step: StepRule, zone: str, house: House) -> datetime:
    return hours.long_after(since, (zone, house.zone), hours=step.too_late_hours)


def _until(expires_at: datetime, wanted: datetime, step: StepRule, zone: str, house: House) -> Slot:
    due_at = open_moment(wanted, step, zone, house, before=expires_at)
    return Slot(step, due_at or wanted, expires_at, wanted, opens=due_at is not None)


def _that_day(wanted: datetime, step: StepRule, anchor_at: datetime, zone: str, house: House) -> Slot:
    ends = [_too_late(wanted, step, zone, house), hours.next_time(wanted, time(0), zone)]
    if step.is_before_anchor:
        ends.append(anchor_at)
    return _until(min(ends), wanted, step, zone, house)


def _before_anchor(wanted: datetime, step: StepRule, anchor_at: datetime, zone: str, house: House) -> Slot:
    due_at = opens_next = open_moment(wanted, step, zone, house, before=anchor_at)
    if opens_next is None or opens_next - wanted > (anchor_at - wanted) / 2:
        due_at = _earlier(wanted, step, zone, house) or opens_next
    expires_at = min(_too_late(opens_next or wanted, step, zone, house), anchor_at)
    return Slot(step, due_at or wanted, expires_at, wanted, opens=due_at is not None)


def _earlier(wanted: datetime, step: StepRule, zone: str, house: House) -> datetime | None:
    for days in range(1, _DAYS_A_REMINDER_MAY_LEAVE_EARLIER + 1):
        day_before = hours.shift_local(wanted, zone, days=-days)
        if opened := open_moment(day_before, step, zone, house, before=wanted):
            return opened
    return None

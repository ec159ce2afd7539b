"""The ready-made journeys that are on in a told year, by heart: as their descriptions say it, not as the library has
it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from journeys.batteries.year_clocks import DAY, HOUR, first_open, local_days_later, long_after


@dataclass(frozen=True, slots=True)
class Step:
    """`days` on the wall clock and `hours` from the anchor; too late so long after; who comes in late still gets it
    for so long."""

    name: str
    too_late: timedelta
    late_entry: timedelta = timedelta(0)
    days: int = 0
    hours: int = 0

    @property
    def place(self) -> int:
        return self.days * 24 + self.hours


@dataclass(frozen=True, slots=True)
class Plan:
    """`held_by_booking`: only for people with nothing booked. `until_confirmed`: only while the patient has not said
    yes. `priority`: 1 goes first; what is not capped goes before all that is. `at_most` times for one person, and so
    many days between."""

    journey: str
    begins_with: str
    topic: str
    steps: tuple[Step, ...]
    priority: int
    is_capped: bool = False
    is_text: bool = False
    is_greeting: bool = False
    held_by_booking: bool = False
    until_confirmed: bool = False
    ends_unsubscribed: bool = False
    every_months: int = 0
    at_most: int = 1000
    days_between: int = 0

    @property
    def channel(self) -> str:
        return "sms" if self.is_text else "email"


PLANS = (
    Plan("welcome", "join", "welcome", (Step("welcome", 4 * DAY, 3 * DAY),), priority=3),
    Plan(
        "appointment-reminder",
        "appointment",
        "appointments",
        (Step("a-day-before", 22 * HOUR, 6 * HOUR, hours=-24),),
        priority=1,
    ),
    Plan(
        "appointment-reminder-sms",
        "appointment",
        "appointments",
        (Step("a-day-before", 22 * HOUR, 6 * HOUR, hours=-24),),
        priority=1,
        is_text=True,
    ),
    Plan(
        "appointment-confirmation",
        "appointment",
        "appointments",
        (Step("a-week-before", 2 * DAY, days=-7), Step("three-days-before", DAY, days=-3)),
        priority=2,
        until_confirmed=True,
    ),
    Plan(
        "post-op-care",
        "treatment",
        "aftercare",
        (Step("next-day", DAY, DAY, days=1), Step("one-week", 3 * DAY, DAY, days=7)),
        priority=1,
    ),
    Plan(
        "annual-checkup",
        "check-up",
        "check-ups",
        (Step("a-year-after", 30 * DAY, 30 * DAY),),
        priority=4,
        is_capped=True,
        held_by_booking=True,
        every_months=12,
    ),
    Plan(
        "recall",
        "last-visit",
        "check-ups",
        (Step("time-to-come", 30 * DAY, 30 * DAY), Step("once-more", 7 * DAY, days=14)),
        priority=5,
        is_capped=True,
        held_by_booking=True,
        ends_unsubscribed=True,
        every_months=6,
        at_most=4,
        days_between=90,
    ),
    Plan(
        "no-show",
        "no-show",
        "appointments",
        (Step("next-day", 4 * DAY, 3 * DAY, days=1),),
        priority=2,
        is_capped=True,
        held_by_booking=True,
        days_between=14,
    ),
    Plan(
        "birthday",
        "birthday",
        "greetings",
        (Step("on-the-day", DAY, 12 * HOUR),),
        priority=6,
        is_capped=True,
        is_greeting=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A step leaves in [due, expires). `due` None: there is no open hour. `late_from`: who comes in later is late."""

    due: datetime | None
    expires: datetime
    late_from: datetime


def slot(step: Step, anchor: datetime, zone: ZoneInfo, *, closed_too: bool) -> Slot:
    """After its anchor, a step is due when the hours open. Before it, rather earlier than late: where closed hours eat
    more than half of the notice, on the last open day before; if it was missed then, as late as without that."""
    wanted = local_days_later(anchor, step.days, zone) + step.hours * HOUR
    if step.place >= 0:
        expires = long_after(wanted, step.too_late, zone)
        due = first_open(wanted, expires, zone, closed_too=closed_too)
        return Slot(due, expires, max(due or wanted, wanted))
    due = opens = first_open(wanted, anchor, zone)
    if due is None or due - wanted > (anchor - wanted) / 2:
        earlier = (first_open(local_days_later(wanted, -days, zone), wanted, zone) for days in range(1, 15))
        due = next((found for found in earlier if found), None) or due
    return Slot(due, min(long_after(opens or wanted, step.too_late, zone), anchor), max(due or wanted, wanted))

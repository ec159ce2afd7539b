"""Who may still enter a journey: how far back and ahead an anchor may lie, so that old records start nothing."""

from calendar import isleap, monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from journeys.domain.timeline import StepRule

#: By trigger: how long ago an anchor may be, and how early before its first step people enter. Days that are the same
#: for everybody are entered early, so that a machine that is off on the very day has planned for it; and for some days
#: after, so that whoever got nothing is told why.
_BACK = {
    "joined": timedelta(days=4),
    "appointment": timedelta(days=3),
    "procedure": timedelta(days=8),
    "check-up-due": timedelta(days=30),
    "last-visit": timedelta(days=30),
    "no-show": timedelta(days=5),
    "birthday": timedelta(days=5),
    "holiday": timedelta(days=5),
    "fixed-day": timedelta(days=7),
    "lead": timedelta(days=5),
    "authorization-ending": timedelta(days=1),
    "seminar": timedelta(days=1),
}
_EARLY = {
    "joined": timedelta(0),
    "appointment": timedelta(days=7),
    "procedure": timedelta(0),
    "check-up-due": timedelta(days=1),
    "last-visit": timedelta(days=1),
    "no-show": timedelta(0),
    "birthday": timedelta(days=2),
    "holiday": timedelta(days=2),
    "fixed-day": timedelta(days=2),
    "lead": timedelta(0),
    "authorization-ending": timedelta(days=1),
    "seminar": timedelta(days=1),
}
#: Cheap enough for every sweep. The others change by the day.
SWEPT = frozenset({"joined", "appointment", "procedure", "no-show", "lead", "seminar"})
_LEAP_DAY = date(2000, 2, 29)
_PRACTICAL = frozenset({"treatment", "operations"})


@dataclass(frozen=True, slots=True)
class EntryWindow:
    """Anchors in (after, until]."""

    after: datetime
    until: datetime


def entry_window(trigger: str, steps: Iterable[StepRule], at: datetime) -> EntryWindow:
    lead = max((timedelta(days=-step.days, hours=-step.hours) for step in steps), default=timedelta(0))
    return EntryWindow(at - _BACK[trigger], at + max(lead, timedelta(0)) + _EARLY[trigger])


def returns_between(day: date, after: date, until: date, *, months: int = 12) -> bool:
    """Whether a return of `day`, so many months later or a multiple of them, lies in (after, until]; the 31st returns
    on the last day of a shorter month."""
    furthest = (until.year - day.year) * 12 + until.month - day.month
    return any(after < _months_later(day, later) <= until for later in range(months, furthest + 1, months))


def birthdays_on(day: date) -> tuple[date, ...]:
    """Whose birthday is kept on this day: in a year without 29 February, on the 28th theirs, too."""
    if (day.month, day.day) == (2, 28) and not isleap(day.year):
        return (day, _LEAP_DAY)
    return (day,)


def holiday_of(anchor_key: str) -> str:
    """`mid-autumn` of the anchor key `mid-autumn:2027-09-15`; no other key has a colon."""
    name, colon, _ = anchor_key.partition(":")
    return name if colon else ""


def place_of(anchor_key: str) -> str:
    """The id of the place in the anchor key of a seminar, which begins `<id>@`; no other key has an at sign."""
    place, at, _ = anchor_key.partition("@")
    return place if at else ""


def asks_nothing(purpose: str, topic: str) -> bool:
    """Whether somebody gets such a message who never asked for it; greetings are practical, but asked for."""
    return purpose in _PRACTICAL and topic != "greetings"


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_newsletter(purposes: Collection[str]) -> bool:
    """Whether all that a journey sends is for readers, whoever they are; each said so, and no signature says it."""
    return bool(purposes) and set(purposes) == {"newsletter"}


def kind_wanted(trigger: str, purposes: Collection[str]) -> str:
    """The one kind of people who may enter; empty for a newsletter, which has readers of every kind, and
    for a seminar, at which anybody may have a place."""
    if trigger == "lead":
        return "lead"
    if trigger == "seminar":
        return ""
    return "" if trigger == "fixed-day" and is_newsletter(purposes) else "patient"

"""Rights of 45 CFR 164.522 to 164.528 and GDPR 12 to 20: how long the clinic has, and what an answer must hold.

The law that says when is beside each clock. Where it names no day (164.522) the clinic keeps one of its own.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Right(StrEnum):
    ACCESS = "access"
    AMENDMENT = "amendment"
    ACCOUNTING = "accounting"
    CONFIDENTIAL = "confidential"
    RESTRICTION = "restriction"
    HEALTH_PLAN = "health-plan"
    ERASURE = "erasure"
    PORTABILITY = "portability"


@dataclass(frozen=True, slots=True)
class Term:
    """Calendar days, or calendar months that end on the day of the same number, or the month's last."""

    days: int = 0
    months: int = 0

    def after(self, day: date) -> date:
        return _months_later(day, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Clock:
    """`more`: what one extension adds at most to the term, None if there is none. `is_law`: not our own habit."""

    term: Term
    more: Term | None
    source: str
    is_law: bool = True


CLOCKS: Mapping[Right, Clock] = {
    Right.ACCESS: Clock(Term(days=30), Term(days=30), "45 CFR 164.524(b)(2)"),
    Right.AMENDMENT: Clock(Term(days=60), Term(days=30), "45 CFR 164.526(b)(2)"),
    Right.ACCOUNTING: Clock(Term(days=60), Term(days=30), "45 CFR 164.528(c)(1)"),
    Right.CONFIDENTIAL: Clock(Term(days=15), None, "our own; 45 CFR 164.522(b) names no day", is_law=False),
    Right.RESTRICTION: Clock(Term(days=30), None, "our own; 45 CFR 164.522(a) names no day", is_law=False),
    Right.HEALTH_PLAN: Clock(
        Term(days=15), None, "our own; 45 CFR 164.522(a)(1)(vi) names no day: before the claim leaves", is_law=False
    ),
    Right.ERASURE: Clock(Term(months=1), Term(months=2), "GDPR 12(3)"),
    Right.PORTABILITY: Clock(Term(months=1), Term(months=2), "GDPR 12(3)"),
}
#: Days before the last one on which staff are told; -1: it has passed.
STAGES = (14, 7, 1, 0, -1)


class NotExtendable(ValueError):
    """The law gives no further time now; the text is the sentence for the screen. Trying again does not help."""


def due_on(right: str, received_on: date) -> date:
    """The last clinic-local day to answer."""
    return CLOCKS[Right(right)].term.after(received_on)


def latest_extension(right: str, received_on: date) -> date | None:
    """The last day that the one extension may reach. Both terms run from the receipt, months before days."""
    clock = CLOCKS[Right(right)]
    if clock.more is None:
        return None
    return Term(clock.term.days + clock.more.days, clock.term.months + clock.more.months).after(received_on)


def check_extension(right: str, *, received_on: date, due: date, extended_to: date | None, to: date, on: date) -> None:
    """Whether the clock may be put to `to` on the day `on`. Raises `NotExtendable` with the reason.

    Once only, while the first term still runs (the person must be told within it), and to no later day than the law's.
    """
    latest = latest_extension(right, received_on)
    if latest is None:
        raise NotExtendable("No more time can be taken for this right.")
    if extended_to is not None:
        raise NotExtendable("More time was taken once already: there is no second time.")
    if on > due:
        raise NotExtendable("The first term has passed: more time had to be taken, and told, within it.")
    if not due < to <= latest:
        raise NotExtendable(f"The new day must come after {due.isoformat()} and not after {latest.isoformat()}.")


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))

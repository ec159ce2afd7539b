"""A journey as somebody drafts it, and the clinic that it is for. Values alone."""

from dataclasses import dataclass
from datetime import date

from journeys.domain.steps import House, StepRule

#: Known some time before their anchor comes; the others are heard of when it has come.
KNOWN_AHEAD = frozenset(
    {"appointment", "check-up-due", "last-visit", "birthday", "holiday", "fixed-day", "authorization-ending", "seminar"}
)
#: Anchors with a time of day; the others are a day.
TIMED = frozenset({"appointment", "procedure", "no-show", "seminar"})


@dataclass(frozen=True, slots=True)
class Text:
    """What is known of a text: the languages that are published, and the placeholders that they ask for."""

    name: str
    purpose: str
    topic: str
    channel: str
    languages: frozenset[str] = frozenset()
    asks_for: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DraftStep:
    rule: StepRule
    channel: str
    text: Text


@dataclass(frozen=True, slots=True)
class Draft:
    """Words as in `journeys.enums`; `at_most` None: without end."""

    trigger: str
    steps: tuple[DraftStep, ...]
    goals: frozenset[str] = frozenset()
    exits: frozenset[str] = frozenset()
    interval_months: int = 12
    holidays: tuple[str, ...] = ()
    at_most: int | None = None
    days_between: int = 0
    priority: int = 5
    is_capped: bool = True

    @property
    def rules(self) -> tuple[StepRule, ...]:
        return tuple(step.rule for step in self.steps)


@dataclass(frozen=True, slots=True)
class Clinic:
    """`zones`: of its places, never empty. `languages`: word → its name on screen. `channels`: those with a way out."""

    house: House
    zones: tuple[str, ...]
    today: date
    weekly_cap: int
    languages: dict[str, str]
    channels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a draft and what would mend it, one sentence each. `step` is its key, empty for the whole
    journey. What `blocks` is not published; the rest is for somebody to know."""

    says: str
    mend: str
    step: str = ""
    blocks: bool = True

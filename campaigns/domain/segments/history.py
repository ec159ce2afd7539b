"""Rules about what happened: visits, appointments, what they did with messages of ours, journeys."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from campaigns.domain.segments.facts import Seen, Words
from campaigns.domain.segments.saying import bad_categories, bad_days, either, in_the_last, is_within, unknown

#: What somebody may have done with a message → how a sentence says that they did, and that they did not.
REACTIONS = {
    "opened": ("opened a message", "opened no message"),
    "clicked": ("followed a link in a message", "followed no link in a message"),
    "came": ("came after a message", "did not come after a message"),
}
#: A visit so many days after a message counts as an answer to it.
COMES_WITHIN_DAYS = 60


@dataclass(frozen=True, slots=True)
class HadService:
    """Has been here for one of these categories, ever or in the last days."""

    kind: ClassVar[str] = "service"
    any_of: tuple[str, ...]
    within_days: int | None = None

    def problems(self, words: Words) -> list[str]:
        return bad_categories(self.any_of, words) + bad_days(self.within_days)

    def says(self, words: Words) -> str:
        what = either([words.categories[category].lower() for category in self.any_of])
        return f"came for {what}{in_the_last(self.within_days)}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return any(
            category in self.any_of and is_within(at, self.within_days, now)
            for category, at in seen.visits
            if at <= now
        )


@dataclass(frozen=True, slots=True)
class LastVisit:
    """Was here in the last days, or was not (`has` false); of one category or at all."""

    kind: ClassVar[str] = "last-visit"
    within_days: int
    has: bool
    category: str = ""

    def problems(self, words: Words) -> list[str]:
        return (bad_categories((self.category,), words) if self.category else []) + bad_days(self.within_days)

    def says(self, words: Words) -> str:
        what = f"{words.categories[self.category].lower()} visit" if self.category else "visit"
        return f"had {'a' if self.has else 'no'} {what}{in_the_last(self.within_days)}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        visits = [at for category, at in seen.visits if self.category in ("", category) and at <= now]
        return self.has == any(is_within(at, self.within_days, now) for at in visits)


@dataclass(frozen=True, slots=True)
class LastVisitOn:
    """The latest visit lies before one UTC day, on or after another, or between."""

    kind: ClassVar[str] = "last-visit-on"
    on_or_after: date | None = None
    before: date | None = None

    def problems(self, words: Words) -> list[str]:
        if self.on_or_after is None and self.before is None:
            return ["Last visit: say on or after, before, or both."]
        if self.on_or_after and self.before and self.on_or_after >= self.before:
            return ["Last visit: the first day must lie before the last."]
        return []

    def says(self, words: Words) -> str:
        after = f" on or after {self.on_or_after.isoformat()}" if self.on_or_after else ""
        before = f" before {self.before.isoformat()}" if self.before else ""
        return f"were here last{after}{' and' if after and before else ''}{before}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        days = [at.date() for _, at in seen.visits if at <= now]
        if not days:
            return False
        return (not self.on_or_after or max(days) >= self.on_or_after) and (not self.before or max(days) < self.before)


@dataclass(frozen=True, slots=True)
class UpcomingVisit:
    kind: ClassVar[str] = "upcoming-visit"
    has: bool

    def problems(self, words: Words) -> list[str]:
        return []

    def says(self, words: Words) -> str:
        return "have an appointment ahead" if self.has else "have no appointment ahead"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return self.has == any(at > now for at in seen.upcoming)


@dataclass(frozen=True, slots=True)
class Reacted:
    """Did, or did not, something with a message of ours in the last days. Who opened is known of few: marketing mail to
    people who did not decline, where the picture was loaded."""

    kind: ClassVar[str] = "reaction"
    what: str
    has: bool
    within_days: int

    def problems(self, words: Words) -> list[str]:
        return unknown("reaction", (self.what,), REACTIONS) + bad_days(self.within_days)

    def says(self, words: Words) -> str:
        did, did_not = REACTIONS[self.what]
        return f"{did if self.has else did_not}{in_the_last(self.within_days)}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return self.has == any(
            what == self.what and at <= now and is_within(at, self.within_days, now) for what, at in seen.reactions
        )


_IN_JOURNEY = {"in": "are in", "been": "are or were in", "never": "never were in"}


@dataclass(frozen=True, slots=True)
class InJourney:
    kind: ClassVar[str] = "journey"
    journey: str
    state: str

    def problems(self, words: Words) -> list[str]:
        found = [] if self.journey else ["Name a journey."]
        return found + unknown("state of a journey", (self.state,), _IN_JOURNEY)

    def says(self, words: Words) -> str:
        return f"{_IN_JOURNEY[self.state]} the journey {self.journey}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        there = [is_open for slug, is_open in seen.journeys if slug == self.journey]
        return any(there) if self.state == "in" else bool(there) == (self.state == "been")

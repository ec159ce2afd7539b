"""One person on one journey of a told year: what was decided about each of its steps, and what becomes of that."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from journeys.batteries.year_clocks import DAY, closes, first_open
from journeys.batteries.year_plans import Plan, Slot, Step, slot


class Fate(StrEnum):
    WAITS = "waits"
    LEFT = "left"
    NEVER = "never"


@dataclass(slots=True)
class Message:
    """What was decided about a step. While it waits it may leave in [due, until)."""

    step: Step
    fate: Fate
    due: datetime
    until: datetime
    expires: datetime


@dataclass(slots=True)
class Case:
    """`messages`: by step, about the anchor as it is now. `told`: steps that told of an earlier one. `is_paused`:
    nothing is decided now. `booked_since`: a booking holds it back."""

    plan: Plan
    key: str
    anchor: datetime
    zone: ZoneInfo
    entered: datetime
    about: str = ""
    is_over: bool = False
    is_paused: bool = False
    booked_since: datetime | None = None
    messages: dict[str, Message] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    @property
    def ends(self) -> datetime:
        """After it nothing of it can leave any more."""
        return max(max(DAY * step.place / 24, DAY * 0) + step.too_late for step in self.plan.steps) + self.anchor + DAY

    def waiting(self) -> list[Message]:
        return [one for one in self.messages.values() if one.fate == Fate.WAITS]

    def slot(self, step: Step) -> Slot:
        return slot(step, self.anchor, self.zone, closed_too=self.plan.is_greeting)

    def open_steps(self) -> list[tuple[Step, Slot]]:
        """Nothing is decided about them yet."""
        if self.is_over or self.is_paused:
            return []
        return [(step, self.slot(step)) for step in self.plan.steps if step.name not in self.messages]

    def end(self) -> None:
        self.is_over = True
        self.take_back()

    def pause(self) -> None:
        self.is_paused = True
        self.take_back()

    def take_back(self) -> None:
        """What waits does not leave, and may be decided about again."""
        for one in self.waiting():
            del self.messages[one.step.name]

    def move(self, anchor: datetime) -> None:
        """All of it begins again, about another moment."""
        self.told |= {name for name, one in self.messages.items() if one.fate == Fate.LEFT}
        self.anchor, self.messages = anchor, {}

    def decide(self, at: datetime, horizon: datetime) -> list[Message]:
        """What is due by `horizon`: planned now, or never; the last one first, so that of several that would leave
        together only the latest does."""
        new: list[Message] = []
        for step, found in sorted(self.open_steps(), key=lambda pair: pair[0].place, reverse=True):
            due = found.due or found.late_from
            if due > horizon:
                continue
            is_late = at >= found.expires or found.due is None
            if is_late or (self.entered - found.late_from > step.late_entry and step.name not in self.told):
                self._never(step, found)
                continue
            leaves = first_open(max(at, due), found.expires, self.zone, closed_too=self.plan.is_greeting)
            if leaves is None or (due <= at and self._is_overtaken(step, due, leaves)):
                self._never(step, found)
                continue
            new.append(Message(step, Fate.WAITS, leaves, self.closes(leaves), found.expires))
            self.messages[step.name] = new[-1]
        return new

    def closes(self, due: datetime) -> datetime:
        return closes(due, self.zone, closed_too=self.plan.is_greeting)

    def _is_overtaken(self, step: Step, due: datetime, leaves: datetime) -> bool:
        later = [one for one in self.plan.steps if one.place > step.place]
        dues = [self.slot(one).due for one in later if self._may_leave(one)]
        return any(other and due < other <= leaves for other in dues)

    def _may_leave(self, step: Step) -> bool:
        known = self.messages.get(step.name)
        return known is None or known.fate == Fate.WAITS

    def _never(self, step: Step, found: Slot) -> None:
        self.messages[step.name] = Message(step, Fate.NEVER, found.expires, found.expires, found.expires)

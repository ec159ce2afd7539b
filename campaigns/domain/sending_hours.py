"""When messages may leave: a message's own hours, and those of the clinic. Values alone: no clock, no queries."""

from dataclasses import dataclass, replace
from datetime import date, time

from clinic.domain import hours
from clinic.domain.hours import EVERY_DAY, TEXTS_FROM, TEXTS_UNTIL


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

    def without_closed_days(self) -> "House":
        return replace(self, blocked=frozenset(), weekdays=EVERY_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingHours:
    """In which hours and on which days one kind of message may leave. The window is local to the person.

    `weekdays`: ISO days on the clock that the window is read on; none means every day.
    `on_closed_days`: it may leave on the clinic's closed days and on every day of its week, and keeps its quiet hours.
    `only_that_day`: on the person's calendar day that it is due on, or not at all.
    `is_text`: a text message, which never leaves outside the person's own day, whatever the window says.
    """

    window_from: time = time(9)
    window_until: time = time(20)
    weekdays: frozenset[int] = frozenset()
    on_closed_days: bool = False
    only_that_day: bool = False
    is_text: bool = False

    @property
    def is_open_all_day(self) -> bool:
        """A window whose end is not after its beginning."""
        return self.window_until <= self.window_from and not self.is_text

    @property
    def never_opens(self) -> bool:
        """A text message whose window lies in the person's night."""
        return self.is_text and self.closes <= self.opens

    @property
    def opens(self) -> time:
        return self._within_texts()[0]

    @property
    def closes(self) -> time:
        return self._within_texts()[1]

    def _within_texts(self) -> tuple[time, time]:
        if not self.is_text:
            return self.window_from, self.window_until
        if self.window_until <= self.window_from:
            return TEXTS_FROM, TEXTS_UNTIL
        return max(self.window_from, TEXTS_FROM), min(self.window_until, TEXTS_UNTIL)

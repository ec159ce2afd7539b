"""What a step of a journey says about hours and days. Values alone: no clock, no queries."""

from dataclasses import dataclass

from campaigns.domain.sending_hours import House, SendingHours

__all__ = ["House", "StepRule"]


@dataclass(frozen=True, slots=True)
class StepRule(SendingHours):
    """One step of a journey version. Days move on the wall clock, hours absolutely.

    The window is local to the person (the appointment's place).
    `late_entry_hours`: how long after its due time somebody who enters late still gets it.
    """

    key: str
    days: int = 0
    hours: int = 0
    too_late_hours: int = 24
    late_entry_hours: int = 0
    condition: str = ""

    @property
    def is_before_anchor(self) -> bool:
        return self.days * 24 + self.hours < 0

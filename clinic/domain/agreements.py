"""How a business associate agreement stands on a day, in words (45 CFR 164.504(e))."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WARN_DAYS = 60


class Standing(StrEnum):
    NONE = "none"
    NOT_YET = "not-yet"
    ENDED = "ended"
    ENDING = "ending"
    IN_FORCE = "in-force"


@dataclass(frozen=True, slots=True)
class Agreement:
    standing: Standing
    words: str

    @property
    def is_active(self) -> bool:
        return self.standing in (Standing.ENDING, Standing.IN_FORCE)


def agreement_on(today: date, *, signed_on: date | None, ends_on: date | None) -> Agreement:
    """An agreement holds from the day it was signed through its last day; without a last day until it is ended."""
    if signed_on is None:
        return Agreement(Standing.NONE, "None")
    if signed_on > today:
        return Agreement(Standing.NOT_YET, f"Begins in {_days((signed_on - today).days)}")
    if ends_on is None:
        return Agreement(Standing.IN_FORCE, "In force")
    left = (ends_on - today).days
    if left < 0:
        return Agreement(Standing.ENDED, f"Ended {_days(-left)} ago")
    if left > WARN_DAYS:
        return Agreement(Standing.IN_FORCE, "In force")
    return Agreement(Standing.ENDING, f"Ends in {_days(left)}" if left else "Ends today")


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"

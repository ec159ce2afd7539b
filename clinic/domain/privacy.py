"""What the privacy desk says about a matter: a number, whether it is in order, and what to do next."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    GOOD = "good"
    LOOK = "look"
    ACT = "act"

    @property
    def words(self) -> str:
        return {State.GOOD: "In order", State.LOOK: "Please look", State.ACT: "Act now"}[self]


@dataclass(frozen=True, slots=True)
class PrivacyCard:
    """A matter of the privacy desk (`settings.PRIVACY_CARDS`: `card(now) -> PrivacyCard`). `link` may be empty."""

    title: str
    value: str
    state: State
    note: str = ""
    link: str = ""


def worst(states: list[State]) -> State:
    for state in (State.ACT, State.LOOK):
        if state in states:
            return state
    return State.GOOD

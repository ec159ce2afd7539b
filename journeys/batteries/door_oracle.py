"""Whether every reveal has its event. Pure."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reveal:
    """One person's value seen in plain, in the attempt of this number."""

    attempt: int
    person: str


def without_event(reveals: Collection[Reveal], events: Collection[Reveal]) -> list[Reveal]:
    """Reveals that no event names: attempt and person must both be in it."""
    written = set(events)
    return [reveal for reveal in reveals if reveal not in written]

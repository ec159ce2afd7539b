"""What the leak check says: where something gets out and of what kind, never the value itself (R49)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Leak:
    """`place`: a page, file, text, cookie or setting. `what` and `place` make it the same finding as last week."""

    probe: str
    place: str
    what: str
    advice: str = ""
    is_warning: bool = False


@dataclass(slots=True)
class Looked:
    """What probes looked at, in numbers, and what they found."""

    things: Counter[str] = field(default_factory=Counter)
    leaks: list[Leak] = field(default_factory=list)

    def add(self, other: "Looked") -> None:
        self.things.update(other.things)
        self.leaks += other.leaks


def each_once(leaks: Iterable[Leak]) -> list[Leak]:
    """The same thing in the same place is one finding, a failure rather than a warning."""
    found: dict[tuple[str, str, str], Leak] = {}
    for leak in sorted(leaks, key=lambda one: one.is_warning):
        found.setdefault((leak.probe, leak.place, leak.what), leak)
    return list(found.values())

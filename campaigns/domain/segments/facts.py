"""What rules may name, what they may know of a person, and what a rule is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Words:
    """Word → label, for what rules may name."""

    kinds: Mapping[str, str]
    sexes: Mapping[str, str]
    categories: Mapping[str, str]
    languages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What rules may know of a person. `visits`: (category, start); `upcoming`: starts of appointments still on;
    `reactions`: (what, when) to messages of ours; `journeys`: (slug, whether they are in it still)."""

    kind: str
    birth_year: int | None = None
    sex: str = "unknown"
    postal_prefix: str = ""
    city: str = ""
    language: str = "en"
    tier: str = ""
    source: str = ""
    visits: Sequence[tuple[str, datetime]] = ()
    upcoming: Sequence[datetime] = ()
    interests: Sequence[str] = ()
    reactions: Sequence[tuple[str, datetime]] = ()
    journeys: Sequence[tuple[str, bool]] = ()


class Rule(Protocol):
    """One rule; kept as JSON under its `kind` with its own fields."""

    kind: ClassVar[str]

    def problems(self, words: Words) -> list[str]:
        """What is wrong with it, one sentence each."""

    def says(self, words: Words) -> str:
        """Whom it means, as the end of "People who …"."""

    def holds(self, seen: Seen, now: datetime) -> bool: ...


class BadRules(ValueError):
    """Says in `problems` what is wrong, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems

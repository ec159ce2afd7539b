"""Groups of rules: all, any, or none of them hold. They may stand in one another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from campaigns.domain.segments.facts import Rule, Seen, Words


@dataclass(frozen=True, slots=True)
class _Group:
    rules: tuple[Rule, ...]

    def problems(self, words: Words) -> list[str]:
        if not self.rules:
            return ["A group holds at least one rule."]
        return [problem for rule in self.rules for problem in rule.problems(words)]

    def _said(self, words: Words, between: str) -> str:
        return f"[{f'; {between} '.join(rule.says(words) for rule in self.rules)}]"


@dataclass(frozen=True, slots=True)
class AllOf(_Group):
    kind: ClassVar[str] = "all"

    def says(self, words: Words) -> str:
        return self._said(words, "and")

    def holds(self, seen: Seen, now: datetime) -> bool:
        return _is_so(all, self.rules, seen, now)


@dataclass(frozen=True, slots=True)
class AnyOf(_Group):
    kind: ClassVar[str] = "any"

    def says(self, words: Words) -> str:
        return self._said(words, "or")

    def holds(self, seen: Seen, now: datetime) -> bool:
        return _is_so(any, self.rules, seen, now)


@dataclass(frozen=True, slots=True)
class NoneOf(_Group):
    kind: ClassVar[str] = "none"

    def says(self, words: Words) -> str:
        return f"not {self._said(words, 'or')}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return not _is_so(any, self.rules, seen, now)


def _is_so(how: Callable[[Iterable[bool]], bool], rules: Iterable[Rule], seen: Seen, now: datetime) -> bool:
    return how(rule.holds(seen, now) for rule in rules)

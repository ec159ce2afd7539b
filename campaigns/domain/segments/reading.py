"""Rules as JSON, both ways: a list of objects with a `kind` and that kind's own keys. A group keeps its own list under
`rules`."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from typing import Any

from campaigns.domain.segments.facts import BadRules, Rule, Words
from campaigns.domain.segments.groups import AllOf, AnyOf, NoneOf
from campaigns.domain.segments.history import HadService, InJourney, LastVisit, LastVisitOn, Reacted, UpcomingVisit
from campaigns.domain.segments.who import (
    AgeBand,
    CameFrom,
    InterestedIn,
    LanguageIs,
    LivesIn,
    PersonKindIs,
    SexIs,
    TierIs,
)

RULES: tuple[type[Any], ...] = (
    PersonKindIs, AgeBand, SexIs, LanguageIs, LivesIn, InterestedIn, TierIs, CameFrom, HadService, LastVisit,
    LastVisitOn, UpcomingVisit, Reacted, InJourney, AllOf, AnyOf, NoneOf,
)  # fmt: skip
_BY_KIND: Mapping[str, type[Any]] = {rule.kind: rule for rule in RULES}
MOST_RULES, DEEPEST = 60, 5


def parsed(raw: object, words: Words) -> list[Rule]:
    """The rules of a segment's JSON. Raises `BadRules`."""
    rules, problems = _read(raw, words, depth=1)
    if _number(rules) > MOST_RULES:
        problems.append(f"A segment has at most {MOST_RULES} rules.")
    if problems:
        raise BadRules(problems)
    return rules


def as_json(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """The other way round; what is not said is left out."""
    return [{"kind": rule.kind} | _said(rule) for rule in rules]


def _said(rule: Any) -> dict[str, Any]:
    values = {part.name: getattr(rule, part.name) for part in fields(rule)}
    return {name: _plain(value) for name, value in values.items() if value not in (None, "", ())}


def _read(raw: object, words: Words, depth: int) -> tuple[list[Rule], list[str]]:
    """What could be read, and what is wrong with the rest and with it."""
    if not isinstance(raw, list):
        return [], ["Rules are a list."]
    if depth > DEEPEST:
        return [], [f"Groups stand in one another at most {DEEPEST - 1} deep."]
    rules: list[Rule] = []
    problems: list[str] = []
    for number, item in enumerate(raw, start=1):
        try:
            rule = _rule(item, words, depth)
            found = rule.problems(words)
            rules.append(rule)
        except BadRules as bad:
            found = bad.problems
        problems += [f"Rule {number}: {problem}" for problem in found]
    return rules, problems


def _rule(item: object, words: Words, depth: int) -> Rule:
    if not isinstance(item, Mapping) or item.get("kind") not in _BY_KIND:
        raise BadRules([f"say which kind it is: {', '.join(_BY_KIND)}."])
    made = _BY_KIND[item["kind"]]
    known = {part.name: part for part in fields(made)}
    problems = [f"“{name}” is nothing that {made.kind} knows." for name in item if name not in {"kind", *known}]
    if made in (AllOf, AnyOf, NoneOf):
        rules, found = _read(item.get("rules", []), words, depth + 1)
        # What the rules within say of themselves is told with their numbers.
        if problems or found:
            raise BadRules(problems + found)
        return made(tuple(rules))  # type: ignore[no-any-return]
    values = _values(item, known, made.kind, problems)
    if problems:
        raise BadRules(problems)
    return made(**values)  # type: ignore[no-any-return]


def _values(item: Mapping[str, Any], known: Mapping[str, Field[Any]], kind: str, problems: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, part in known.items():
        if name in item:
            try:
                values[name] = _value(item[name], str(part.type))
            except (TypeError, ValueError):
                problems.append(f"“{name}” cannot be {item[name]!r}.")
        elif part.default is MISSING:
            problems.append(f"“{name}” is missing.")
    return values


def _value(raw: Any, kind: str) -> Any:
    if raw is None and "None" in kind:
        return None
    if "tuple" in kind:
        if not isinstance(raw, list) or not all(isinstance(part, str) and part.strip() for part in raw):
            raise TypeError
        return tuple(part.strip() for part in raw)
    if "date" in kind:
        return date.fromisoformat(raw)
    wanted = bool if "bool" in kind else int if "int" in kind else str
    if type(raw) is not wanted:
        raise TypeError
    return raw


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [part if isinstance(part, str) else as_json([part])[0] for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _number(rules: Iterable[Rule]) -> int:
    return sum(1 + _number(getattr(rule, "rules", ())) for rule in rules)

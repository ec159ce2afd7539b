"""Groups of people as typed rules; all of them must hold. Coarse facts only: never a diagnosis (R21).

A segment is kept as JSON, a list of objects with a `kind` and that kind's own keys. `parsed` says what is wrong in
sentences; `described` says in one sentence whom the rules mean; `holds` is what they mean, on plain values. The
database's version of the same lies in `campaigns.audiences`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

OLDEST = 90
#: How `birth_year` says 90 and older.
BORN_LONG_AGO = 1900
PROTECTED = "protected"
_LONGEST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Words:
    """Word → label, for what rules may name."""

    kinds: Mapping[str, str]
    sexes: Mapping[str, str]
    categories: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What rules may know of a person. `visits`: (category, start); `upcoming`: starts of appointments still on."""

    kind: str
    birth_year: int | None = None
    sex: str = "unknown"
    postal_prefix: str = ""
    city: str = ""
    visits: Sequence[tuple[str, datetime]] = ()
    upcoming: Sequence[datetime] = ()
    interests: Sequence[str] = ()


class BadRules(ValueError):
    """Says in `problems` what is wrong, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class PersonKindIs:
    kind: ClassVar[str] = "person-kind"
    any_of: tuple[str, ...]

    def problems(self, words: Words) -> list[str]:
        return _unknown("kind of person", self.any_of, words.kinds)

    def says(self, words: Words) -> str:
        return f"are {_either([f'{words.kinds[kind].lower()}s' for kind in self.any_of])}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return seen.kind in self.any_of


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Age reached in the calendar year: the day of birth is sealed. From 90 on all are 90."""

    kind: ClassVar[str] = "age"
    at_least: int | None = None
    at_most: int | None = None

    def problems(self, words: Words) -> list[str]:
        bounds = [bound for bound in (self.at_least, self.at_most) if bound is not None]
        if not bounds:
            return ["Age: say at least, at most, or both."]
        if any(bound < 0 or bound > OLDEST for bound in bounds):
            return [f"Age: bounds lie between 0 and {OLDEST}; from {OLDEST} on ages are not told apart."]
        if len(bounds) == 2 and bounds[0] > bounds[1]:
            return [f"Age: nobody is at least {bounds[0]} and at most {bounds[1]}."]
        return []

    def says(self, words: Words) -> str:
        if self.at_most is None:
            return f"are {self.at_least} or older by the end of this year"
        if self.at_least is None:
            return f"are {self.at_most} or younger at the end of this year"
        return f"are {self.at_least} to {self.at_most} at the end of this year"

    def holds(self, seen: Seen, now: datetime) -> bool:
        if seen.birth_year is None:
            return False
        age = OLDEST if seen.birth_year == BORN_LONG_AGO else now.year - seen.birth_year
        return (self.at_least is None or age >= self.at_least) and (
            self.at_most is None or age <= self.at_most or (self.at_most == OLDEST and age >= OLDEST)
        )


@dataclass(frozen=True, slots=True)
class SexIs:
    kind: ClassVar[str] = "sex"
    any_of: tuple[str, ...]

    def problems(self, words: Words) -> list[str]:
        return _unknown("sex", self.any_of, words.sexes)

    def says(self, words: Words) -> str:
        return f"are {_either([words.sexes[sex].lower() for sex in self.any_of])}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return seen.sex in self.any_of


@dataclass(frozen=True, slots=True)
class LivesIn:
    """One of the cities, or one of the three-digit postal prefixes."""

    kind: ClassVar[str] = "area"
    postal_prefixes: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()

    def problems(self, words: Words) -> list[str]:
        found = [] if self.postal_prefixes or self.cities else ["Area: name a postal prefix or a city."]
        return found + [
            f"Area: “{prefix}” is no postal prefix: write its first three characters."
            for prefix in self.postal_prefixes
            if len(prefix) != 3 or not prefix.isalnum()
        ]

    def says(self, words: Words) -> str:
        places = [f"postal area {prefix}" for prefix in self.postal_prefixes]
        return f"live in {_either([*self.cities, *places])}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        cities = {city.casefold() for city in self.cities}
        return seen.postal_prefix in self.postal_prefixes or seen.city.casefold() in cities


@dataclass(frozen=True, slots=True)
class InterestedIn:
    """Told us, by a questionnaire, of one of these interests: free words, however they begin."""

    kind: ClassVar[str] = "interest"
    any_of: tuple[str, ...]

    @property
    def spellings(self) -> frozenset[str]:
        """As people and other systems write them: `sleep`, `Sleep`, `SLEEP`."""
        return frozenset(
            spelt for word in self.any_of for spelt in (word, word.lower(), word.upper(), word.capitalize())
        )

    def problems(self, words: Words) -> list[str]:
        return [] if self.any_of else ["Name at least one interest."]

    def says(self, words: Words) -> str:
        return f"are interested in {_either(self.any_of)}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return not self.spellings.isdisjoint(seen.interests)


@dataclass(frozen=True, slots=True)
class HadService:
    """Has been here for one of these categories, ever or in the last days."""

    kind: ClassVar[str] = "service"
    any_of: tuple[str, ...]
    within_days: int | None = None

    def problems(self, words: Words) -> list[str]:
        return _categories(self.any_of, words) + _days(self.within_days)

    def says(self, words: Words) -> str:
        what = _either([words.categories[category].lower() for category in self.any_of])
        return f"came for {what}{_in_the_last(self.within_days)}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return any(
            category in self.any_of and _is_within(at, self.within_days, now)
            for category, at in seen.visits
            if at <= now
        )


@dataclass(frozen=True, slots=True)
class LastVisit:
    """Was here in the last days, or was not (`has` false); of one category or at all."""

    kind: ClassVar[str] = "last-visit"
    within_days: int
    has: bool
    category: str = ""

    def problems(self, words: Words) -> list[str]:
        return (_categories((self.category,), words) if self.category else []) + _days(self.within_days)

    def says(self, words: Words) -> str:
        what = f"{words.categories[self.category].lower()} visit" if self.category else "visit"
        return f"had {'a' if self.has else 'no'} {what}{_in_the_last(self.within_days)}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        visits = [at for category, at in seen.visits if self.category in ("", category) and at <= now]
        return self.has == any(_is_within(at, self.within_days, now) for at in visits)


@dataclass(frozen=True, slots=True)
class LastVisitOn:
    """The latest visit lies before one UTC day, on or after another, or between."""

    kind: ClassVar[str] = "last-visit-on"
    on_or_after: date | None = None
    before: date | None = None

    def problems(self, words: Words) -> list[str]:
        if self.on_or_after is None and self.before is None:
            return ["Last visit: say on or after, before, or both."]
        if self.on_or_after and self.before and self.on_or_after >= self.before:
            return ["Last visit: the first day must lie before the last."]
        return []

    def says(self, words: Words) -> str:
        after = f" on or after {self.on_or_after.isoformat()}" if self.on_or_after else ""
        before = f" before {self.before.isoformat()}" if self.before else ""
        return f"were here last{after}{' and' if after and before else ''}{before}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        days = [at.date() for _, at in seen.visits if at <= now]
        if not days:
            return False
        return (not self.on_or_after or max(days) >= self.on_or_after) and (not self.before or max(days) < self.before)


@dataclass(frozen=True, slots=True)
class UpcomingVisit:
    kind: ClassVar[str] = "upcoming-visit"
    has: bool

    def problems(self, words: Words) -> list[str]:
        return []

    def says(self, words: Words) -> str:
        return "have an appointment ahead" if self.has else "have no appointment ahead"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return self.has == any(at > now for at in seen.upcoming)


Rule = PersonKindIs | AgeBand | SexIs | LivesIn | InterestedIn | HadService | LastVisit | LastVisitOn | UpcomingVisit
RULES: tuple[type[Rule], ...] = (
    PersonKindIs, AgeBand, SexIs, LivesIn, InterestedIn, HadService, LastVisit, LastVisitOn, UpcomingVisit,
)  # fmt: skip
_BY_KIND: Mapping[str, type[Rule]] = {rule.kind: rule for rule in RULES}


def parsed(raw: object, words: Words) -> list[Rule]:
    """The rules of a segment's JSON. Raises `BadRules`."""
    if not isinstance(raw, list):
        raise BadRules(["Rules are a list."])
    rules: list[Rule] = []
    problems: list[str] = []
    for number, item in enumerate(raw, start=1):
        try:
            rule = _rule(item)
        except BadRules as bad:
            problems += [f"Rule {number}: {problem}" for problem in bad.problems]
            continue
        problems += [f"Rule {number}: {problem}" for problem in rule.problems(words)]
        rules.append(rule)
    if problems:
        raise BadRules(problems)
    return rules


def as_json(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """The other way round; what is not said is left out."""
    return [
        {"kind": rule.kind}
        | {
            part.name: _plain(getattr(rule, part.name))
            for part in fields(rule)
            if getattr(rule, part.name) not in (None, "", ())
        }
        for rule in rules
    ]


def described(rules: Sequence[Rule], words: Words) -> str:
    if not rules:
        return "Everybody."
    return f"People who {_all([rule.says(words) for rule in rules])}."


def holds(rules: Iterable[Rule], seen: Seen, now: datetime) -> bool:
    return all(rule.holds(seen, now) for rule in rules)


# --- reading one rule ------------------------------------------------------------------------------------------


def _rule(item: object) -> Rule:
    if not isinstance(item, Mapping) or item.get("kind") not in _BY_KIND:
        raise BadRules([f"say which kind it is: {', '.join(_BY_KIND)}."])
    made = _BY_KIND[item["kind"]]
    known = {part.name: part for part in fields(made)}
    problems = [f"“{name}” is nothing that {made.kind} knows." for name in item if name not in {"kind", *known}]
    values: dict[str, Any] = {}
    for name, part in known.items():
        if name in item:
            try:
                values[name] = _value(item[name], str(part.type))
            except (TypeError, ValueError):
                problems.append(f"“{name}” cannot be {item[name]!r}.")
        elif part.default is MISSING:
            problems.append(f"“{name}” is missing.")
    if problems:
        raise BadRules(problems)
    return made(**values)


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
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


# --- small words -------------------------------------------------------------------------------------------


def _unknown(what: str, named: Sequence[str], words: Mapping[str, str]) -> list[str]:
    if not named:
        return [f"Name at least one {what}."]
    return [f"“{word}” is no {what}: known are {', '.join(words)}." for word in named if word not in words]


def _categories(named: Sequence[str], words: Words) -> list[str]:
    found = _unknown("category", named, words.categories)
    if PROTECTED in named:
        found.append("Specially protected care is nothing to choose people by.")
    return found


def _days(days: int | None) -> list[str]:
    if days is None or 1 <= days <= _LONGEST_DAYS:
        return []
    return [f"Days lie between 1 and {_LONGEST_DAYS}."]


def _is_within(at: datetime, days: int | None, now: datetime) -> bool:
    return days is None or at > now - timedelta(days=days)


def _in_the_last(days: int | None) -> str:
    return f" in the last {days} days" if days else ""


def _all(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}, and {words[-1]}"


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"

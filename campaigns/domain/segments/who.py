"""Rules about who somebody is."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from campaigns.domain.segments.facts import Seen, Words
from campaigns.domain.segments.saying import either, unknown

OLDEST = 90
#: How `birth_year` says 90 and older.
BORN_LONG_AGO = 1900


@dataclass(frozen=True, slots=True)
class PersonKindIs:
    kind: ClassVar[str] = "person-kind"
    any_of: tuple[str, ...]

    def problems(self, words: Words) -> list[str]:
        return unknown("kind of person", self.any_of, words.kinds)

    def says(self, words: Words) -> str:
        return f"are {either([f'{words.kinds[kind].lower()}s' for kind in self.any_of])}"

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
        return unknown("sex", self.any_of, words.sexes)

    def says(self, words: Words) -> str:
        return f"are {either([words.sexes[sex].lower() for sex in self.any_of])}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return seen.sex in self.any_of


@dataclass(frozen=True, slots=True)
class LanguageIs:
    """What they read."""

    kind: ClassVar[str] = "language"
    any_of: tuple[str, ...]

    def problems(self, words: Words) -> list[str]:
        return unknown("language", self.any_of, words.languages)

    def says(self, words: Words) -> str:
        return f"read {either([words.languages[language] for language in self.any_of])}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return seen.language in self.any_of


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
        return f"live in {either([*self.cities, *places])}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        cities = {city.casefold() for city in self.cities}
        return seen.postal_prefix in self.postal_prefixes or seen.city.casefold() in cities


@dataclass(frozen=True, slots=True)
class _OneOfTheirWords:
    """Free words of the clinic's own, however they begin."""

    any_of: tuple[str, ...]

    @property
    def spellings(self) -> frozenset[str]:
        """As people and other systems write them: `sleep`, `Sleep`, `SLEEP`."""
        return frozenset(
            spelt for word in self.any_of for spelt in (word, word.lower(), word.upper(), word.capitalize())
        )


@dataclass(frozen=True, slots=True)
class InterestedIn(_OneOfTheirWords):
    """Told us, by a questionnaire, of one of these interests."""

    kind: ClassVar[str] = "interest"

    def problems(self, words: Words) -> list[str]:
        return [] if self.any_of else ["Name at least one interest."]

    def says(self, words: Words) -> str:
        return f"are interested in {either(self.any_of)}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return not self.spellings.isdisjoint(seen.interests)


@dataclass(frozen=True, slots=True)
class TierIs(_OneOfTheirWords):
    """Their membership, as staff or another system set it."""

    kind: ClassVar[str] = "tier"

    def problems(self, words: Words) -> list[str]:
        return [] if self.any_of else ["Name at least one member tier."]

    def says(self, words: Words) -> str:
        return f"are members of tier {either(self.any_of)}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return seen.tier in self.spellings


@dataclass(frozen=True, slots=True)
class CameFrom(_OneOfTheirWords):
    """Where their record came from: an import, a form, the desk."""

    kind: ClassVar[str] = "source"

    def problems(self, words: Words) -> list[str]:
        return [] if self.any_of else ["Name at least one source."]

    def says(self, words: Words) -> str:
        return f"came to us through {either(self.any_of)}"

    def holds(self, seen: Seen, now: datetime) -> bool:
        return seen.source in self.spellings

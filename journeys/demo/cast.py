"""Who comes to the sample clinic, and what happens to them. Pure: a number and a seed give the same people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from journeys.demo import names

#: What a person is there to show, with how many of every hundred there are.
STORIES = {
    "today": 12,
    "tomorrow": 9,
    "later": 10,
    "moved": 2,
    "cancelled": 2,
    "procedure-yesterday": 5,
    "procedure-last-week": 5,
    "check-up-a-year-ago": 9,
    "new": 6,
    "subscriber": 5,
    "regular": 35,
}
#: What stands in the way of writing to some of them; every third person of a story with mail has one.
OBSTACLES = ("no-address", "deceased", "minor", "bounced", "complained", "topic-off", "unsubscribed")
_WITH_OBSTACLES = frozenset({"tomorrow", "procedure-yesterday", "procedure-last-week", "check-up-a-year-ago", "new"})


@dataclass(frozen=True, slots=True)
class Character:
    number: int
    story: str
    obstacle: str
    given_name: str
    family_name: str
    sex: str
    born: date
    language: str
    street: str
    city: str
    postal_code: str
    phone: str
    email: str

    @property
    def record_number(self) -> str:
        return f"MS-{self.number:06d}"


def cast(people: int, seed: int, today: date, stories: Mapping[str, int] = STORIES) -> Iterator[Character]:
    dice = Random(seed)  # noqa: S311 - invented people, no secret
    counts: dict[str, int] = {}
    for number in range(1, people + 1):
        story = _story(number, stories)
        counts[story] = counts.get(story, 0) + 1
        obstacle = ""
        if story in _WITH_OBSTACLES and counts[story] % 3 == 0:
            obstacle = OBSTACLES[(counts[story] // 3 + sorted(_WITH_OBSTACLES).index(story)) % len(OBSTACLES)]
        yield _character(number, story, obstacle, dice, today)


def _story(number: int, stories: Mapping[str, int]) -> str:
    """Stories are spread evenly: a stride that shares no factor with 100 visits each hundredth once."""
    place = number * 37 % 100
    for story, share in stories.items():
        if place < share:
            return story
        place -= share
    raise AssertionError("the shares add up to 100")


def _character(number: int, story: str, obstacle: str, dice: Random, today: date) -> Character:
    sex = dice.choice(("female", "male"))
    language = dice.choices(("en", "zh-hant", "zh-hans"), weights=(6, 3, 1))[0]
    if language == "en":
        given = dice.choice(names.GIVEN_FEMALE if sex == "female" else names.GIVEN_MALE)
        family = dice.choice(names.FAMILY)
    else:
        given, family = dice.choice(names.GIVEN_CHINESE[language]), dice.choice(names.FAMILY_CHINESE[language])
    city, postal_code = dice.choice(names.TOWNS)
    age = dice.randint(6, 15) if obstacle == "minor" else dice.randint(22, 88)
    return Character(
        number=number,
        story=story,
        obstacle=obstacle,
        given_name=given,
        family_name=family,
        sex=sex,
        born=_born(story, age, today, dice),
        language=language,
        street=f"{dice.randint(1, 4900)} {dice.choice(names.STREETS)}",
        city=city,
        postal_code=postal_code,
        phone=f"+1312555{dice.randint(100, 199):04d}",
        email="" if obstacle == "no-address" else f"patient{number}@example.com",
    )


def _born(story: str, age: int, today: date, dice: Random) -> date:
    """Any day of the year; on this one those whose birthday it is."""
    day = date(today.year - age, 1, 1) + timedelta(days=dice.randrange(365))
    return date(today.year - age, today.month, min(today.day, 28)) if story == "birthday" else day

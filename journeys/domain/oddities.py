"""What is unusual about a night, compared with the seven before it. Counts in, findings out."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

#: With fewer nights to compare with, nothing is called unusual.
FEWEST_NIGHTS = 3
_TIMES_AS_MANY = 10
_FEWEST_MORE = 20
_USUAL_TO_MISS = 5
_REASON_TIMES = 5
_FEWEST_OF_A_REASON = 10
ALL = ""

#: (journey slug, outcome, reason) → messages
Counts = Mapping[tuple[str, str, str], int]


class Kind(StrEnum):
    MANY = "many"
    SILENT = "silent"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Night:
    night: date
    counts: Counts

    def planned(self) -> Counter[str]:
        """Messages that will leave, by journey, and of all together under `ALL`."""
        found: Counter[str] = Counter()
        for (journey, outcome, _), count in self.counts.items():
            if outcome == "planned":
                found[journey] += count
                found[ALL] += count
        return found


@dataclass(frozen=True, slots=True)
class Oddity:
    """`usual`: the middle of the nights before. `journey` is empty where it is about all of them."""

    kind: str
    journey: str
    reason: str
    tonight: int
    usual: int

    def as_json(self) -> dict[str, str | int]:
        return asdict(self)


def oddities(tonight: Night, past: Sequence[Night], *, by_calendar: Collection[str] = ()) -> list[Oddity]:
    """Ten times as many as usual; a journey that is silent; a reason for not sending that jumped.

    Usual is the middle of the past nights. The same weekday a week ago excuses, too: weekends are quiet every week.
    `by_calendar`: journeys that are silent on most nights and loud on one, such as greetings on a holiday.
    """
    if len(past) < FEWEST_NIGHTS:
        return []
    return [*_amounts(tonight, past, by_calendar), *_reasons(tonight, past)]


def _amounts(tonight: Night, past: Sequence[Night], by_calendar: Collection[str]) -> Iterator[Oddity]:
    now, before = tonight.planned(), [night.planned() for night in past]
    a_week_ago = next((n.planned() for n in past if n.night == tonight.night - timedelta(days=7)), None)
    for journey in sorted({*now, *(name for counts in before for name in counts)} - set(by_calendar)):
        usual = _middle(counts[journey] for counts in before)
        then = usual if a_week_ago is None else a_week_ago[journey]
        if now[journey] >= _TIMES_AS_MANY * max(usual, then) and now[journey] >= max(usual, then) + _FEWEST_MORE:
            yield Oddity(Kind.MANY, journey, "", now[journey], usual)
        elif now[journey] == 0 and min(usual, then) >= _USUAL_TO_MISS:
            yield Oddity(Kind.SILENT, journey, "", 0, usual)


def _reasons(tonight: Night, past: Sequence[Night]) -> Iterator[Oddity]:
    for (journey, outcome, reason), count in sorted(tonight.counts.items()):
        usual = _middle(night.counts.get((journey, outcome, reason), 0) for night in past)
        jumped = count >= _FEWEST_OF_A_REASON and count >= _REASON_TIMES * max(usual, 1)
        if outcome != "planned" and jumped:
            yield Oddity(Kind.REASON, journey, reason, count, usual)


def _middle(counts: Iterator[int]) -> int:
    return int(median(counts))

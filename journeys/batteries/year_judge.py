"""What left in a told year beside what the plain model wants; and mistakes to try the judge with. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from journeys.batteries.year_clocks import CLINIC, ZONES, clinic_day, is_open
from journeys.batteries.year_oracle import Key, Sent
from journeys.batteries.year_plans import PLANS
from journeys.batteries.year_story import Story

_GREETINGS = frozenset(plan.journey for plan in PLANS if plan.is_greeting)
_TEXTS = frozenset(plan.journey for plan in PLANS if plan.is_text)
_AT_A_PLACE = frozenset(plan.journey for plan in PLANS if plan.begins_with in ("appointment", "no-show"))


@dataclass(frozen=True, slots=True)
class Left:
    """A message that the journal holds, and the step that its row names."""

    message_id: str
    key: Key
    at: datetime


def findings(told: Story, wanted: Sent, left: Sequence[Left]) -> Iterator[str]:
    """What differs from the model, in words; nothing where all agree."""
    times, zones = Counter(one.key for one in left), zones_of(told)
    sent = {one.key: one.at for one in left}
    tries = {
        "doubled": [key for key, count in times.items() if count > 1],
        "lost": [key for key in wanted if key not in sent],
        "forbidden": [key for key in sent if key not in wanted],
        "outside the window": [one.key for one in left if _is_outside(one, zones)],
        "at another hour": [key for key, at in sent.items() if key in wanted and wanted[key] != at],
        "more text messages than allowed": list(_too_many_texts(left)),
    }
    for what, keys in tries.items():
        if keys:
            by_journey = Counter(f"{key[1]}/{key[2]}" for key in keys)
            yield f"{len(keys)} {what} {dict(by_journey)}, such as {_in_words(keys[0], wanted, sent)}"


def zones_of(told: Story) -> Mapping[tuple[int, datetime], ZoneInfo]:
    """(person, start of an appointment) → the zone of its place."""
    places = {one.told["key"]: one.told["place"] for one in told.happenings if one.what == "book"}
    return {
        (one.person, datetime.fromisoformat(one.told["starts_at"])): ZONES[places[one.told["key"]]]
        for one in told.happenings
        if "starts_at" in one.told
    }


def planted(left: Sequence[Left]) -> Iterator[tuple[str, Sequence[Left]]]:
    """What left, with one mistake: of each kind, in each journey."""
    for journey in sorted({one.key[1] for one in left}):
        here = next(place for place, one in enumerate(left) if one.key[1] == journey)
        for what, mistaken in _MISTAKES.items():
            yield f"{what} ({journey})", [*left[:here], *mistaken(left[here]), *left[here + 1 :]]


def _strange(one: Left) -> Left:
    person, journey, step, anchor = one.key
    return replace(one, key=(person, journey, step, anchor + timedelta(days=400)))


_MISTAKES: Mapping[str, Callable[[Left], Sequence[Left]]] = {
    "a message twice": lambda one: [one, one],
    "a message too few": lambda one: [],
    "a message that nobody wanted": lambda one: [one, _strange(one)],
    "a message at another hour": lambda one: [replace(one, at=one.at + timedelta(hours=14))],
}


def _is_outside(one: Left, zones: Mapping[tuple[int, datetime], ZoneInfo]) -> bool:
    person, journey, _, anchor = one.key
    zone = zones.get((person, anchor), CLINIC) if journey in _AT_A_PLACE else CLINIC
    return not is_open(one.at, zone, closed_too=journey in _GREETINGS)


def _too_many_texts(left: Sequence[Left]) -> Iterator[Key]:
    """One a day and three in seven days, on the person's calendar."""
    days = defaultdict(list)
    for one in left:
        if one.key[1] in _TEXTS:
            days[one.key[0]].append((clinic_day(one.at), one.key))
    for texts in days.values():
        for day, key in texts:
            ahead = [(other - day).days for other, _ in texts]
            if ahead.count(0) > 1 or sum(0 <= number < 7 for number in ahead) > 3:
                yield key


def _in_words(key: Key, wanted: Sent, sent: Sent) -> str:
    person, journey, step, anchor = key
    return f"{journey}/{step} of person {person}, anchor {anchor}: wanted {wanted.get(key)}, left {sent.get(key)}"

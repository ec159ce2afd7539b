"""What happens to invented people in a year, and when the machine is off. Pure: a seed tells all of it.

Whatever happens, happens at a full hour, just before the tick of that hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

HOUR = timedelta(hours=1)
_LONGEST_AWAY = 72
_PLACES = ("Maple Street", "Denver")


@dataclass(frozen=True, slots=True)
class Happening:
    """`what`: join, book, move, cancel, treat, leave. `told`: what its operation needs, as JSON can hold it."""

    at: datetime
    what: str
    person: int
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Somebody:
    """`joins`: the hour in which they become a patient; None: they were one before."""

    number: int
    born: date
    wants_greetings: bool
    joins: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    begins: datetime
    hours: int
    people: tuple[Somebody, ...]
    happenings: tuple[Happening, ...]
    away: frozenset[datetime]

    @property
    def ticks(self) -> Iterator[datetime]:
        return (at for at in (self.begins + number * HOUR for number in range(self.hours)) if at not in self.away)


def story(seed: int, people: int, days: int, begins: datetime, *, calm_days: int = 15) -> Story:
    """`begins`: a full hour, UTC. The last `calm_days` bring nothing new, so that all of it ends within the year."""
    dice = Random(seed)  # noqa: S311 - a story, no secret
    hours = days * 24
    everybody = tuple(_somebody(dice, number, begins, hours) for number in range(1, people + 1))
    happenings = [one for somebody in everybody for one in _life(dice, somebody, begins, hours, hours - calm_days * 24)]
    happenings.sort(key=lambda one: (one.at, one.person))
    return Story(begins, hours, everybody, tuple(happenings), frozenset(_away(dice, begins, hours)))


def _somebody(dice: Random, number: int, begins: datetime, hours: int) -> Somebody:
    born = date(dice.randint(1950, 2000), 1, 1) + timedelta(days=dice.randrange(365))
    if number % 50 == 0:
        born = date(1980, 2, 29)
    joins = begins + dice.randrange(24, hours * 9 // 10) * HOUR if number % 4 == 0 else None
    if joins and abs((joins.date().replace(year=2000) - born.replace(year=2000)).days) < 5:
        joins = None
    return Somebody(number, born, dice.random() < 0.6, joins)


def _life(dice: Random, one: Somebody, begins: datetime, hours: int, lively: int) -> Iterator[Happening]:
    """One appointment after the other, moved and cancelled at random; a treatment now and then; some leave."""
    now, last = (one.joins or begins) + HOUR, begins + lively * HOUR
    if one.joins:
        yield Happening(one.joins, "join", one.number, {})
    for number in range(1, 100):
        now += dice.randrange(1, max(2, min(24 * 45, lively // 2))) * HOUR
        if now >= last:
            break
        key = f"{one.number}-{number}"
        events, now = _appointment(dice, one.number, key, now, last)
        yield from events
    if dice.random() < 0.5 and (at := begins + dice.randrange(24, hours) * HOUR) > (one.joins or begins) and at < last:
        yield Happening(at, "treat", one.number, {"ended_at": at.isoformat()})
    if dice.random() < 0.15 and (at := begins + dice.randrange(24, hours) * HOUR) > (one.joins or begins):
        yield Happening(at, "leave", one.number, {"topic": dice.choice(("all", "appointments", "aftercare"))})


def _appointment(
    dice: Random, person: int, key: str, booked: datetime, last: datetime
) -> tuple[list[Happening], datetime]:
    starts = _start_after(dice, booked)
    told = {"key": key, "starts_at": starts.isoformat(), "place": dice.choice(_PLACES)}
    events, at = [Happening(booked, "book", person, told)], booked
    while dice.random() < 0.35 and (starts - at) > 3 * HOUR:
        at += dice.randrange(1, max(2, int((starts - at) / HOUR))) * HOUR
        if at >= starts - HOUR:
            break
        if dice.random() < 0.3:
            return [*events, Happening(at, "cancel", person, {"key": key})], _full_hour_after(max(starts, at))
        starts = _start_after(dice, at)
        events.append(Happening(at, "move", person, {"key": key, "starts_at": starts.isoformat()}))
    return events, _full_hour_after(starts)


def _full_hour_after(moment: datetime) -> datetime:
    return moment.replace(minute=0) + HOUR


def _start_after(dice: Random, at: datetime) -> datetime:
    """From two hours to five weeks ahead, at any half hour of day or night, so that every rule of hours is met."""
    return at + timedelta(minutes=30 * dice.randrange(4, 2 * 24 * 35))


def _away(dice: Random, begins: datetime, hours: int) -> Iterator[datetime]:
    """About once in five weeks nothing runs for up to three days."""
    at = 0
    while (at := at + dice.randrange(24 * 14, 24 * 56)) < hours:
        for _ in range(dice.randrange(1, _LONGEST_AWAY + 1)):
            yield begins + at * HOUR
            at += 1

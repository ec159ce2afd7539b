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
_LONGEST_HELD = 72
_COURSE = 10
#: What, to which share of people, and until when: the last days bring nothing that would begin something.
_NOW_AND_THEN = (("treat", 0.5, "calm"), ("check", 0.1, "calm"), ("leave", 0.2, "end"), ("stop", 0.1, "end"))
_PLACES = ("Maple Street", "Denver")
_TOPICS = ("all", "appointments", "aftercare", "check-ups", "greetings", "welcome")
_HELD = ("appointment-reminder", "appointment-confirmation", "recall", "annual-checkup", "no-show", "birthday")


@dataclass(frozen=True, slots=True)
class Happening:
    """`what`: join, book, move, confirm, cancel, come, miss, treat, check, leave, stop, hold, lift. `told`: what its
    operation needs, as JSON can hold it. `person` 0: a hold of a journey, for everybody."""

    at: datetime
    what: str
    person: int
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Somebody:
    """`joins`: the hour in which they become a patient; None: they were one before, and were `seen` at some moment
    (for a check-up), or never."""

    number: int
    born: date
    wants_greetings: bool
    wants_texts: bool
    joins: datetime | None
    seen: datetime | None = None
    was_check_up: bool = False


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
    happenings += _holds(dice, people, begins, hours)
    happenings.sort(key=lambda one: (one.at, one.person))
    return Story(begins, hours, everybody, tuple(happenings), frozenset(_away(dice, begins, hours)))


def _somebody(dice: Random, number: int, begins: datetime, hours: int) -> Somebody:
    born = date(dice.randint(1950, 2000), 1, 1) + timedelta(days=dice.randrange(365))
    if number % 50 == 0:
        born = date(1980, 2, 29)
    joins = begins + dice.randrange(24, hours * 9 // 10) * HOUR if number % 4 == 0 else None
    if joins and abs((joins.date().replace(year=2000) - born.replace(year=2000)).days) < 5:
        joins = None
    seen = None if joins or dice.random() < 0.4 else begins - dice.randrange(24, 24 * 730) * HOUR
    return Somebody(number, born, dice.random() < 0.6, dice.random() < 0.5, joins, seen, dice.random() < 0.5)


def _life(dice: Random, one: Somebody, begins: datetime, hours: int, lively: int) -> Iterator[Happening]:
    """One appointment after the other, moved, confirmed, cancelled, kept or missed at random; a treatment and a
    check-up now and then; some leave. Every tenth begins with a course: appointments at short intervals."""
    now, last = (one.joins or begins) + HOUR, begins + lively * HOUR
    if one.joins:
        yield Happening(one.joins, "join", one.number, {})
    for number in range(1, 100):
        in_course = one.number % 10 == 0 and number < _COURSE
        now += dice.randrange(1, 8 if in_course else max(2, min(24 * 45, lively // 2))) * HOUR
        if now >= last:
            break
        key = f"{one.number}-{number}"
        events, now = _appointment(dice, one.number, key, now, in_course=in_course)
        yield from (event for event in events if event.at < begins + hours * HOUR)
    for what, share, till in _NOW_AND_THEN:
        at = begins + dice.randrange(24, hours) * HOUR
        if dice.random() < share and (one.joins or begins) < at < begins + (hours if till == "end" else lively) * HOUR:
            yield Happening(at, what, one.number, {"topic": dice.choice(_TOPICS)} if what == "leave" else {})


def _appointment(
    dice: Random, person: int, key: str, booked: datetime, *, in_course: bool
) -> tuple[list[Happening], datetime]:
    starts = _start_after(dice, booked, in_course=in_course)
    told = {"key": key, "starts_at": starts.isoformat(), "place": dice.choice(_PLACES)}
    events, at = [Happening(booked, "book", person, told)], booked
    while dice.random() < 0.5 and (starts - at) > 3 * HOUR:
        at += dice.randrange(1, max(2, int((starts - at) / HOUR))) * HOUR
        if at >= starts - HOUR:
            break
        what = dice.choices(("confirm", "move", "cancel"), (5, 3, 2))[0]
        if what == "cancel":
            return [*events, Happening(at, what, person, {"key": key})], _full_hour_after(max(starts, at))
        if what == "move":
            starts = _start_after(dice, at, in_course=in_course)
        events.append(Happening(at, what, person, {"key": key, "starts_at": starts.isoformat()}))
    over = _full_hour_after(starts)
    return [*events, Happening(over, "miss" if dice.random() < 0.2 else "come", person, {"key": key})], over


def _holds(dice: Random, people: int, begins: datetime, hours: int) -> Iterator[Happening]:
    """About once in three weeks staff hold a journey or a person for up to three nights."""
    at = 0
    while (at := at + dice.randrange(24 * 7, 24 * 35)) < hours:
        journey = dice.choice(_HELD) if dice.random() < 0.7 else ""
        person = 0 if journey else dice.randint(1, people)
        person -= person > 0 and person % 4 == 0  # each fourth may join later
        told = {"key": f"held-{at}", "journey": journey}
        yield Happening(begins + at * HOUR, "hold", person, told)
        until = at + dice.randrange(6, _LONGEST_HELD)
        if until < hours:
            yield Happening(begins + until * HOUR, "lift", person, told)


def _full_hour_after(moment: datetime) -> datetime:
    return moment.replace(minute=0) + HOUR


def _start_after(dice: Random, at: datetime, *, in_course: bool) -> datetime:
    """From two hours to five weeks ahead (in a course: a day or two), at any half hour of day or night, so that every
    rule of hours is met."""
    return at + timedelta(minutes=30 * (dice.randrange(40, 90) if in_course else dice.randrange(4, 2 * 24 * 35)))


def _away(dice: Random, begins: datetime, hours: int) -> Iterator[datetime]:
    """About once in five weeks nothing runs for up to three days."""
    at = 0
    while (at := at + dice.randrange(24 * 14, 24 * 56)) < hours:
        for _ in range(dice.randrange(1, _LONGEST_AWAY + 1)):
            yield begins + at * HOUR
            at += 1

"""A told year, lived hour by hour by two schedulers at once: what left is what the plain model says, at its very hour.

Patients join, book, move, cancel, are treated, have birthdays and leave; Sundays and holidays are closed, two places
stand in two zones, and about once in five weeks nothing runs for up to three days. What left is told by the journal of
the receiving side; the rows only say which step a mail was.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.progress import track

from journeys.batteries.verdicts import Verdict, verdict
from journeys.batteries.year_oracle import CLOSED, Sent, expected, is_outside, zone_of
from journeys.batteries.year_story import HOUR, Happening, Story, story
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.place import Place, furnished_place
from journeys.trials.post import Journal
from journeys.trials.worker import Worker

PEOPLE, DAYS = 2_000, 366
PEOPLE_QUICK, DAYS_QUICK = 40, 45
SEED = 20310505
_WORK = "journeys.trials.year."
_LEFT = """
    SELECT m.id::text, p.tier::int, m.origin_slug, m.step, m.anchor_at, m.settled_at, m.state
    FROM campaigns_message m JOIN patients_person p ON p.id = m.person_id WHERE m.origin = 'journey'
"""
Key = tuple[int, str, str, datetime]


@dataclass(frozen=True, slots=True)
class Left:
    """A mail that the journal holds, and the step that its row names."""

    message_id: str
    key: Key
    at: datetime


def prove(console: Console, quick: bool) -> list[Verdict]:
    people, days = (PEOPLE_QUICK, DAYS_QUICK) if quick else (PEOPLE, DAYS)
    told = story(SEED, people, days, clock(FIRST_DAY, "00:00"))
    found = lived(told, console)
    for one in found:
        console.print(f"journeys: {one}")
    return found


def lived(told: Story, console: Console) -> list[Verdict]:
    with furnished_place() as (place, steady):
        _live(told, place, steady, console)
        left = _left(place)
    return [_judged(told, left), _planted(told, left)]


def _live(told: Story, place: Place, steady: Worker, console: Console) -> None:
    steady.call(_WORK + "prepare", at=told.begins.isoformat(), closed=[day.isoformat() for day in sorted(CLOSED)])
    _settle(told, steady)
    due = {at: list(some) for at, some in groupby(told.happenings, lambda one: one.at)}
    hours = [told.begins + number * HOUR for number in range(told.hours)]
    with place.worker() as other:
        for at in track(hours, "journeys: a year, hour by hour", console=console):
            if happenings := due.get(at):
                _happen(told, happenings, steady)
            if at not in told.away:
                steady.begin(_WORK + "tick", at=at.isoformat())
                other.call(_WORK + "tick", at=at.isoformat())
                steady.answer()


def _settle(told: Story, steady: Worker) -> None:
    here = [one for one in told.people if one.joins is None]
    long_ago = (told.begins - timedelta(days=1)).isoformat()
    for start in range(0, len(here), 200):
        steady.call(_WORK + "settle", somebodies=_as_json(here[start : start + 200]), at=long_ago)


def _happen(told: Story, happenings: list[Happening], steady: Worker) -> None:
    joining = {one.person for one in happenings if one.what == "join"}
    at = happenings[0].at.isoformat()
    if joining:
        new = [one for one in told.people if one.number in joining]
        steady.call(_WORK + "settle", somebodies=_as_json(new), at=at)
    others = [one for one in happenings if one.what != "join"]
    steady.call(
        _WORK + "happen",
        happenings=[{"at": at, "what": one.what, "person": one.person, "told": one.told} for one in others],
    )


def _as_json(somebodies: Any) -> list[dict[str, Any]]:
    return [{**asdict(one), "born": one.born.isoformat(), "joins": one.joins is not None} for one in somebodies]


def _left(place: Place) -> list[Left]:
    rows = {row[0]: row for row in place.rows(_LEFT)}
    return [_named(entry.message_id, rows.get(entry.message_id)) for entry in Journal(place.journal).news()]


def _named(message_id: str, row: tuple[Any, ...] | None) -> Left:
    if row is None:
        raise LookupError(f"mail {message_id} left, and no row knows of it")
    _, person, journey, step, anchor, settled, _ = row
    return Left(message_id, (person, journey, step, anchor), _tick_of(settled))


def _tick_of(settled: datetime) -> datetime:
    """The full hour at which the run began that it left in: a run's clock goes on while it works."""
    return settled.replace(minute=0, second=0, microsecond=0)


def findings(told: Story, wanted: Sent, left: list[Left]) -> Iterator[str]:
    """What differs from the model, in words; nothing where all agree."""
    times = Counter(one.key for one in left)
    sent = {one.key: one.at for one in left}
    tries = {
        "doubled": [key for key, count in times.items() if count > 1],
        "lost": [key for key in wanted if key not in sent],
        "forbidden": [key for key in sent if key not in wanted],
        "outside the window": [
            one.key for one in left if is_outside(one.at, zone_of(told, one.key), closed_too=one.key[1] == "birthday")
        ],
        "at another hour": [key for key, at in sent.items() if key in wanted and wanted[key] != at],
    }
    for what, keys in tries.items():
        if keys:
            yield f"{len(keys)} {what}, such as {_in_words(keys[0], wanted, sent)}"


def _in_words(key: Key, wanted: Sent, sent: Sent) -> str:
    person, journey, step, anchor = key
    return f"{journey}/{step} of person {person}, anchor {anchor}: wanted {wanted.get(key)}, left {sent.get(key)}"


def _judged(told: Story, left: list[Left]) -> Verdict:
    wanted = expected(told)
    by_journey = Counter(one.key[1] for one in left)
    counts = ", ".join(f"{count:,} {name}" for name, count in sorted(by_journey.items()))
    quiet = "" if left else "nothing left: nothing was tried"
    return verdict(
        f"{len(told.people):,} people, {told.hours // 24} days hour by hour, {len(told.happenings):,} happenings, "
        f"{len(told.away)} hours without a run, two schedulers",
        f"{len(left):,} left ({counts}), {len(wanted):,} wanted",
        *findings(told, wanted, left),
        quiet,
    )


def _planted(told: Story, left: list[Left]) -> Verdict:
    """The judge itself: what should not be, put into what was."""
    wanted, one = expected(told), left[0]
    late = replace(one, at=one.at + timedelta(hours=14))
    strange = replace(one, key=(one.key[0], one.key[1], "another-step", one.key[3]))
    caught = {
        "a mail twice": list(findings(told, wanted, [*left, one])),
        "a mail too few": list(findings(told, wanted, left[1:])),
        "a mail that nobody wanted": list(findings(told, wanted, [*left, strange])),
        "a mail at another hour": list(findings(told, wanted, [late, *left[1:]])),
    }
    missed = [f"{what} was not noticed" for what, noticed in caught.items() if not noticed]
    return verdict("mistakes planted into the year are caught", f"{len(caught)} kinds", *missed)

"""A told year, lived hour by hour by two schedulers at once: what left is what the plain model says, at its very hour.

Patients join, book, confirm, move, cancel, come or stay away, are treated and checked, have birthdays, leave a topic
and text STOP; staff hold journeys and people for some nights; so many messages a week reach a person and no more.
Sundays and holidays are closed, two places stand in two zones, and about once in five weeks nothing runs for up to
three days. What left is told by the journal of the receiving side; the rows only say which step a message was.
"""

from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.progress import track

from journeys.batteries.verdicts import Verdict, verdict
from journeys.batteries.year_caps import WEEKLY_CAP
from journeys.batteries.year_clocks import CLOSED
from journeys.batteries.year_judge import Left, findings, planted
from journeys.batteries.year_oracle import Sent, expected
from journeys.batteries.year_story import HOUR, Happening, Story, story
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.place import JOURNAL_LINE, Place, furnished_place
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
_WITH_TEXTS = {"SMS_BACKEND": JOURNAL_LINE}


def prove(console: Console, quick: bool) -> list[Verdict]:
    people, days = (PEOPLE_QUICK, DAYS_QUICK) if quick else (PEOPLE, DAYS)
    told = story(SEED, people, days, clock(FIRST_DAY, "00:00"))
    found = lived(told, console)
    for one in found:
        console.print(f"journeys: {one}")
    return found


def lived(told: Story, console: Console) -> list[Verdict]:
    with furnished_place(**_WITH_TEXTS) as (place, steady):
        _live(told, place, steady, console)
        left = _left(place)
    wanted = expected(told)
    return [_judged(told, wanted, left), _planted(told, wanted, left)]


def _live(told: Story, place: Place, steady: Worker, console: Console) -> None:
    closed = [day.isoformat() for day in sorted(CLOSED)]
    steady.call(_WORK + "prepare", at=told.begins.isoformat(), closed=closed, weekly_cap=WEEKLY_CAP)
    _settle(told, steady)
    due = {at: list(some) for at, some in groupby(told.happenings, lambda one: one.at)}
    hours = [told.begins + number * HOUR for number in range(told.hours)]
    with place.worker(**_WITH_TEXTS) as other:
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
    return [
        {
            **asdict(one),
            "born": one.born.isoformat(),
            "joins": one.joins is not None,
            "seen": one.seen.isoformat() if one.seen else "",
        }
        for one in somebodies
    ]


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


def _judged(told: Story, wanted: Sent, left: list[Left]) -> Verdict:
    by_journey = Counter(one.key[1] for one in left)
    counts = ", ".join(f"{count:,} {name}" for name, count in sorted(by_journey.items()))
    return verdict(
        f"{len(told.people):,} people, {told.hours // 24} days hour by hour, {len(told.happenings):,} happenings, "
        f"{len(told.away)} hours without a run, two schedulers",
        f"{len(left):,} left ({counts}), {len(wanted):,} wanted",
        *findings(told, wanted, left),
        "" if left else "nothing left: nothing was tried",
    )


def _planted(told: Story, wanted: Sent, left: list[Left]) -> Verdict:
    """The judge itself: what should not be, put into what was."""
    caught = {what: list(findings(told, wanted, mistaken)) for what, mistaken in planted(left)}
    missed = [f"{what} was not noticed" for what, noticed in caught.items() if not noticed]
    return verdict("mistakes planted into the year are caught", f"{len(caught)} kinds", *missed)

"""A draft walked through: somebody for each day of a week enters as early as the clinic can hear of them, with nothing
in their way. What the run would decide for them (`deciding.moves`) is what the editor says about the draft."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from clinic.domain.hours import at_local
from journeys.domain.deciding import Move, Timeline, Verb, moves
from journeys.domain.drafts import KNOWN_AHEAD, TIMED, Clinic, Draft
from journeys.domain.entry import entry_window
from journeys.domain.steps import House

_HOURS = (time(8, 30), time(13), time(17, 30))
_MIDNIGHT = (time(0),)
#: How long after the anchor the clinic hears of it: people join and ask during the day, procedures are written down
#: when they are over, somebody is marked as not having come the same day.
_HEARD_OF_AFTER = {
    "joined": (timedelta(hours=8), timedelta(hours=17)),
    "lead": (timedelta(hours=8), timedelta(hours=21)),
    "procedure": (timedelta(hours=1),),
    "no-show": (timedelta(hours=4),),
}
_FOR_EVER = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class Walk:
    """One person's way: what becomes of each step."""

    anchor_at: datetime
    zone: str
    enrolled_at: datetime
    moves: tuple[Move, ...]

    def of(self, key: str) -> Move:
        return next(move for move in self.moves if move.step.key == key)

    @property
    def planned(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.verb is Verb.PLAN)


def walks(draft: Draft, clinic: Clinic) -> list[Walk]:
    """For each day of the week, in each zone. Single closed dates play no part: they are about one day of one year."""
    house = replace(clinic.house, blocked=frozenset())
    return [
        _walk(draft, house, anchor_at, zone, enrolled_at)
        for zone in clinic.zones
        for anchor_at in _anchors(draft, clinic, zone)
        for enrolled_at in _entries(draft, anchor_at)
    ]


def _anchors(draft: Draft, clinic: Clinic, zone: str) -> Iterator[datetime]:
    clocks = _HOURS if draft.trigger in TIMED else _MIDNIGHT
    for number in range(1, 8):
        for clock in clocks:
            yield at_local(clinic.today + timedelta(days=number), clock, zone)


def _entries(draft: Draft, anchor_at: datetime) -> Iterator[datetime]:
    if draft.trigger in KNOWN_AHEAD:
        yield anchor_at - (entry_window(draft.trigger, draft.rules, anchor_at).until - anchor_at)
        return
    for later in _HEARD_OF_AFTER[draft.trigger]:
        yield anchor_at + later


def _walk(draft: Draft, house: House, anchor_at: datetime, zone: str, enrolled_at: datetime) -> Walk:
    # Before an appointment there is something booked: itself.
    timeline = Timeline(anchor_at, zone, enrolled_at, has_upcoming_visit=draft.trigger == "appointment")
    decided = moves(timeline, draft.rules, (), house, at=enrolled_at, horizon=anchor_at + _FOR_EVER)
    return Walk(anchor_at, zone, enrolled_at, tuple(decided))

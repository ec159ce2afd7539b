"""The stage of the nightly battery: each round is a day of its own, on which the same people have appointments."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rich.console import Console

from journeys.batteries.night_oracle import OutboxRow, Reckoning, reckon
from journeys.trials.entry import Entry
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.place import Place
from journeys.trials.post import Journal
from journeys.trials.worker import Worker

RUN = "journeys.trials.nights.run"
_DAYS_APART = 7
_ROWS = """
    SELECT m.id::text, p.tier::int, m.state, m.reason
    FROM campaigns_message m JOIN patients_person p ON p.id = m.person_id
    WHERE m.planned_at >= %s AND m.planned_at < %s
"""
# As if the leases of whoever is gone had run out: they do so by the database's clock, long after the worker is gone.
_LEASES_RUN_OUT = """
    UPDATE campaigns_message SET leased_until = clock_timestamp() - interval '1 second' WHERE leased_until IS NOT NULL
"""


@dataclass
class Stage:
    """A clinic with `people` in it, a worker that stays, and what was sent so far."""

    place: Place
    steady: Worker
    people: int
    console: Console
    is_quick: bool
    journal: Journal = field(init=False)
    _rounds: int = 0

    def __post_init__(self) -> None:
        self.journal = Journal(self.place.journal)
        self.steady.call("journeys.trials.crowd.settle", people=self.people, obstacles=True)

    def next_round(self, what: str, most: int = 0) -> "Round":
        """Everybody (or the first `most`) is booked for 10 o'clock and later on the day after the round's."""
        self.console.print(f"nightly: {what}")
        self._rounds += 1
        day = FIRST_DAY + timedelta(days=_DAYS_APART * self._rounds)
        people = min(most or self.people, self.people)
        self.journal.news()
        self.steady.call("journeys.trials.crowd.book", people=people, day=f"{day + timedelta(days=1)}")
        return Round(self, day, people)


@dataclass
class Round:
    stage: Stage
    day: date
    people: int
    sent: list[Entry] = field(default_factory=list)

    @property
    def noon(self) -> str:
        """When every reminder of the round is due."""
        return self.at("12:00")

    def at(self, wall_clock: str, *, days: int = 0) -> str:
        return clock(self.day + timedelta(days=days), wall_clock).isoformat()

    def rows(self) -> list[OutboxRow]:
        begin, end = clock(self.day, "00:00"), clock(self.day + timedelta(days=_DAYS_APART), "00:00")
        return [OutboxRow(*row) for row in self.stage.place.rows(_ROWS, [begin, end])]

    def sent_so_far(self) -> int:
        self.sent += self.stage.journal.news()
        return len(self.sent)

    def reckon(self) -> Reckoning:
        self.sent_so_far()
        return reckon(range(1, self.people + 1), self.sent, self.rows())

    def pick_up(self) -> None:
        """What is left of a run that was cut: its session ends, its leases run out, the next runs come. One an hour
        later: what an ended process had not tried yet waits for its next attempt."""
        self.stage.place.wait_until_left_alone()
        self.stage.place.rows(_LEASES_RUN_OUT)
        for wall_clock in ("12:00", "12:00", "13:00"):
            self.stage.steady.call(RUN, at=self.at(wall_clock))


def counted(reports: Sequence[dict[str, dict[str, int]]], outcome: str) -> int:
    return sum(report["outcomes"][outcome] for report in reports)

"""One night: reminders for everybody with an appointment tomorrow, planned at 02:00, sent at noon.

Each measured night is a process of its own, in a database that has the people and nothing else. Everything is on: the
gate asked twice, door, book, guard, outbox, receipts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rich.console import Console

from journeys.benches.figures import Bench, Row, Wanted, median_of
from journeys.benches.smtp_sink import Sink, sink
from journeys.trials.entry import Entry
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.place import Place, furnished_place
from journeys.trials.post import Journal
from journeys.trials.worker import Worker

SIZES = {1_000: 3, 10_000: 1}  # people → nights, of which the one in the middle counts
_MOST_MEMORY = 1.1
_RUN = "journeys.trials.nights.run"


class NotEverybodyGotMail(AssertionError):
    """What was measured is not a night: the journal and the people do not agree."""


def measure(console: Console, sizes: Mapping[int, int] = SIZES) -> Bench:
    bench = Bench("nightly")
    for people, nights in sizes.items():
        with furnished_place() as (place, steady), sink(place) as server:
            console.print(f"nightly: settling {people:,} people")
            steady.call("journeys.trials.crowd.settle", people=people)
            nightly = Nights(place, steady, server, people)
            measured = []
            for number in range(nights):
                console.print(f"nightly: {people:,} messages, night {number + 1}")
                day = FIRST_DAY + timedelta(days=4 * number)
                measured.append([*nightly.over_smtp(day), *nightly.to_a_file(day + timedelta(days=2))])
            bench.rows += [median_of(rows) for rows in zip(*measured, strict=True)]
            bench.rows.append(nightly.bare())
    small, large = min(sizes), max(sizes)
    for way in ("revisit/1", "revisit/1 to a file"):
        ratio = round(_peak(bench, way, large) / _peak(bench, way, small), 3)
        bench.wanted.append(Wanted(f"memory {way} {large}/{small}", ratio, _MOST_MEMORY))
    bench.remarks.append("planning is part of the night above it; smtplib/1 sends ready bytes and writes no rows")
    return bench


@dataclass(frozen=True)
class Nights:
    """Nights of one clinic whose people all have an appointment tomorrow."""

    place: Place
    steady: Worker
    server: Sink
    people: int

    def over_smtp(self, day: date) -> list[Row]:
        """With TLS, to the sink."""
        return self._night("revisit/1", day, Journal(self.server.journal), self.server.settings())

    def to_a_file(self, day: date) -> list[Row]:
        """On this machine: what we cost without a network."""
        return self._night("revisit/1 to a file", day, Journal(self.place.journal), {})

    def bare(self) -> Row:
        with self.place.worker(**self.server.settings()) as worker:
            done = worker.call("journeys.benches.smtp_sink.bare", mails=self.people, port=self.server.port)
        return Row("smtplib/1", self.people, done.seconds, done.cpu_seconds, done.peak_mb)

    def _night(self, name: str, day: date, journal: Journal, settings: Mapping[str, str]) -> list[Row]:
        journal.news()
        self.steady.call("journeys.trials.crowd.book", people=self.people, day=f"{day + timedelta(days=1)}")
        with self.place.worker(**settings) as worker:
            planned = worker.call(_RUN, at=clock(day, "02:00").isoformat(), kind="nightly")
            sent = worker.call(_RUN, at=clock(day, "12:00").isoformat())
        self._require_everybody(journal.news())
        seconds, cpu = planned.seconds + sent.seconds, planned.cpu_seconds + sent.cpu_seconds
        return [
            Row(name, self.people, seconds, cpu, sent.peak_mb),
            Row(f"{name}: planning", self.people, planned.seconds, planned.cpu_seconds, planned.peak_mb),
        ]

    def _require_everybody(self, journal: Sequence[Entry]) -> None:
        reached = {entry.to for entry in journal}
        if not len(journal) == len(reached) == self.people:
            raise NotEverybodyGotMail(f"{len(journal)} mails to {len(reached)} of {self.people} people")


def _peak(bench: Bench, what: str, n: int) -> float:
    (row,) = (row for row in bench.rows if (row.what, row.n) == (what, n))
    return row.peak_mb or 0.0

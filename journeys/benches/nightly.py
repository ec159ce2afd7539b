"""One night: reminders for everybody with an appointment tomorrow, planned at 02:00, sent at noon; and the same number
of mails by what others use, in the same run, to the same sink, over the same TLS.

Each measured night is a process of its own, in a database that has the people and nothing else. Everything is on: the
gate asked twice, door, book, guard, outbox, receipts.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rich.console import Console

from journeys.benches.figures import Bench, Row, Wanted, median_of
from journeys.benches.peers import peers
from journeys.benches.smtp_sink import Sink, sink
from journeys.trials.entry import Entry
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.place import Place, furnished_place
from journeys.trials.post import Journal
from journeys.trials.worker import Worker

PEOPLE, MANY = 10_000, 50_000
NIGHTS = 3  # of which the one in the middle counts, after a smaller one that warms up
_WARMS_UP_WITH = 5  # a fifth of the people
_MOST_MEMORY, _LEAST_OF_POST_OFFICE, _LEAST_OF_BARE, _LEAST_WHEN_SLOW = 1.1, 4.0, 0.7, 0.9
_SLOW_MS, _CONNECTIONS = 20, 64
_KEPT = 16  # connections of one worker to a relay that is near
_RUN, _DELIVER = "journeys.trials.nights.run", "journeys.trials.nights.deliver"
_SETTLE, _WARM_UP = "journeys.trials.crowd.settle", "journeys.trials.nights.warm_up"
_BARE = "journeys.benches.smtp_sink.bare"


class NotEverybodyGotMail(AssertionError):
    """What was measured is not a night: the journal and the people do not agree."""


def measure(console: Console, people: int = PEOPLE, many: int = MANY, nights: int = NIGHTS) -> Bench:
    bench = Bench("nightly")
    with furnished_place() as (place, steady):
        _settle(place, people)
        with sink(place) as server:
            bench.rows += _side_by_side(Nights(place, steady, server, people), nights, console)
        with sink(place, wait_ms=_SLOW_MS) as slow:
            bench.rows += _behind_a_slow_relay(Nights(place, steady, slow, people), console)
    if many:
        bench.rows.append(_much(many, console))
        bench.wanted.append(Wanted(f"memory {many}/{people}", _peaks(bench, many, people), most=_MOST_MEMORY))
    bench.wanted += [
        Wanted("revisit/2 to post_office/2", _ratio(bench, "revisit/2", "post_office/2"), least=_LEAST_OF_POST_OFFICE),
        Wanted("revisit/2 to smtplib/2", _ratio(bench, "revisit/2", "smtplib/2"), least=_LEAST_OF_BARE),
        Wanted("revisit to smtplib behind 20 ms", _ratio(bench, _SLOW_OURS, _SLOW_BARE), least=_LEAST_WHEN_SLOW),
    ]
    bench.remarks += [
        "Sending is measured: planning, and post_office's queueing, stand in rows of their own.",
        "smtplib sends ready bytes over kept connections and writes no rows; the sink takes what two of it send.",
    ]
    return bench


_SLOW_OURS = f"revisit/1 over {_CONNECTIONS}, {_SLOW_MS} ms"
_SLOW_BARE = f"smtplib over {_CONNECTIONS}, {_SLOW_MS} ms"


@dataclass(frozen=True)
class Nights:
    """Nights of one clinic whose people all have an appointment tomorrow."""

    place: Place
    steady: Worker
    server: Sink
    people: int

    def ours(self, day: date, processes: int, *, row: str = "", connections: int = _KEPT) -> list[Row]:
        """Sending, and the planning before it; over TLS, with so many processes at once."""
        journal, settings = Journal(self.server.journal), self.server.settings()
        journal.news()
        self.steady.call("journeys.trials.crowd.book", people=self.people, day=f"{day + timedelta(days=1)}")
        with self.place.worker(**settings) as planner:
            planned = planner.call(_RUN, at=clock(day, "02:00").isoformat(), kind="nightly")
        self.place.rows("VACUUM ANALYZE")  # between 02:00 and noon, autovacuum comes by
        workers = [self.place.worker(**settings, MAIL_CONNECTIONS=f"{connections}") for _ in range(processes)]
        for worker in workers:
            worker.call(_WARM_UP)
        sent = _together(workers, [(_DELIVER, {"at": clock(day, "12:00").isoformat()})] * processes)
        self._require_everybody(journal.news())
        name = row or f"revisit/{processes}"
        planning = Row(f"{name}: planning", self.people, planned.seconds, planned.cpu_seconds, planned.peak_mb)
        return [replace(sent, what=name, n=self.people), planning]

    def bare(self, processes: int) -> Row:
        workers = [self.place.worker(**self.server.settings()) for _ in range(processes)]
        part = {"mails": self.people // processes, "port": self.server.port}
        return replace(_together(workers, [(_BARE, part)] * processes), what=f"smtplib/{processes}", n=self.people)

    def bare_over_many(self) -> Row:
        mails, most = self.people // 4, {"port": self.server.port, "connections": _CONNECTIONS}
        workers = [self.place.worker(**self.server.settings())]
        return replace(_together(workers, [(_BARE, {"mails": mails, **most})]), what=_SLOW_BARE, n=mails)

    def _require_everybody(self, journal: Sequence[Entry]) -> None:
        reached = {entry.to for entry in journal}
        if not len(journal) == len(reached) == self.people:
            raise NotEverybodyGotMail(f"{len(journal)} mails to {len(reached)} of {self.people} people")


def _side_by_side(nights: Nights, times: int, console: Console) -> list[Row]:
    measured: list[list[Row]] = []
    with peers(nights.server) as others:
        for number in range(times + 1):
            night = nights if number else replace(nights, people=-(-nights.people // _WARMS_UP_WITH))
            console.print(f"nightly: {night.people:,} mails each way, round {number} of {times}")
            day = FIRST_DAY + timedelta(days=4 * number)
            rows = [night.bare(1), night.bare(2)]
            rows.append(others.run("django", night.people, row="django/1", mails=night.people))
            rows.append(others.run("queue", night.people, row="post_office: queueing", mails=night.people))
            rows.append(others.run("post_office", 2, row="post_office/2", mails=night.people))
            rows += [*night.ours(day, 1), *night.ours(day + timedelta(days=2), 2)]
            measured.append(rows)
    return [median_of(rows) for rows in zip(*(measured[1:] or measured), strict=True)]


def _behind_a_slow_relay(nights: Nights, console: Console) -> list[Row]:
    console.print(f"nightly: a relay that answers after {_SLOW_MS} ms, {_CONNECTIONS} connections")
    day = FIRST_DAY + timedelta(days=100)
    return [nights.bare_over_many(), nights.ours(day, 1, row=_SLOW_OURS, connections=_CONNECTIONS)[0]]


def _much(people: int, console: Console) -> Row:
    with furnished_place() as (place, steady), sink(place) as server:
        console.print(f"nightly: settling {people:,} people")
        _settle(place, people)
        return Nights(place, steady, server, people).ours(FIRST_DAY, 2)[0]


def _settle(place: Place, people: int) -> None:
    """By two processes: sealing what is known of so many takes longer than writing to them."""
    half, workers = people // 2, [place.worker(), place.worker()]
    _together(workers, [(_SETTLE, {"people": half}), (_SETTLE, {"people": people, "first": half + 1})])


def _together(workers: Sequence[Worker], calls: Sequence[tuple[str, Mapping[str, object]]]) -> Row:
    """From the first call to the last answer: CPU of all, memory of the largest."""
    for worker in workers:
        worker.wait_until_ready()
    began = time.perf_counter()
    for worker, (function, arguments) in zip(workers, calls, strict=True):
        worker.begin(function, **arguments)
    answers = [worker.answer() for worker in workers]
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.close()
    cpu, peak = sum(answer.cpu_seconds for answer in answers), max(answer.peak_mb for answer in answers)
    return Row("", 1, seconds, cpu, peak)


def _ratio(bench: Bench, one: str, other: str) -> float:
    return round(_row(bench, one).per_s / _row(bench, other).per_s, 3)


def _peaks(bench: Bench, many: int, few: int) -> float:
    return round((_row(bench, "revisit/2", many).peak_mb or 0) / (_row(bench, "revisit/2", few).peak_mb or 1), 3)


def _row(bench: Bench, what: str, n: int | None = None) -> Row:
    return next(row for row in bench.rows if row.what == what and n in (None, row.n))

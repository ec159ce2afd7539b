"""One night: reminders for everybody with an appointment tomorrow, planned at 02:00, sent at noon.

Each measured night is a process of its own, in a database that has the people and nothing else. Everything is on: the
gate asked twice, door, book, guard, outbox, receipts.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from rich.console import Console

from journeys.benches.figures import Bench, Row, Wanted, median_of
from journeys.benches.smtp_sink import Sink, sink
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.place import Place, furnished_place
from journeys.trials.post import Journal

SIZES = {1_000: 3, 10_000: 1}  # people → nights, of which the one in the middle counts
_MOST_MEMORY = 1.1


class NotEverybodyGotMail(AssertionError):
    """What was measured is not a night: the journal and the people do not agree."""


def measure(console: Console, sizes: Mapping[int, int] = SIZES) -> Bench:
    bench = Bench("nightly")
    for people, nights in sizes.items():
        with furnished_place() as place, sink(place) as server:
            console.print(f"nightly: settling {people:,} people")
            with place.worker() as worker:
                worker.call("journeys.trials.crowd.settle", people=people)
            measured = [_nights(place, server, people, number, console) for number in range(nights)]
            bench.rows += [median_of(rows) for rows in zip(*measured, strict=True)]
            bench.rows.append(_bare(place, server, people))
    small, large = min(sizes), max(sizes)
    for way in ("revisit/1", "revisit/1 to a file"):
        ratio = round(_peak(bench, way, large) / _peak(bench, way, small), 3)
        bench.wanted.append(Wanted(f"memory {way} {large}/{small}", ratio, _MOST_MEMORY))
    bench.remarks.append("planning is part of the night above it; smtplib/1 sends ready bytes and writes no rows")
    return bench


def _nights(place: Place, server: Sink, people: int, number: int, console: Console) -> list[Row]:
    """One night over SMTP with TLS, another to a file on this machine."""
    console.print(f"nightly: {people:,} messages, night {number + 1}")
    day = FIRST_DAY + timedelta(days=4 * number)
    over_smtp = _night(place, day, people, Journal(server.journal), server.settings(), "revisit/1")
    to_file = _night(place, day + timedelta(days=2), people, Journal(place.journal), {}, "revisit/1 to a file")
    return [*over_smtp, *to_file]


def _night(place: Place, day: date, people: int, journal: Journal, settings: Mapping[str, str], name: str) -> list[Row]:
    journal.news()
    with place.worker() as worker:
        worker.call("journeys.trials.crowd.book", people=people, day=f"{day + timedelta(days=1)}")
    with place.worker(**settings) as worker:
        run = "journeys.trials.nights.run"
        planned = worker.call(run, at=clock(day, "02:00").isoformat(), kind="nightly")
        sent = worker.call(run, at=clock(day, "12:00").isoformat())
    reached = [entry.to for entry in journal.news()]
    if len(reached) != people or len(set(reached)) != people:
        raise NotEverybodyGotMail(f"{len(reached)} mails to {len(set(reached))} of {people} people")
    seconds, cpu = planned.seconds + sent.seconds, planned.cpu_seconds + sent.cpu_seconds
    return [
        Row(name, people, seconds, cpu, sent.peak_mb),
        Row(f"{name}: planning", people, planned.seconds, planned.cpu_seconds, planned.peak_mb),
    ]


def _bare(place: Place, server: Sink, people: int) -> Row:
    with place.worker(**server.settings()) as worker:
        done = worker.call("journeys.benches.smtp_sink.bare", mails=people, port=server.port)
    return Row("smtplib/1", people, done.seconds, done.cpu_seconds, done.peak_mb)


def _peak(bench: Bench, what: str, n: int) -> float:
    (row,) = (row for row in bench.rows if (row.what, row.n) == (what, n))
    return row.peak_mb or 0.0

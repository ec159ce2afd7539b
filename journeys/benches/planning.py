"""One night planned: everybody has an appointment tomorrow, and the 02:00 run decides who gets which reminder.

Nothing is sent at that hour. What is measured is following, entering, the gate, the caps and the rows of the outbox.
"""

from collections.abc import Sequence
from datetime import timedelta

from rich.console import Console

from journeys.benches.figures import Bench, Row, Wanted
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.place import furnished_place

SIZES = (10_000, 100_000)
_MOST_SECONDS = 60.0
_MOST_MEMORY = 1.1
_MOST_SLOWER = 1.3


class NotEverybodyIsPlanned(AssertionError):
    """What was measured is not a night: the run and the people do not agree."""


def measure(console: Console, sizes: Sequence[int] = SIZES) -> Bench:
    bench = Bench("planning", [_night(console, people) for people in sizes])
    small, large = bench.rows[0], bench.rows[-1]
    bench.wanted = [
        Wanted(f"seconds {large.n}", round(large.seconds, 1), _MOST_SECONDS),
        Wanted(f"memory {large.n}/{small.n}", round((large.peak_mb or 0.0) / (small.peak_mb or 1.0), 3), _MOST_MEMORY),
        Wanted(f"seconds a person {large.n}/{small.n}", round(small.per_s / large.per_s, 3), _MOST_SLOWER),
    ]
    bench.remarks.append(
        "one process plans with two threads beside the database; the figures of a busy machine say less"
    )
    return bench


def _night(console: Console, people: int) -> Row:
    with furnished_place() as (place, steady):
        console.print(f"planning: settling {people:,} people")
        steady.call("journeys.trials.crowd.settle", people=people)
        steady.call("journeys.trials.crowd.book", people=people, day=f"{FIRST_DAY + timedelta(days=1)}")
        place.rows("VACUUM ANALYZE")
        with place.worker() as worker:
            console.print(f"planning: the night of {people:,}")
            at = clock(FIRST_DAY, "02:00").isoformat()
            done = worker.call("journeys.trials.nights.run", at=at, kind="nightly")
        _require_everybody(done.value[0]["planned"], people)
        return Row("a night planned", people, done.seconds, done.cpu_seconds, done.peak_mb)


def _require_everybody(planned: int, people: int) -> None:
    if planned != people:
        raise NotEverybodyIsPlanned(f"{planned} messages for {people} people")

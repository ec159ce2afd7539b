"""What the book of reads costs: a night and a page with it and without, sealing, and reading it all again.

Only here events can be thrown away: by a stand-in inside the measured process. The product has no switch for it.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rich.console import Console

from journeys.benches.figures import Bench, Row, Wanted, median_of, percentiles
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.place import Place, furnished_place
from journeys.trials.worker import Answer, Worker

PEOPLE, NIGHTS, REQUESTS, BACKLOGS = 1_000, 3, 60, (30_000, 300_000)
PAGES, TURNS = ("person page", "look-up by full name", "today"), 6
_TOOLS = "journeys.benches.audit_tools."
_RUN = "journeys.trials.nights.run"
_LEAST_OF_NIGHT, _LEAST_VERIFIED, _MOST_MEMORY = 0.8, 100_000.0, 1.1


def measure(
    console: Console, people: int = PEOPLE, requests: int = REQUESTS, backlogs: tuple[int, int] = BACKLOGS
) -> Bench:
    bench = Bench("audit")
    with furnished_place() as (place, steady):
        console.print(f"audit: settling {people:,} people")
        steady.call("journeys.trials.crowd.settle", people=people)
        steady.call("journeys.benches.desk_pages.fill_the_day", appointments=min(people, 30), visits_each=1)
        _nights(bench, console, place, steady, people)
        _pages(bench, console, place, requests)
    for events in backlogs:
        with furnished_place() as (place, steady):
            console.print(f"audit: {events:,} events")
            steady.call(_TOOLS + "write_many", events=events)
            place.rows("VACUUM ANALYZE audit_event")
            _seal_and_verify(bench, place, events)
    _want_little_memory(bench, backlogs)
    return bench


def _nights(bench: Bench, console: Console, place: Place, steady: Worker, people: int) -> None:
    """Nights with and without take turns, so that both see the same machine."""
    ways = {"night with the book": False, "night without": True}
    measured: dict[str, list[Row]] = {way: [] for way in ways}
    for number in range(NIGHTS):
        for offset, (way, discards) in enumerate(ways.items()):
            console.print(f"audit: {way}, {number + 1} of {NIGHTS}")
            day = FIRST_DAY + timedelta(days=4 * number + 2 * offset)
            steady.call("journeys.trials.crowd.book", people=people, day=f"{day + timedelta(days=1)}")
            measured[way].append(_night(place, way, day, people, discards))
    bench.rows += [median_of(rows) for rows in measured.values()]
    with_it, without = bench.rows[-2:]
    bench.wanted.append(
        Wanted("night: speed with the book / without", round(with_it.per_s / without.per_s, 3), least=_LEAST_OF_NIGHT)
    )


def _night(place: Place, way: str, day: date, people: int, discards: bool) -> Row:
    with place.worker() as worker:
        if discards:
            worker.call(_TOOLS + "discard_events")
        planned = worker.call(_RUN, at=clock(day, "02:00").isoformat(), kind="nightly")
        sent = worker.call(_RUN, at=clock(day, "12:00").isoformat())
    seconds, cpu = planned.seconds + sent.seconds, planned.cpu_seconds + sent.cpu_seconds
    return Row(way, people, seconds, cpu, sent.peak_mb)


def _pages(bench: Bench, console: Console, place: Place, requests: int) -> None:
    """Two processes take turns, so that both see the same machine."""
    console.print("audit: pages")
    with place.worker() as with_it, place.worker() as without:
        without.call(_TOOLS + "discard_events")
        for name in PAGES:
            rows = _page(name, {"with the book": with_it, "without": without}, requests)
            bench.rows += rows
            costs = (rows[0].p50_ms or 0.0) - (rows[1].p50_ms or 0.0)
            bench.remarks.append(f"{name}: the book costs {costs:.1f} ms (p50 with - p50 without)")
        done = with_it.call(_TOOLS + "write_reads", times=requests * 5)
    p50, p95 = percentiles(done.value)
    seconds = sum(done.value) / 1000
    bench.rows.append(Row("one event, committed", requests * 5, seconds, done.cpu_seconds, None, p50, p95))


def _page(name: str, workers: Mapping[str, Worker], requests: int) -> list[Row]:
    taken: dict[str, list[Answer]] = {way: [] for way in workers}
    for _ in range(TURNS):
        for way, worker in workers.items():
            done = worker.call("journeys.benches.desk_pages.visit", name=name, requests=-(-requests // TURNS))
            taken[way].append(done)
    return [_row_of_page(f"{name} {way}", answers) for way, answers in taken.items()]


def _row_of_page(what: str, answers: Sequence[Answer]) -> Row:
    milliseconds = [one for answer in answers for one in answer.value]
    cpu = sum(answer.cpu_seconds for answer in answers)
    return Row(what, len(milliseconds), sum(milliseconds) / 1000, cpu, answers[-1].peak_mb, *percentiles(milliseconds))


def _seal_and_verify(bench: Bench, place: Place, events: int) -> None:
    with place.worker(REVISIT_DATABASE_ROLE="sealer") as sealer:
        sealed = sealer.call(_TOOLS + "seal_all")
    bench.rows.append(Row("seal", events, sealed.seconds, sealed.cpu_seconds, sealed.peak_mb))
    with place.worker(REVISIT_DATABASE_ROLE="auditor") as auditor:
        cores = auditor.call(_TOOLS + "stay_on_one_core").value
        read = auditor.call(_TOOLS + "read_lines")
        bench.rows.append(Row("read the lines, nothing else", events, read.seconds, read.cpu_seconds, read.peak_mb))
        verified = auditor.call(_TOOLS + "verify", events=events)
    bench.rows.append(Row("verify", events, verified.seconds, verified.cpu_seconds, verified.peak_mb))
    per_core = round(events / verified.cpu_seconds)
    if events == max(BACKLOGS):
        bench.wanted.append(Wanted("verify: events a second of one core", per_core, least=_LEAST_VERIFIED))
    bench.remarks.append(
        f"{events:,} events: verify takes {1e6 * verified.cpu_seconds / events:.1f} µs of its core an event;"
        f" PostgreSQL, which works beside it, {1e6 * verified.value / events:.1f} µs of one ({cores} of"
        f" {os.cpu_count()} cores allowed to verify)"
    )


def _want_little_memory(bench: Bench, backlogs: tuple[int, int]) -> None:
    for what in ("seal", "verify"):
        small, large = (row.peak_mb or 0.0 for row in bench.rows if row.what == what)
        ratio = round(large / small, 3)
        bench.wanted.append(Wanted(f"memory {what} {backlogs[1]}/{backlogs[0]}", ratio, _MOST_MEMORY))

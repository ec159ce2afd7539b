"""Pages of the front desk over 10,000 people: server time as somebody at the desk gets it."""

from rich.console import Console

from journeys.benches.figures import Bench, Row, Wanted, percentiles
from journeys.trials.place import furnished_place

PEOPLE, REQUESTS, VISITS_EACH, TODAY = 10_000, 40, 6, 30
_MOST_MS = 200.0


def measure(console: Console, people: int = PEOPLE, requests: int = REQUESTS) -> Bench:
    bench = Bench("desk")
    with furnished_place() as (place, steady):
        console.print(f"desk: settling {people:,} people with {VISITS_EACH} visits each")
        steady.call("journeys.trials.crowd.settle", people=people)
        steady.call("journeys.benches.desk_pages.fill_the_day", appointments=TODAY, visits_each=VISITS_EACH)
        place.rows("VACUUM ANALYZE")
        with place.worker() as worker:
            names = worker.call("journeys.benches.desk_pages.names").value
            for name in names:
                console.print(f"desk: {name}")
                done = worker.call("journeys.benches.desk_pages.visit", name=name, requests=requests)
                p50, p95 = percentiles(done.value)
                seconds = sum(done.value) / 1000
                bench.rows.append(Row(name, requests, seconds, done.cpu_seconds, done.peak_mb, p50, p95))
    slowest = max(bench.rows, key=lambda row: row.p95_ms or 0.0)
    bench.wanted.append(Wanted("slowest p95 in ms", slowest.p95_ms or 0.0, _MOST_MS))
    bench.remarks.append(f"slowest: {slowest.what}")
    return bench

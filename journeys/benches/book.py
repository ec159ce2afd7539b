"""The list of the access book at a million lines: every filter with every order, at its beginning and in its middle."""

from rich.console import Console

from journeys.benches.figures import Bench, Row, Wanted, percentiles
from journeys.trials.place import place_with_tables

EVENTS = 1_000_000
_MOST_P95_MS = 1_500.0


def measure(console: Console, events: int = EVENTS) -> Bench:
    bench = Bench("book")
    with place_with_tables() as place, place.worker() as steady:
        console.print(f"book: writing {events:,} events")
        steady.call("journeys.benches.book_tools.write_varied", events=events)
        place.rows("VACUUM ANALYZE audit_event")
        with place.worker() as worker:
            done = worker.call("journeys.benches.book_tools.pages")
    for name, milliseconds in done.value.items():
        p50, p95 = percentiles(milliseconds)
        bench.rows.append(Row(name, len(milliseconds), sum(milliseconds) / 1000, 0.0, done.peak_mb, p50, p95))
    indexed = [row for row in bench.rows if not row.what.startswith("field")]
    slowest = max(indexed, key=lambda row: row.p95_ms or 0.0)
    bench.wanted.append(Wanted("slowest p95 in ms, fields apart", slowest.p95_ms or 0.0, _MOST_P95_MS))
    bench.remarks.append(f"slowest: {slowest.what}; names of fields have no index (decision 18)")
    return bench

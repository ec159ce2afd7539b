"""Measurements, by name. Each is one file with a function that returns its figures: add the file, name it here."""

from collections.abc import Callable, Mapping

from rich.console import Console

from journeys.benches import audit, book, desk, imports, letters, nightly, planning
from journeys.benches.figures import Bench

BENCHES: Mapping[str, Callable[[Console], Bench]] = {
    "desk": desk.measure,
    "nightly": nightly.measure,
    "planning": planning.measure,
    "import": imports.measure,
    "audit": audit.measure,
    "book": book.measure,
    "letters": letters.measure,
}

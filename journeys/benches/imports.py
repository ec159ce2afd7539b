"""`import_records` on our own layout: people with an appointment each, from a CSV file made for the occasion."""

import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from rich.console import Console

from journeys.benches.figures import Bench, Row, Wanted
from journeys.demo.cast import Character, cast
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.numbers import address_of, phone_of
from journeys.trials.place import furnished_place

SIZES = (1_000, 20_000)
_MOST_MEMORY = 1.1
_COLUMNS = (
    "person_id", "given_name", "family_name", "email", "phone", "language", "birth_date", "sex", "record_number",
    "street", "city", "postal_code", "appointment_id", "appointment_at", "appointment_location",
)  # fmt: skip


class NotEverythingImported(AssertionError):
    """What was measured is not an import of this table."""


def measure(console: Console, sizes: tuple[int, int] = SIZES) -> Bench:
    """Each size into an empty clinic; then the same file once more, which changes nothing."""
    bench = Bench("import")
    for rows in sizes:
        with furnished_place() as (place, _):
            console.print(f"import: {rows:,} rows")
            path = write_table(place.folder / "people.csv", rows)
            for what in ("import", "import again"):
                with place.worker() as worker:
                    done = worker.call("journeys.benches.imports.import_table", path=f"{path}")
                bench.rows.append(Row(what, rows, done.seconds, done.cpu_seconds, done.peak_mb))
    small, _, large, _ = (row.peak_mb or 0.0 for row in bench.rows)
    what = f"memory import {sizes[1]}/{sizes[0]}"
    bench.wanted.append(Wanted(what, round(large / small, 3), _MOST_MEMORY))
    bench.remarks.append("a row is one person and one appointment, of 15 columns")
    return bench


def import_table(path: str) -> None:
    """In the worker: the command itself. Raises `NotEverythingImported`."""
    said = StringIO()
    call_command("import_records", path, json=True, stdout=said)
    refused = json.loads(said.getvalue().splitlines()[-1])["refused"]
    if refused:
        raise NotEverythingImported(f"{len(refused)} rows, the first: {refused[0]['reason']}")


def write_table(path: Path, rows: int) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        table.writerows(_cells(who) for who in cast(rows, 1, FIRST_DAY))
    return path


def _cells(who: Character) -> tuple[str, ...]:
    starts_at = clock(FIRST_DAY + timedelta(days=1), "10:00") + timedelta(minutes=who.number % 600)
    return (
        f"p{who.number}", who.given_name, who.family_name, address_of(who.number), phone_of(who.number), who.language,
        who.born.isoformat(), who.sex, who.record_number, who.street, who.city, who.postal_code, f"a{who.number}",
        starts_at.isoformat(), "Maple Street",
    )  # fmt: skip

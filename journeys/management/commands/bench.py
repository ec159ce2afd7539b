"""Measure, in a database of its own that is gone afterwards."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich import box
from rich.console import Console
from rich.table import Column, Table

from journeys.benches import BENCHES
from journeys.benches.figures import Bench, Row


class Command(BaseCommand):
    help = "Measure desk pages, nights, planning, imports and the access book. Exit 1 when a figure is not as wanted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help=f"one of {', '.join(BENCHES)}; all of them when left out")
        parser.add_argument("--json", action="store_true", help="a JSON object for each, the last lines")

    def handle(self, *args: Any, name: str | None, **options: Any) -> None:
        if name and name not in BENCHES:
            raise CommandError(f"There is no bench {name!r}. There are: {', '.join(BENCHES)}.", returncode=2)
        progress = Console(stderr=True)
        done = [BENCHES[each](progress) for each in ([name] if name else BENCHES)]
        for bench in done:
            _show(bench, progress if options["json"] else Console())
        for bench in done if options["json"] else ():
            self.stdout.write(json.dumps(bench.as_json()))
        missed = [wanted.what for bench in done for wanted in bench.wanted if not wanted.is_met]
        if missed:
            raise CommandError(f"Not as wanted: {'; '.join(missed)}.")


def _show(bench: Bench, console: Console) -> None:
    heads = ("n", "a second", "CPU s / 1,000", "peak MB", "p50 ms", "p95 ms")
    table = Table("what", *(Column(head, justify="right") for head in heads), box=box.SIMPLE, title=bench.name)
    for row in bench.rows:
        table.add_row(row.what, *_cells(row))
    console.print(table)
    for wanted in bench.wanted:
        word = "as wanted" if wanted.is_met else "NOT as wanted"
        console.print(f"{wanted.what}: {wanted.found:g} ({wanted.limit}, {word})")
    for remark in bench.remarks:
        console.print(remark)


def _cells(row: Row) -> list[str]:
    found = row.as_json()
    values = (row.n, found["per_s"], found["cpu_s_per_1000"], row.peak_mb, row.p50_ms, row.p95_ms)
    return ["" if value is None else f"{value:,}" for value in values]

"""Prove, in a database of its own that is gone afterwards."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich import box
from rich.console import Console
from rich.table import Table

from journeys.batteries import BATTERIES
from journeys.batteries.verdicts import Verdict


class Command(BaseCommand):
    help = "Run the long proofs: nightly runs that are cut, the door without its book. Exit 1 when something fails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help=f"one of {', '.join(BATTERIES)}; all of them when left out")
        parser.add_argument("--quick", action="store_true", help="everything once or twice: seconds instead of minutes")

    def handle(self, *args: Any, name: str | None, quick: bool, **options: Any) -> None:
        if name and name not in BATTERIES:
            raise CommandError(f"There is no battery {name!r}. There are: {', '.join(BATTERIES)}.", returncode=2)
        failed = 0
        for each in [name] if name else BATTERIES:
            verdicts = BATTERIES[each](Console(stderr=True), quick)
            _show(each, verdicts)
            failed += sum(not verdict.holds for verdict in verdicts)
        if failed:
            raise CommandError(f"{failed} of the above did not hold.")


def _show(name: str, verdicts: Sequence[Verdict]) -> None:
    table = Table("tried", "seen", "verdict", box=box.SIMPLE, title=name)
    for verdict in verdicts:
        table.add_row(verdict.tried, verdict.seen, verdict.words)
    Console().print(table)

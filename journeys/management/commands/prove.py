"""Prove, in a database of its own that is gone afterwards."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich import box
from rich.console import Console
from rich.table import Table

from journeys.batteries import BATTERIES, PARTS
from journeys.batteries.verdicts import Verdict


class Command(BaseCommand):
    help = "Run the long proofs: nightly runs that are cut, the door without its book. Exit 1 when something fails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help=f"one of {', '.join(BATTERIES)}; all of them when left out")
        parser.add_argument("--quick", action="store_true", help="everything once or twice: seconds instead of minutes")
        parser.add_argument("--only", metavar="PART", help=f"one part alone, of {' or '.join(PARTS)}")

    def handle(self, *args: Any, name: str | None, quick: bool, only: str | None = None, **options: Any) -> None:
        _require_known(name, only)
        part = {"only": only} if only else {}
        failed = 0
        for each in [name] if name else BATTERIES:
            verdicts = BATTERIES[each](Console(stderr=True), quick, **part)
            _show(each, verdicts)
            failed += sum(not verdict.holds for verdict in verdicts)
        if failed:
            raise CommandError(f"{failed} of the above did not hold.")


def _require_known(name: str | None, only: str | None) -> None:
    if name and name not in BATTERIES:
        raise CommandError(f"There is no battery {name!r}. There are: {', '.join(BATTERIES)}.", returncode=2)
    if only and name not in PARTS:
        raise CommandError(f"--only needs a battery with parts of its own: {', '.join(PARTS)}.", returncode=2)
    if only and only not in PARTS[f"{name}"]:
        parts = ", ".join(PARTS[f"{name}"])
        raise CommandError(f"There is no part {only!r} of {name}. There are: {parts}.", returncode=2)


def _show(name: str, verdicts: Sequence[Verdict]) -> None:
    table = Table("tried", "seen", "verdict", box=box.SIMPLE, title=name)
    for verdict in verdicts:
        table.add_row(verdict.tried, verdict.seen, verdict.words)
    Console().print(table)

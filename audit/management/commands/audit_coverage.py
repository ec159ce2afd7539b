"""What leads into the access book, from the code itself."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich import box
from rich.console import Console
from rich.table import Table

from audit.coverage import listing


class Command(BaseCommand):
    help = "List every page, operation, task and command with what it writes into the book. Exit 1: something does not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--json", action="store_true", help="one JSON object as the last line")
        how.add_argument("--markdown", action="store_true", help="what docs/audit-coverage.md holds")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(listing.as_json()))
        elif options["markdown"]:
            self.stdout.write(listing.as_markdown(), ending="")
        else:
            _print_table()
        if faults := listing.faults():
            for fault in faults:
                self.stderr.write(fault)
            raise SystemExit(1)


def _print_table() -> None:
    table = Table("", "Name", "On a look", "On an act", "About", "Why nothing", box=box.SIMPLE, pad_edge=False)
    for entry in listing.entries():
        table.add_row(
            entry.kind, entry.name, entry.on_a_look_in_words, entry.on_an_act_in_words, entry.about_in_words,
            entry.why_nothing,
        )  # fmt: skip
    Console().print(table)

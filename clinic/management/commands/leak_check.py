"""Look for PHI and requests to other sites in public pages, forms, cookies, logs, texts and vendor settings.

Exit 0: nothing open that must be seen to (warnings and accepted findings apart); 1: findings.
"""

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from audit.origin import acting_from
from clinic.models import LeakFinding
from clinic.operations import leaks


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(stderr=True)
        with acting_from("command:leak-check"):
            report = _checked(console)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(report)))
        else:
            _show(report)
        if report.failures:
            sys.exit(1)


def _checked(console: Console) -> leaks.LeakReport:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Looking", total=len(settings.LEAK_PROBES))
        return leaks.check(
            now=timezone.now(), tell=lambda probe: progress.update(task, description=f"Looking at {probe}", advance=1)
        )


def _show(report: leaks.LeakReport) -> None:
    console = Console()
    looked = ", ".join(f"{number} {probe}" for probe, number in sorted(report.looked_at.items()))
    console.print(f"Looked at {looked}.")
    if not report.open:
        console.print("Nothing found.")
        return
    table = Table("where", "what", "what to do", title="Findings", title_justify="left")
    for finding in report.open:
        words = f"(warning) {finding.what}" if finding.is_warning else finding.what
        table.add_row(finding.place, words, finding.advice)
    console.print(table)


def _as_json(report: leaks.LeakReport) -> dict[str, Any]:
    return {
        "looked_at": report.looked_at,
        "findings": [_finding(one) for one in report.open if not one.is_warning],
        "warnings": [_finding(one) for one in report.open if one.is_warning],
        "new": report.new,
        "gone": report.gone,
    }


def _finding(finding: LeakFinding) -> dict[str, str]:
    return {"probe": finding.probe, "place": finding.place, "what": finding.what}

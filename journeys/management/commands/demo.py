"""The whole system on this machine: a sample clinic, one nightly run, then all processes until stopped."""

import json
import socket
import sys
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from audit.domain.actors import Actor
from audit.origin import acting_from
from clinic.domain.hours import at_local, local_day
from journeys.demo.house import ZONE
from journeys.demo.log_ins import log_ins
from journeys.demo.processes import run_until_stopped, seal_once
from journeys.domain.report import RunReport
from journeys.enums import RunKind
from journeys.management.commands.run_journeys import print_report
from journeys.management.commands.seed_demo import seed_clinic
from journeys.operations import runs
from patients.models import Person

PEOPLE, SEED, RUN_AT = 200, 1, time(10)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where the pages are (8000)")
        parser.add_argument("--no-serve", action="store_true", help="stop after one nightly run")
        parser.add_argument("--json", action="store_true", help="print the run's result as one JSON object")

    def handle(self, *args: Any, port: int, no_serve: bool, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError(
                "DATABASE_URL is set, so this is no place for sample people. Unset it to try Revisit out."
            )
        if not no_serve:
            _require_free(port)
            if settings.PUBLIC_URL.startswith("http://127.0.0.1:"):
                settings.PUBLIC_URL = f"http://127.0.0.1:{port}"
        with acting_from("command:demo"):
            if not Person.objects.exists():
                seed_clinic(PEOPLE, SEED)
            report = _tonight(timezone.now())
        self._show(report, as_json=options["json"])
        if no_serve:
            seal_once()
        else:
            _welcome(port)
            sys.exit(run_until_stopped(port))

    def _show(self, report: RunReport, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report.as_json()))
        else:
            print_report(report)


def _tonight(now: datetime) -> RunReport:
    """Tonight's run, as of 10:00 clinic time. A second start takes the same moment, which sends nothing twice."""
    at = at_local(local_day(now, ZONE), RUN_AT, ZONE)
    by = Actor.system("demo")
    report = runs.run(at, kind=RunKind.NIGHTLY, by=by)
    return runs.run(at, kind=RunKind.MANUAL, by=by) if report.was_done_before else report


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(f"Port {port} is taken. Name another: demo --port {port + 1}") from None


def _welcome(port: int) -> None:
    console = Console()
    table = Table("log-in", "password", "authenticator key", title="Staff of the sample clinic", title_justify="left")
    for name, told in log_ins(by=Actor.system("demo"), now=timezone.now()).items():
        table.add_row(name, told["password"], told["totp"])
    console.print(table)
    console.print("After the password a code is asked. Here the page says it; real staff read it from their phones.")
    console.print(f"Front desk   {settings.PUBLIC_URL}/admin/")
    console.print(f"Sign-up page {settings.PUBLIC_URL}/subscribe/")
    console.print(f"Mails        {settings.MAIL_CAPTURE_DIR}")
    console.print(f"Texts (SMS)  {settings.SMS_CAPTURE_DIR}")
    console.print(f"Keys, state  {settings.VAR_DIR}")
    console.print(f"Database     {_database_folder()}")
    console.print("Ctrl-C stops it; the data stays.")


def _database_folder() -> Path:
    """Inside the folder of state, or apart where the database's account cannot go."""
    pointer = settings.VAR_DIR / "postgres.at"
    return Path(pointer.read_text().strip()) if pointer.exists() else settings.VAR_DIR / "postgres"

"""One run of the journeys: plan and deliver all that is due at a moment."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich import box
from rich.console import Console
from rich.table import Column, Table

from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_read
from audit.origin import acting_from
from campaigns.enums import reason_in_words
from clinic.queries import organisation
from journeys.domain.report import OUTCOMES, OUTCOMES_IN_WORDS, RunReport
from journeys.enums import RunKind
from journeys.models import Journey
from journeys.operations import library, runs

_PEOPLE_A_LINE = 500


class Command(BaseCommand):
    help = "Plan and deliver every journey message that is due. Running it again sends nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", metavar="ISO", help="The moment that rules every decision; without an offset it is clinic time."
        )
        parser.add_argument("--rehearse", action="store_true", help="Show who would get what; send and keep nothing.")
        parser.add_argument("--json", action="store_true", help="One JSON object as the last line.")

    def handle(self, *args: Any, **options: Any) -> None:
        zone = ZoneInfo(organisation().time_zone)
        at = moment(options["at"], zone) if options["at"] is not None else timezone.now()
        progress, by = Console(stderr=True), Actor.system("run_journeys")
        if not Journey.objects.exists():  # a clinic's first run
            library.install_everything(by=by, now=timezone.now())
        with acting_from("command:run_journeys"), progress.status(f"Running as of {at.astimezone(zone):%F %R %Z}"):
            report = runs.run(at, kind=RunKind.MANUAL, by=by, rehearse=options["rehearse"])
            _record_preview(report, by)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
        else:
            print_report(report)


def _record_preview(report: RunReport, by: Actor) -> None:
    """A rehearsal says who would get what: in the book before it is printed, a batch of people a line."""
    people = sorted({line.person_id for line in report.rehearsed})
    for start in range(0, len(people), _PEOPLE_A_LINE):
        record_read(
            word=AuditWord.PREVIEW,
            actor=by,
            purpose=PurposeOfUse.OPERATIONS,
            people=people[start : start + _PEOPLE_A_LINE],
            fields=["campaigns.message"],
        )


def moment(text: str, zone: ZoneInfo) -> datetime:
    """An aware moment; a naive one is clinic time. Raises `CommandError` with exit status 2."""
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(ZoneInfo("UTC"))
    except (ValueError, OverflowError):
        raise CommandError(
            f"--at {text!r} is no moment: write one like 2026-11-22T10:00 (clinic time) or 2026-11-22T16:00Z.",
            returncode=2,
        ) from None


def print_report(report: RunReport) -> None:
    """For people: counts by journey, reasons in words, and in a rehearsal who would get what. Clinic time."""
    zone, console = ZoneInfo(organisation().time_zone), Console()
    found = report.as_json()
    kind = "Rehearsal" if report.is_rehearsal else "Run"
    title = f"{kind} as of {report.at.astimezone(zone):%F %R %Z}"
    table = Table(
        Column("Journey", no_wrap=True), *OUTCOMES_IN_WORDS.values(), box=box.SIMPLE, pad_edge=False, title=title
    )
    for slug, counts in found["journeys"].items():
        table.add_row(slug, *(str(counts.get(outcome, "·")) for outcome in OUTCOMES))
    table.add_section()
    table.add_row("all", *(str(found["outcomes"][outcome]) for outcome in OUTCOMES))
    console.print(table)
    console.print(f"{report.planned} planned")
    for reason, count in found["reasons"].items():
        console.print(f"{count:>7}  {reason_in_words(reason)}")
    for line in report.rehearsed:
        due = f"{line.due_at.astimezone(zone):%F %R}"
        why = f": {reason_in_words(line.reason)}" if line.reason else ""
        told = f"{due}  person {line.person_id}  {line.journey} / {line.step}  {line.outcome}{why}"
        console.print(told, soft_wrap=True, highlight=False)

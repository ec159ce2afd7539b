"""`import_records PATH…`: people, appointments, visits and procedures of another system."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from audit.domain.actors import Actor
from audit.origin import acting_from
from patients.importers.choosing import MAPPINGS, SOURCES, NotBuilt, files_to_import
from patients.importers.problems import BrokenFile, HeldUp
from patients.importers.records import Place, SourceFile
from patients.importers.report import ImportReport
from patients.operations.imports import Watch, import_records

_ROWS_SHOWN = 20


class Command(BaseCommand):
    help = "Import people, appointments and visits from CSV tables or FHIR R4 files. Never subscribes anybody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders of files")
        parser.add_argument("--source", choices=SOURCES, help="format; found out by itself when left out")
        parser.add_argument("--mapping", choices=MAPPINGS, help="layout of CSV tables; found out by itself")
        parser.add_argument("--dry-run", action="store_true", help="do everything, keep nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object as the last line of the output")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        if options["source"] == "hl7":
            raise CommandError("HL7 v2 messages cannot be imported yet: use CSV or FHIR R4.", returncode=2)
        try:
            files = files_to_import(paths, source=options["source"], mapping=options["mapping"])
            with acting_from("command:import_records"), _progress(files) as watch:
                report = import_records(
                    by=Actor.system("import-records"),
                    now=timezone.now(),
                    files=files,
                    dry_run=options["dry_run"],
                    watch=watch,
                )
        except NotBuilt as error:
            raise CommandError(f"{error}.", returncode=2) from None
        except BrokenFile as error:
            raise CommandError(error.sentence()) from None
        except HeldUp as error:
            raise CommandError(str(error)) from None
        told_on = self.stderr if options["json"] else self.stdout
        for line in _told(report, dry_run=options["dry_run"]):
            told_on.write(line, style_func=str)  # Django would paint all of stderr red
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))


def _told(report: ImportReport, *, dry_run: bool) -> Iterator[str]:
    """The report for people: counts, the first refused rows, and each kind of note once."""
    for kind, numbers in report.numbers().items():
        yield f"{kind}: {', '.join(f'{number:,} {word}' for word, number in numbers.items())}"
    for place, reason in report.refused[:_ROWS_SHOWN]:
        yield f"refused: {place.file}, line {place.line}: {reason.label}"
    if (more := len(report.refused) - _ROWS_SHOWN) > 0:
        yield f"… and {more:,} more refused: see {'--json' if dry_run else 'Imports in the staff pages, or --json'}"
    yield from _notes_told(report)
    if report.skipped:
        yield "not ours to import: " + ", ".join(f"{n:,} {what}" for what, n in report.skipped.items())
    if dry_run:
        yield "dry run: nothing was kept"


def _notes_told(report: ImportReport) -> Iterator[str]:
    rows: dict[str, list[Place]] = {}
    for place, word in report.notes:
        rows.setdefault(str(word.label), []).append(place)
    for words, places in rows.items():
        number = f"{len(places):,} row{'s' if len(places) > 1 else ''}"
        yield f"note: {words}: {number}, the first in {places[0].file}, line {places[0].line}"


@contextmanager
def _progress(files: list[SourceFile]) -> Iterator[Watch]:
    """A bar on stderr, if somebody looks at it. It names no file: a file's name may be a patient's."""
    size = sum(file.path.stat().st_size for file in files)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        tasks: dict[str, Any] = {}

        def watch(what: str, read: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=size)
            progress.advance(tasks[what], read)

        yield watch

"""After a restore: read the ids of erased subscribers from `rights/erased-ids.csv` of an evidence pack that is newer
than the copy, and empty their rows again."""

import csv
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from consent.operations import erasure


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="rights/erased-ids.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Actor.system("rights")
        with acting_from("command:erase_again"):
            new = erasure.remember(by=by, erased=_read(options["file"]))
            emptied = erasure.carry_out(by=by, now=timezone.now())
        self.stdout.write(f"{new} ids were unknown to this copy; {emptied} rows emptied")


def _read(file: Path) -> dict[UUID, datetime]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    try:
        return {UUID(person): datetime.fromisoformat(at) for person, at in rows}
    except ValueError:
        raise CommandError("This is not the list of erased ids: two columns, the id and the moment.") from None

"""One dated ZIP for an auditor. The signed agreements themselves are for the desk: somebody answers for that."""

import json
import os
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.domain.actors import Actor
from audit.domain.evidence import Period
from audit.origin import acting_from
from clinic.evidence.pack import Packed, name_of, pack, period
from clinic.queries import organisation


class Command(BaseCommand):
    help = "Put what is on record about access, seals, training, risks and vendors into one ZIP. Holds no PHI."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="since", type=a_day, metavar="DATE", help="first day; a year back if left out"
        )
        parser.add_argument("--until", type=a_day, metavar="DATE", help="last day; today if left out")
        parser.add_argument("--out", type=Path, metavar="FILE", help="where to; revisit-evidence-DATE.zip if left out")
        parser.add_argument("--json", action="store_true", help="One JSON object as the last line.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asked = period(
                since=options["since"], until=options["until"], at=timezone.now(), zone=organisation().time_zone
            )
        except ValueError as error:
            raise CommandError(f"--from and --until: {error}.", returncode=2) from None
        path: Path = options["out"] or Path(f"{name_of(asked)}.zip")
        packed = _written(path, asked)
        told = {"file": str(path), "sha256": packed.sha256, "files": packed.files, "event": packed.event}
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(
                f"{path}: {packed.files} files\nSHA-256 {packed.sha256}, in the access book as event {packed.event}"
            )


def _written(path: Path, asked: Period) -> Packed:
    """Readable by whoever ran this alone; nothing half-made is left behind. Never over a file that is there."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.", returncode=2) from None
    try:
        with acting_from("command:evidence_pack"), os.fdopen(handle, "w+b") as out:
            return pack(out, by=Actor.system("evidence-pack"), asked=asked)
    except BaseException:
        path.unlink()
        raise


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("write a day like 2026-06-30") from None

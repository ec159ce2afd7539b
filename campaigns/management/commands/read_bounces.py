"""`read_bounces [MAILDIR | -]`: bounces and complaints that came as mail (docs/bounces.md)."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from audit.domain.actors import Actor
from audit.door_connection import DoorClosed
from audit.key_checks import WrongKey
from audit.origin import acting_from
from campaigns.bounces import maildir
from campaigns.domain.bounces import MOST_BYTES, NotAReport
from campaigns.operations.bounce_mails import Taken, take_in

#: sysexits.h: the mail server keeps the mail and tries again.
EX_TEMPFAIL = 75
_AWAY = (OperationalError, InterfaceError, DoorClosed, WrongKey)
_BY = Actor.system("bounce-mail")


class Command(BaseCommand):
    help = (
        "Read bounces and complaints that came as mail. From a Maildir, what was taken goes to cur/ and other letters"
        " stay in new/. From stdin: exit 0 taken, 1 no bounce, 75 the database is away and the mail server tries again."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "place", nargs="?", default="-", metavar="MAILDIR|-", help="a Maildir; - is one mail on stdin"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object as the last line of the output")

    def handle(self, *args: Any, place: str, **options: Any) -> None:
        counts: Counter[str] = Counter({"read": 0, "taken": 0, "again": 0, "left": 0})
        verdicts: list[dict[str, Any]] = []
        try:
            with acting_from("command:read_bounces"):
                if place == "-":
                    self._one(_whole(sys.stdin.buffer), counts, verdicts)
                else:
                    self._folder(Path(place), counts, verdicts)
        except maildir.NoMaildir as error:
            raise CommandError(str(error), returncode=2) from None
        except _AWAY as error:
            self.stderr.write(f"not taken, to be tried again: {type(error).__name__}", style_func=str)
            raise SystemExit(EX_TEMPFAIL) from None
        told = ", ".join(f"{number} {word}" for word, number in counts.items())
        (self.stderr if options["json"] else self.stdout).write(told, style_func=str)
        if options["json"]:
            self.stdout.write(json.dumps({**counts, "verdicts": verdicts}))
        if place == "-" and counts["left"]:
            raise SystemExit(1)

    def _folder(self, folder: Path, counts: Counter[str], verdicts: list[dict[str, Any]]) -> None:
        """A mail is moved after it was committed: who is killed between finds it again, and takes it once."""
        for path in maildir.waiting(folder):
            raw = maildir.content(path)
            if raw is not None and self._one(raw, counts, verdicts):
                maildir.mark_seen(path)

    def _one(self, raw: bytes, counts: Counter[str], verdicts: list[dict[str, Any]]) -> bool:
        counts["read"] += 1
        try:
            taken = take_in(raw, by=_BY, now=timezone.now())
        except NotAReport:
            counts["left"] += 1
            return False
        counts["taken" if any(one.is_new for one in taken) else "again"] += 1
        verdicts += map(_as_json, taken)
        return True


def _as_json(taken: Taken) -> dict[str, Any]:
    return asdict(taken)


def _whole(stream: BinaryIO) -> bytes:
    """The front of it; the rest is read and dropped, so that the mail server gets rid of it."""
    raw = stream.read(MOST_BYTES)
    while stream.read(MOST_BYTES):
        pass
    return raw

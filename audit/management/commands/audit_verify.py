"""Read the whole access book against its seals."""

import json
import logging
import signal
import sys
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connection
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from audit.domain.anchors import Anchor, anchors_in
from audit.domain.seal_keys import BadKey
from audit.domain.verification import EXIT_STATUS, Result
from audit.models import Verification
from audit.sealing import chain, clock, keys, verifications, verifying

_log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "0: the book is as it was sealed. 1: it was tampered with, and where. 2: not everything is sealed; or bad"
        " usage, such as a file without an anchor."
    )

    requires_system_checks = ()  # they ask for keys and rights that this process is better without

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from-anchor",
            metavar="FILE",
            action="append",
            default=[],
            help="anchors kept outside: a log, a saved mail, any text that holds their lines; may be given again",
        )
        parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
        parser.add_argument(
            "--daily",
            action="store_true",
            help="stay, read the book once a day (and an hour after it was not in order), and keep what was found",
        )
        parser.add_argument("--every", type=float, default=60, help="with --daily: seconds between two rounds")

    def handle(self, *args: Any, from_anchor: list[str], **options: Any) -> None:
        trusted = _trusted()
        if options["daily"]:
            return _go_on(trusted, options["every"])
        anchors = [anchor for path in from_anchor for anchor in _anchors(path)]
        result = _verify(trusted, anchors)
        self.stdout.write(json.dumps(result.as_json()) if options["json"] else _said(result))
        if status := EXIT_STATUS[result.verdict]:
            sys.exit(status)
        return None


def _trusted() -> dict[str, bytes]:
    try:
        trusted = keys.trusted_keys()
    except BadKey as error:
        raise CommandError(f"AUDIT_SEAL_PUBLIC_KEYS: {error}", returncode=2) from None
    if not trusted:
        raise CommandError("Name the public seal keys that you trust in AUDIT_SEAL_PUBLIC_KEYS.", returncode=2)
    return trusted


def _go_on(trusted: dict[str, bytes], every: float) -> None:
    """Until SIGTERM. A database that is away is no reason to end: whoever watches is told when nothing is kept."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        try:
            if verifications.is_due(clock.now()):
                _say(verifications.verify_and_record(trusted))
        except (DatabaseError, InterfaceError, OSError) as error:
            _log.warning("the book could not be verified (%s); trying again", type(error).__name__)
        finally:
            connection.close()
        stop.wait(every)


def _say(one: Verification) -> None:
    level = logging.INFO if verifications.is_in_order(one) else logging.CRITICAL
    _log.log(level, "the access book is %s: %s %s", one.verdict, one.words, one.unread)


def _verify(trusted: dict[str, bytes], anchors: list[Anchor]) -> Result:
    head = chain.head()
    columns = (TextColumn("events compared"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=head.total if head else 0)
        return verifying.verify(trusted, anchors, progress=lambda events: progress.update(bar, completed=events))


def _anchors(path: str) -> list[Anchor]:
    try:
        found = anchors_in(Path(path).read_bytes())
    except OSError as error:
        raise CommandError(f"{path} could not be read: {error.strerror}", returncode=2) from None
    if not found:
        raise CommandError(
            f"There is no anchor in {path}: its lines are those of a log or a saved mail.",
            returncode=2,
        )
    return found


def _said(result: Result) -> str:
    waiting = (
        f" {result.unsealed:,} newer events wait for their seal." if result.unsealed and not result.finding else ""
    )
    anchored = f" {result.anchors:,} anchors are in it." if result.anchors and not result.finding else ""
    remarks = "".join(f"\n{remark}" for remark in result.remarks)
    return f"{result.verdict.upper()}: {result.words}{anchored}{waiting}{remarks}"

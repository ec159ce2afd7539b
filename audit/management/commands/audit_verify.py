"""Read the whole access book against its seals."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from audit.domain.anchors import Anchor, anchors_in
from audit.domain.seal_keys import BadKey
from audit.domain.verification import EXIT_STATUS, Result
from audit.sealing import chain, keys, verifying


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

    def handle(self, *args: Any, from_anchor: list[str], **options: Any) -> None:
        anchors = [anchor for path in from_anchor for anchor in _anchors(path)]
        try:
            trusted = keys.trusted_keys()
        except BadKey as error:
            raise CommandError(f"AUDIT_SEAL_PUBLIC_KEYS: {error}", returncode=2) from None
        if not trusted:
            raise CommandError("Name the public seal keys that you trust in AUDIT_SEAL_PUBLIC_KEYS.", returncode=2)
        result = _verify(trusted, anchors)
        self.stdout.write(json.dumps(result.as_json()) if options["json"] else _said(result))
        if status := EXIT_STATUS[result.verdict]:
            sys.exit(status)


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

"""What of the access book is older than the law asks it to be kept."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit.sealing.retention import YEARS, proposal


class Command(BaseCommand):
    help = "Count events older than six years. Proposes; removes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = proposal(timezone.now())
        words = (
            f"{found.events:,} events are older than {YEARS} years (before {found.before:%Y-%m-%d});"
            f" seals 1 to {found.last_seal} hold only such. Nothing was removed."
            if found.events
            else f"No event is older than {YEARS} years."
        )
        self.stdout.write(json.dumps(found.as_json()) if options["json"] else words)

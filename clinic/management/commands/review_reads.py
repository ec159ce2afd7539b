"""Look through what is new in the access book. The worker does it every five minutes; this does it now."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit.origin import acting_from
from clinic.operations.reviews import look_through_reads


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_from("command:review_reads"):
            opened = look_through_reads(now=timezone.now())
        self.stdout.write(json.dumps({"opened": opened}) if options["json"] else f"{opened} cases opened")

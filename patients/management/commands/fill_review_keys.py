"""Digests of surname and home for people registered before reads were reviewed. Started again it goes on."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from audit.domain.actors import Actor
from audit.origin import acting_from
from patients.operations.review_keys import fill_review_keys


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_from("command:fill_review_keys"):
            filled = fill_review_keys(by=Actor.system("review-keys"))
        self.stdout.write(json.dumps({"filled": filled}) if options["json"] else f"{filled} people filled")

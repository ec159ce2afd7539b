"""A synthetic clinic of any size, made through the public operations."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from audit.domain.actors import Actor
from audit.origin import acting_from
from journeys.demo.house import furnish
from journeys.demo.log_ins import log_ins
from journeys.demo.population import populate

BY = Actor.system("seed_demo")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=_positive, default=200, help="how many (200)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same people (1)")

    def handle(self, *args: Any, people: int, seed: int, **options: Any) -> None:
        with acting_from("command:seed_demo"):
            seed_clinic(people, seed)


def seed_clinic(people: int, seed: int) -> None:
    now = timezone.now()
    furnish(by=BY, now=now)
    if settings.DEMO_MODE:
        log_ins(by=BY, now=now)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Inventing patients", total=people)
        for made in populate(people, seed, by=BY, now=now):
            progress.advance(bar, made)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number

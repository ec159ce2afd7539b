"""A synthetic clinic of any size, made through the public operations."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from audit.domain.actors import Actor
from audit.origin import acting_from
from clinic.domain.holidays import holiday_in_words
from clinic.domain.hours import local_day
from journeys.demo.cases import CASES, Case
from journeys.demo.house import ZONE, furnish
from journeys.demo.log_ins import log_ins
from journeys.demo.population import populate
from journeys.demo.showing import bring_people_in, next_holiday, people_in, set_up

BY = Actor.system("seed_demo")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=_positive, default=200, help="how many (200)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same people (1)")
        parser.add_argument("--case", choices=sorted(CASES), help="one kind of clinic, with its journeys on")

    def handle(self, *args: Any, people: int, seed: int, **options: Any) -> None:
        case = CASES[options["case"]] if options["case"] else None
        with acting_from("command:seed_demo"):
            seed_clinic(people, seed, case)
        if case:
            self._show(case)

    def _show(self, case: Case) -> None:
        self.stderr.write(case.shows)
        for slug, entered in people_in(case).items():
            self.stderr.write(f"{slug}: {entered} people in it")
        if "holiday" in case.journeys and (coming := next_holiday(local_day(timezone.now(), ZONE))):
            name = holiday_in_words(coming.name, "en")
            self.stderr.write(f"The next holiday is {name}, {coming.day}: people enter two days before.")


def seed_clinic(people: int, seed: int, case: Case | None = None) -> None:
    now = timezone.now()
    furnish(by=BY, now=now)
    if settings.DEMO_MODE:
        log_ins(by=BY, now=now)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Inventing patients", total=people)
        for made in populate(people, seed, by=BY, now=now, case=case):
            progress.advance(bar, made)
    if case:
        set_up(case, today=local_day(now, ZONE), by=BY, now=now)
        bring_people_in(by=BY, now=now)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number

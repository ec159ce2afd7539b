"""What the worker does by itself about consent."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.copies.fonts import make_cuts
from consent.operations import coming_of_age, doorstep, erasure, paper_reminders, rights_clock, unconfirmed


@shared_task
def take_up_letters() -> None:
    """Every few seconds: whoever wrote waits for a mail."""
    with acting_from("task:take-up-letters"):
        doorstep.take_up(by=Actor.system("doorstep"), now=timezone.now())


@shared_task
def look_after_papers() -> None:
    """Every hour, so that a day on which nothing ran is caught up; each alert is written once."""
    with acting_from("task:look-after-papers"):
        now = timezone.now()
        paper_reminders.remind(now=now, today=local_day(now, organisation().time_zone))


@shared_task
def tell_of_grown_ups() -> None:
    """Every hour, so that a day on which nothing ran is caught up; each alert is written once."""
    with acting_from("task:tell-of-grown-ups"):
        now = timezone.now()
        coming_of_age.tell_of_grown_ups(now=now, today=local_day(now, organisation().time_zone))


@shared_task
def look_after_rights() -> None:
    """Answers that come due, and erasures that were promised. A day on which nothing ran is caught up."""
    with acting_from("task:look-after-rights"):
        now = timezone.now()
        rights_clock.tell_of_due(today=local_day(now, organisation().time_zone))
        erasure.carry_out(by=Actor.system("rights"), now=now)


@shared_task
def forget_in_time() -> None:
    """Sign-ups that nobody confirmed and letters that nobody could take up. A day on which nothing ran is caught up."""
    with acting_from("task:forget-in-time"):
        now = timezone.now()
        unconfirmed.wipe(by=Actor.system("doorstep"), now=now)
        doorstep.empty_stuck(by=Actor.system("doorstep"), now=now)


@shared_task
def cut_fonts() -> None:
    """Some seconds, once on a machine, so that no page has to. Where pages are on others: `manage.py cut_fonts`."""
    with acting_from("task:cut-fonts"):
        make_cuts()


@worker_ready.connect
def begin_with_fonts(**kwargs: Any) -> None:
    """As a task: the worker's other processes go on meanwhile."""
    cut_fonts.delay()

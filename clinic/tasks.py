"""What the worker does by itself for the house."""

from celery import shared_task
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from clinic.domain.hours import local_day
from clinic.operations import (
    access_reviews,
    allowances,
    break_glass,
    guard_watch,
    leaks,
    reminders,
    reviews,
    schedule_watch,
    seal_watch,
    verification_watch,
)
from clinic.queries import organisation
from clinic.sign_in import overdue
from clinic.staff_digests import forget_former


@shared_task
def end_overdue_sign_ins() -> None:
    """Also of browsers that never come back to be told."""
    with acting_from("task:end-overdue-sign-ins"):
        overdue.end_overdue(timezone.now())
        schedule_watch.watch_schedule(now=timezone.now())


@shared_task
def sweep_allowances() -> None:
    with acting_from("task:sweep-allowances"):
        allowances.sweep()


@shared_task
def review_reads() -> None:
    with acting_from("task:review-reads"):
        reviews.look_through_reads(now=timezone.now())


@shared_task
def look_after_access() -> None:
    """Emergency access that nobody reviewed, and the quarterly review. A missed hour is caught up."""
    with acting_from("task:look-after-access"):
        break_glass.call_in_overdue(now=timezone.now())
        access_reviews.look_after(by=Actor.system("access-review"), now=timezone.now())


@shared_task
def remind() -> None:
    """Every hour, so that a day on which nothing ran is caught up; each alert is written once."""
    with acting_from("task:remind"):
        reminders.remind(today=local_day(timezone.now(), organisation().time_zone))
        forget_former(timezone.now())


@shared_task
def watch_seals() -> None:
    with acting_from("task:watch-seals"):
        verification_watch.watch_verifications(now=timezone.now())
        seal_watch.watch_seals(now=timezone.now())
        schedule_watch.watch_schedule(now=timezone.now())


@shared_task
def watch_guards() -> None:
    with acting_from("task:watch-guards"):
        guard_watch.watch_guards(now=timezone.now())


@shared_task
def propose_retention() -> None:
    with acting_from("task:propose-retention"):
        seal_watch.propose_retention(now=timezone.now())


@shared_task
def weekly_leak_check() -> None:
    """Asked every hour, so that a week in which nothing ran at the usual hour is caught up."""
    with acting_from("task:leak-check"):
        leaks.check_if_due(now=timezone.now())

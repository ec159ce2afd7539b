"""The clock's knock: the database knows what is due, so a missed tick is caught up and two at once do no harm."""

from celery import shared_task
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from journeys.operations import rehearsals, reviews, runs


@shared_task
def tick() -> None:
    with acting_from("task:journeys.tick"):
        runs.run_due(timezone.now(), by=Actor.system("scheduler"))


@shared_task
def rehearse() -> None:
    """Each minute: the coming night, once a day at the clinic's time."""
    with acting_from("task:journeys.rehearse"):
        rehearsals.rehearse_due(timezone.now(), by=Actor.system("scheduler"))


@shared_task
def rehearse_again() -> None:
    """Somebody on the page of the night asked for it."""
    with acting_from("task:journeys.rehearse_again"):
        rehearsals.rehearse_now(by=Actor.system("scheduler"), now=timezone.now())


@shared_task
def tell_of_due_reviews() -> None:
    with acting_from("task:journeys.tell-of-due-reviews"):
        reviews.tell_of_due_reviews(now=timezone.now())

"""The clock's knock: the database knows what is due, so a missed tick is caught up and two at once do no harm."""

from celery import shared_task
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from journeys.operations import runs


@shared_task
def tick() -> None:
    with acting_from("task:journeys.tick"):
        runs.run_due(timezone.now(), by=Actor.system("scheduler"))

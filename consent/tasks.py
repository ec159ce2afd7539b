"""What the worker does by itself about consent."""

from celery import shared_task
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from consent.operations import doorstep


@shared_task
def take_up_letters() -> None:
    """Every few seconds: whoever wrote waits for a mail."""
    with acting_from("task:take-up-letters"):
        doorstep.take_up(by=Actor.system("doorstep"), now=timezone.now())

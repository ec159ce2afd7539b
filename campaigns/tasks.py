"""What the worker does by itself."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from campaigns.operations import notices, receipt_polls, refusals


@shared_task
def deliver_notices() -> None:
    with acting_from("task:deliver-notices"):
        notices.deliver(now=timezone.now(), by=Actor.system("notices"))


@shared_task
def tell_of_refusals() -> None:
    with acting_from("task:tell-of-refusals"):
        refusals.tell_of_missing_agreement(now=timezone.now())


@shared_task
def ask_for_receipts() -> None:
    """Also when mail leaves another way by now: what Paubox took before is asked about until it is known."""
    if settings.PAUBOX_API_KEY:
        with acting_from("task:ask-for-receipts"):
            receipt_polls.ask_for_receipts(now=timezone.now(), by=Actor.system("mail-service"))

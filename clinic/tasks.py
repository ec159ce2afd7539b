"""What the worker does by itself for the house."""

from celery import shared_task
from django.utils import timezone

from audit.origin import acting_from
from clinic.operations import reviews


@shared_task
def review_reads() -> None:
    with acting_from("task:review-reads"):
        reviews.look_through_reads(now=timezone.now())

"""What the worker does by itself for people's rows."""

from celery import shared_task
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from patients.operations import forgetting_tasks, review_keys

#: An hour's share: a large clinic that comes from an older version has them all within a day or two.
_A_TIME = 50_000


@shared_task
def fill_review_keys() -> None:
    with acting_from("task:fill-review-keys"):
        review_keys.fill_review_keys(by=Actor.system("review-keys"), most=_A_TIME)


@shared_task
def forget_strangers() -> None:
    with acting_from("task:forget-strangers"):
        forgetting_tasks.forget_strangers(by=Actor.system("forget-strangers"), now=timezone.now())

"""What the worker does by itself."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from audit.domain.actors import Actor
from audit.origin import acting_from
from campaigns.enums import Origin
from campaigns.operations import (
    campaign_sending,
    delivery,
    notices,
    receipt_polls,
    refusals,
    unknown_alerts,
    unknowns,
    weekly_numbers,
)


@shared_task
def deliver_notices() -> None:
    with acting_from("task:deliver-notices"):
        notices.deliver(now=timezone.now(), by=Actor.system("notices"))


@shared_task
def send_campaigns() -> None:
    """Each minute: some of every campaign that is being sent becomes messages, and what is due leaves."""
    with acting_from("task:send-campaigns"):
        now, by = timezone.now(), Actor.system("scheduler")
        campaign_sending.send_due(now, by=by)
        delivery.deliver_due(now, by=by, only=Origin.CAMPAIGN)


@shared_task
def tell_of_refusals() -> None:
    with acting_from("task:tell-of-refusals"):
        refusals.tell_of_missing_agreement(now=timezone.now())


@shared_task
def tell_of_the_week() -> None:
    """Every half hour, so that a Monday morning on which nothing ran is caught up; each week is told once."""
    with acting_from("task:tell-of-the-week"):
        weekly_numbers.tell_of_the_week(now=timezone.now())


@shared_task
def ask_for_receipts() -> None:
    """Also when mail leaves another way by now: what Paubox took before is asked about until it is known."""
    if settings.PAUBOX_API_KEY:
        with acting_from("task:ask-for-receipts"):
            receipt_polls.ask_for_receipts(now=timezone.now(), by=Actor.system("mail-service"))


@shared_task
def look_after_unknown() -> None:
    with acting_from("task:look-after-unknown"):
        now, by = timezone.now(), Actor.system("unknown-messages")
        unknowns.plan_again_with_key(by=by, now=now)
        unknowns.plan_again(by=by, now=now)
        unknowns.give_back(now=now)
        unknown_alerts.tell_of_unknown(now=now)

"""anymail's tracking signal: one event in, one operation out. The address in it becomes a digest at once."""

from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking
from django.dispatch import receiver
from django.utils import timezone

from audit.blind import email_key
from audit.domain.actors import Actor
from audit.origin import acting_from
from campaigns.domain.reports import Report
from campaigns.operations.tracking import record


@receiver(tracking, dispatch_uid="campaigns.webhooks")
def mail_service_reported(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    now = timezone.now()
    report = Report(
        esp=esp_name,
        event_type=event.event_type,
        occurred_at=event.timestamp or now,
        event_id=event.event_id or "",
        message_id=event.message_id or "",
        own_id=str((event.metadata or {}).get("message_id", "")),
        reason=event.reject_reason or "",
    )
    with acting_from("webhook:anymail"):
        record(report, address_key=email_key(event.recipient), by=Actor.system("mail-service"), now=now)

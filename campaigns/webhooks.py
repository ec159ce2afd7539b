"""anymail's tracking signal: one event in, one operation out. The address in it becomes a digest at once, and of what
the other side answered only codes and words of ours are kept."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking
from django.dispatch import receiver
from django.utils import timezone

from audit.blind import email_key
from audit.domain.actors import Actor
from audit.origin import acting_from
from campaigns.domain.mailboxes import spellings
from campaigns.domain.reports import Report
from campaigns.domain.vendor_bounces import weighed
from campaigns.operations.tracking import record


@receiver(tracking, dispatch_uid="campaigns.webhooks")
def mail_service_reported(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """A report that names no message, no person and no event of its own tells nothing, and is not kept."""
    if not (event.message_id or event.event_id or event.recipient or event.metadata):
        return
    now = timezone.now()
    keys = [key for way in spellings(event.recipient or "") if (key := email_key(way))]
    with acting_from("webhook:anymail"):
        record(
            _report(event, esp_name, now=now),
            address_key=keys[0] if keys else None,
            spelled=keys[1:],
            by=Actor.system("mail-service"),
            now=now,
        )


def _report(event: AnymailTrackingEvent, esp_name: str, *, now: Any) -> Report:
    told = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    answer = " ".join(said for said in (event.mta_response, event.description) if isinstance(said, str))
    verdict = weighed(event.event_type, event.reject_reason or "", answer=answer, told=told)
    return Report(
        esp=esp_name,
        event_type=event.event_type,
        occurred_at=event.timestamp or now,
        event_id=event.event_id or ("" if event.timestamp else _digest(told)),
        message_id=event.message_id or "",
        own_id=str((event.metadata or {}).get("message_id", "")),
        reason=event.reject_reason or "",
        severity=verdict.severity,
        status=verdict.status,
        kind=verdict.kind.value if verdict.severity or event.reject_reason else "",
    )


def _digest(told: Mapping[str, Any]) -> str:
    """A report without an id and a time is the same again when it says the same."""
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()

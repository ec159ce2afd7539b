"""What mail services report later: kept once each, applied to the message and to the address."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from campaigns.domain.reports import Report
from campaigns.enums import ARROWS, MessageState
from campaigns.models import DeliveryEvent, Message
from consent.enums import Recorded
from consent.operations import preferences, suppressions


@transaction.atomic
def record(report: Report, *, address_key: bytes | None, by: Actor, now: datetime) -> bool:
    """Whether the report was new. `address_key`: digest of the address that it names, if it names one.

    People are locked before the message, as everywhere. A report about no message of ours is kept, for the record.
    """
    message = _message(report)
    _, is_new = DeliveryEvent.objects.get_or_create(
        once_key=report.once_key,
        defaults={
            "message": message,
            "esp": report.esp[:40],
            "event_type": report.event_type[:20],
            "occurred_at": report.occurred_at,
        },
    )
    if not is_new or message is None:
        return is_new
    key = address_key or _address_key(message)
    if report.suppresses and key:
        suppressions.suppress(by=by, now=now, address_key=key, cause=report.suppresses)
    if report.unsubscribes:
        preferences.unsubscribe(
            by=by, now=now, person_id=message.person_id, topic=message.topic, via=Recorded.ONE_CLICK
        )
    _advance(message.pk, report, now)
    return True


def _message(report: Report) -> Message | None:
    found = Message.objects.select_related("person")
    if report.own_id:
        with suppress(ValueError):
            if message := found.filter(pk=UUID(report.own_id)).first():
                return message
    return found.filter(receipt=report.message_id).first() if report.message_id else None


def _advance(message_id: UUID, report: Report, now: datetime) -> None:
    """Follow the arrow if there is one: a late "sent" does not take back a "delivered"."""
    if report.state is None:
        return
    message = Message.objects.select_for_update().get(pk=message_id)
    wanted = MessageState(report.state)
    if wanted not in ARROWS.get(MessageState(message.state), frozenset()):
        return
    if message.state == MessageState.HANDING_OVER:
        return
    message.state, message.settled_at = wanted, now
    message.receipt = message.receipt or report.message_id[:200] or f"reported by {report.esp}"
    message.save(update_fields=["state", "settled_at", "receipt"])


def _address_key(message: Message) -> bytes | None:
    key = message.person.confidential_email_key or message.person.email_key
    return bytes(key) if key else None

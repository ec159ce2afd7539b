"""What mail services report later: kept once each, applied to the message and to the address."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from campaigns.domain.reports import Report
from campaigns.enums import ARROWS, MessageState
from campaigns.models import DeliveryEvent, Message
from campaigns.operations.signed_copies import tell_of_bounce
from clinic.enums import Channel
from consent.enums import Recorded
from consent.operations import preferences, suppressions
from consent.queries import may_track


@transaction.atomic
def record(report: Report, *, address_key: bytes | None, by: Actor, now: datetime) -> bool:
    """Whether the report was new and may be kept. `address_key`: digest of the address that it names, if it names one.

    That somebody opened a letter or followed a link is kept only of those who allowed it (`may_track`).
    The address is suppressed whether or not a message of ours is found; people are locked before the message, as
    everywhere. A report about no message of ours is kept, for the record.
    """
    message = _message(report)
    if report.tells_of_reading and not _may_be_kept(message):
        return False
    _, is_new = DeliveryEvent.objects.get_or_create(
        once_key=report.once_key,
        defaults={
            "message": message,
            "esp": report.esp[:40],
            "event_type": report.event_type[:20],
            "occurred_at": report.occurred_at,
        },
    )
    if not is_new:
        return False
    key = address_key or (_address_key(message) if message else None)
    if report.suppresses and key:
        channel = message.channel if message else Channel.EMAIL
        suppressions.suppress(by=by, now=now, address_key=key, cause=report.suppresses, channel=channel)
    if message is None:
        return True
    if report.unsubscribes:
        preferences.unsubscribe(
            by=by, now=now, person_id=message.person_id, topic=message.topic, via=Recorded.ONE_CLICK
        )
    _advance(message.pk, report, now)
    return True


def catch_up(message_ids: Collection[UUID], *, now: datetime) -> None:
    """Apply what was reported while these messages were being handed over, in the transaction that ends that."""
    for event in DeliveryEvent.objects.filter(message__in=message_ids).order_by("occurred_at", "pk"):
        if event.message_id is not None:
            said = Report(esp=event.esp, event_type=event.event_type, occurred_at=event.occurred_at)
            _advance(event.message_id, said, now)


def _message(report: Report) -> Message | None:
    """By our id, by the Message-ID that we gave it, or by the receipt that the service gave us."""
    found = Message.objects.select_related("person")
    for ours in (report.own_id, report.message_id.strip("<>").partition("@")[0]):
        with suppress(ValueError):
            if message := found.filter(pk=UUID(ours)).first():
                return message
    return found.filter(receipt=report.message_id).first() if report.message_id else None


def _may_be_kept(message: Message | None) -> bool:
    return message is not None and message.person_id in may_track([message.person_id])


def _advance(message_id: UUID, report: Report, now: datetime) -> None:
    """Follow the arrow if there is one: a late "sent" does not take back a "delivered".

    While the message is being handed over the worker has the word: it catches up when it is through. The service's
    id is kept at once, so that a worker that dies leaves it behind.
    """
    if report.state is None:
        return
    message = Message.objects.select_for_update().get(pk=message_id)
    receipt = message.receipt or report.message_id[:200]
    wanted = MessageState(report.state)
    if message.state == MessageState.HANDING_OVER:
        Message.objects.filter(pk=message_id).update(receipt=receipt)
    elif wanted in ARROWS.get(MessageState(message.state), frozenset()):
        message.state, message.settled_at = wanted, now
        message.receipt = receipt or f"reported by {report.esp}"
        message.save(update_fields=["state", "settled_at", "receipt"])
        tell_of_bounce(message)


def _address_key(message: Message) -> bytes | None:
    """Where a mail went, as far as is known. A report on a text message names the number that it is about: without it,
    nobody knows whether the person still had the same one."""
    if message.channel == Channel.SMS:
        return None
    key = message.person.confidential_email_key or message.person.email_key
    return bytes(key) if key else None

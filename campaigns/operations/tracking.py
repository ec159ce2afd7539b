"""What mail services and bounce mails report later: kept once each, applied to the message and to the address."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from audit.domain.actors import Actor
from campaigns.domain.bounce_thresholds import COMPLAINED
from campaigns.domain.reports import STOPPED, Report
from campaigns.enums import ARROWS, LEFT, MessageState, Severity
from campaigns.models import DeliveryEvent, Message
from campaigns.operations import address_standing, unknowns
from campaigns.operations.signed_copies import tell_of_bounce
from clinic.among import array_of
from clinic.enums import Channel
from consent.enums import Recorded, SuppressionCause
from consent.locking import lock_people_at
from consent.operations import preferences, suppressions
from consent.queries import may_track

_ANY_OF = "SELECT 1 FROM campaigns_deliveryevent WHERE message_id = ANY(%s::uuid[]) LIMIT 1"


@transaction.atomic
def record(
    report: Report, *, address_key: bytes | None, by: Actor, now: datetime, spelled: Sequence[bytes] = ()
) -> bool:
    """Whether the report was new and may be kept. `address_key`: digest of the address that it names, if it names one;
    `spelled`: of other ways that it writes it.

    1. That somebody opened a letter or followed a link is kept only of those who allowed it (`may_track`).
    2. The message is found by our id. A report that names another address than the message went to is kept and changes
       nothing: a forwarded mail came back, or somebody made it up.
    3. It counts for the address that the message went to. About no message of ours it is kept, for the record; only a
       complaint counts, from a service that signed it: who complains of one letter of the clinic wants none. A mail
       that anybody may have written must name that very address, unless its reader complained.
    4. People are locked before the message, as everywhere.
    """
    named = [key for key in (address_key, *spelled) if key]
    message = _message(report, named)
    if report.tells_of_reading and not _may_be_kept(message):
        return False
    counted = _counted(report, message, named)
    if counted:
        lock_people_at(counted)
    if not _keep(report, message, counted, named):
        return False
    if counted:
        _apply_to_address(report, counted, message.channel if message else Channel.EMAIL, by=by, now=now)
    if message is None:
        return True
    if report.unsubscribes:
        preferences.unsubscribe(
            by=by, now=now, person_id=message.person_id, topic=message.topic, via=Recorded.ONE_CLICK
        )
    _advance(message.pk, report, now)
    return True


def catch_up(message_ids: Collection[UUID], *, now: datetime) -> None:
    """Apply what was reported while these messages were being handed over, in the transaction that ends that. What left
    the message open, and was known when it was sent again, was thought of then."""
    if not _anything_reported(message_ids):
        return
    events = DeliveryEvent.objects.filter(message_id__among=message_ids).order_by("occurred_at", "pk")
    sent_again = unknowns.last_sent_again(message_ids)
    for event in events:
        if event.message_id is None:
            continue
        said = Report(esp=event.esp, event_type=event.event_type, occurred_at=event.occurred_at)
        if said.state is not None or event.message_id not in sent_again or event.pk > sent_again[event.message_id]:
            _advance(event.message_id, said, now)


def _anything_reported(message_ids: Collection[UUID]) -> bool:
    """Mostly nothing, a moment after they left."""
    with connection.cursor() as cursor:
        cursor.execute(_ANY_OF, [array_of(message_ids)])
        return cursor.fetchone() is not None


def _message(report: Report, named: Collection[bytes]) -> Message | None:
    """The one that it is about: it went to the address that is named, or none is."""
    message = _found(report)
    if message is None or message.went_to is None or not named:
        return message
    return message if bytes(message.went_to) in named else None


def _found(report: Report) -> Message | None:
    """By our id, by the Message-ID that we gave it, or by the receipt that the service gave us."""
    found = Message.objects.select_related("person")
    for ours in (report.own_id, report.message_id.strip("<>").partition("@")[0]):
        with suppress(ValueError):
            if message := found.filter(pk=UUID(ours)).first():
                return message
    return with_receipt(found, report.message_id).first() if report.message_id else None


def with_receipt(found: QuerySet[Message], receipt: str) -> QuerySet[Message]:
    """Those that a service gave this id. Not in brackets: said so, it is read from the index of such ids."""
    alike = found.filter(receipt=receipt)
    return alike if receipt.startswith("<") else alike.exclude(receipt__startswith="<")


def _may_be_kept(message: Message | None) -> bool:
    return message is not None and message.person_id in may_track([message.person_id])


def _counted(report: Report, message: Message | None, named: Sequence[bytes]) -> bytes | None:
    """Whose address it counts for."""
    is_complaint = report.happened == COMPLAINED
    if message is None:
        return named[0] if named and is_complaint and not report.is_forgeable else None
    has_left = message.went_to is not None or message.state in LEFT
    if not has_left or (report.is_forgeable and not named and not is_complaint):
        return None
    went_to = _went_to(message, named)
    return went_to if not named or went_to in named else None


def _went_to(message: Message, named: Sequence[bytes]) -> bytes | None:
    """Messages that left before this was kept: where the person's mail goes now. Of a text message without a number
    nobody knows whether the person still had the same one."""
    if message.went_to is not None:
        return bytes(message.went_to)
    if message.channel == Channel.SMS:
        return named[0] if named else None
    key = message.person.confidential_email_key or message.person.email_key
    return bytes(key) if key else None


def _keep(report: Report, message: Message | None, counted: bytes | None, named: Sequence[bytes]) -> bool:
    """Whether it is new. Only codes and words of ours; the address only where it counts, as a digest."""
    _, is_new = DeliveryEvent.objects.get_or_create(
        once_key=report.once_key(named[0].hex() if named else ""),
        defaults={
            "message": message,
            "esp": report.esp[:40],
            "event_type": report.event_type[:20],
            "occurred_at": report.occurred_at,
            "reason": report.reason[:20],
            "status": report.status[:11],
            "kind": report.kind[:20],
            "severity": report.happened if report.happened in Severity.values else "",
            "address_key": counted,
        },
    )
    return is_new


def _apply_to_address(report: Report, address_key: bytes, channel: str, *, by: Actor, now: datetime) -> None:
    if report.reason == STOPPED:
        cause = SuppressionCause.STOPPED
        suppressions.suppress(by=by, now=now, address_key=address_key, cause=cause, channel=channel)
    elif report.happened:
        address_standing.settle(by=by, now=now, address_key=address_key, channel=channel, what=report.happened)


def _advance(message_id: UUID, report: Report, now: datetime) -> None:
    """Follow the arrow if there is one: a late "sent" does not take back a "delivered", nor a bounce a complaint. So
    the state is that of the report that says most, in whichever order they came.

    While the message is being handed over the worker has the word: it catches up when it is through. The service's
    id is kept at once, so that a worker that dies leaves it behind. A second try that is not under way does not leave
    any more, whatever was reported: its service has the first (`unknowns.first_try_counts`).
    """
    unknowns.first_try_counts(message_id, tells_its_end=report.state is not None, now=now)
    if report.state is None:
        return
    message = Message.objects.select_for_update().get(pk=message_id)
    receipt = message.receipt or report.message_id[:200]
    wanted = MessageState(report.state)
    if message.state == MessageState.HANDING_OVER:
        Message.objects.filter(pk=message_id).update(receipt=receipt)
    elif wanted in ARROWS.get(MessageState(message.state), frozenset()):
        if message.state == MessageState.UNKNOWN:
            message.reason = unknowns.what_the_gate_said(message_id)
        message.state, message.settled_at = wanted, now
        message.receipt = receipt or f"reported by {report.esp}"
        message.save(update_fields=["state", "settled_at", "receipt", "reason"])
        tell_of_bounce(message)

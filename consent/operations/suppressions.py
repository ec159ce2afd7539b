"""Addresses that must not be written to, because a mailbox bounced or its reader complained."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import Channel
from consent.enums import LiftReason, SuppressionCause
from consent.locking import lock_people_at
from consent.models import Suppression


@transaction.atomic
def suppress(
    *,
    by: Actor,
    now: datetime,
    address_key: bytes,
    cause: str,
    until: datetime | None = None,
    channel: str = Channel.EMAIL,
) -> Suppression:
    """No mail to this address from now on, whoever it belongs to. `until` None: for good; a later end wins.
    Erased once more, it counts from then: what was asked for in between allows nothing.
    """
    people = lock_people_at(address_key)
    suppression, is_new = Suppression.objects.select_for_update().get_or_create(
        address_key=address_key,
        channel=Channel(channel),
        cause=SuppressionCause(cause),
        defaults={"since": now, "until": until},
    )
    longer = _later_end(suppression.until, until)
    is_renewed = suppression.cause == SuppressionCause.ERASED and now > suppression.since
    if is_new or is_renewed or longer != suppression.until:
        suppression.until = longer
        suppression.since = now if is_renewed else suppression.since
        suppression.save(update_fields=["until", "since"])
        _record(by, people, suppression, "suppressed")
    return suppression


@transaction.atomic
def hold(
    *,
    by: Actor,
    now: datetime,
    address_key: bytes,
    cause: str,
    since: datetime,
    until: datetime | None,
    channel: str = Channel.EMAIL,
) -> Suppression:
    """No mail to this address from `since` until `until` (None: for good), as everything that was reported of it says
    by now. Unlike `suppress` this may also end earlier than was said before; what holds for good stays for good.
    """
    people = lock_people_at(address_key)
    suppression, is_new = Suppression.objects.select_for_update().get_or_create(
        address_key=address_key,
        channel=Channel(channel),
        cause=SuppressionCause(cause),
        defaults={"since": since, "until": until},
    )
    if not is_new and suppression.until is None:
        since, until = min(since, suppression.since), None
    if is_new or (suppression.since, suppression.until) != (since, until):
        suppression.since, suppression.until = since, until
        suppression.save(update_fields=["since", "until"])
        _record(by, people, suppression, "suppressed")
    return suppression


@transaction.atomic
def lift(*, by: Actor, now: datetime, suppression_id: UUID, because: str) -> bool:
    """The mailbox works again, or its reader asked for our mail. `because`: a `LiftReason`, kept in the book; words of
    one's own would bring names into it. What was reported of earlier times does not bring it back.

    False if it had ended before, and of somebody who had everything erased: no staff's word brings them back, only
    their own (`rules.was_not_erased`). Raises `Suppression.DoesNotExist`, and `ValueError` for another reason.
    """
    reason = LiftReason(because)
    address_key = Suppression.objects.values_list("address_key", flat=True).get(pk=suppression_id)
    people = lock_people_at(bytes(address_key))
    suppression = Suppression.objects.select_for_update().get(pk=suppression_id)
    if suppression.cause == SuppressionCause.ERASED or (suppression.until is not None and suppression.until <= now):
        return False
    suppression.until = suppression.lifted_at = now
    suppression.save(update_fields=["until", "lifted_at"])
    _record(by, people, suppression, "lifted", because=reason.value)
    return True


def _later_end(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def _record(by: Actor, people: list[UUID], suppression: Suppression, what: str, **more: str) -> None:
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=people,
        fields=["consent.suppression.until"],
        details={"suppression": str(suppression.pk), "cause": suppression.cause, "what": what} | more,
    )

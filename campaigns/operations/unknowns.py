"""Messages that nobody knows of: settled by somebody's word, sent a second time once, or given back to their first try.

What may have left is never sent again blindly. The one exception is written on the text (`resend_unknown`, treatment
only): the database counts that second try and allows no third.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.enums import WAITING, Basis, CampaignState, Found, MessageState, Origin, Unsent
from campaigns.models import Campaign, DeliveryEvent, Message, MessageDecision, Settlement
from campaigns.operations import same_keys
from consent.enums import MessagePurpose

BATCH = 500
#: How a second try ends without telling anything about the first one.
_ENDED = frozenset({MessageState.REFUSED, MessageState.EXPIRED, MessageState.FAILED})
_STOPPED = (CampaignState.PAUSED, CampaignState.CANCELLED)
#: Of the first try nobody has said anything then.
_BY_ITSELF = (Basis.NO_WORD, Basis.SAME_KEY)


def settle_unknown(
    message_id: UUID, *, found: Found, basis: Basis, by: Actor, now: datetime, receipt: str = ""
) -> bool:
    """One message, for whoever asks its mail service. `receipt`: the service's id of it. False: no longer unknown."""
    return settle([message_id], found=found, basis=basis, by=by, now=now, receipt=receipt) == 1


@transaction.atomic
def settle(ids: Collection[UUID], *, found: Found, basis: Basis, by: Actor, now: datetime, receipt: str = "") -> int:
    """The count of those that were still unknown: they arrived, or did not. The others are left as they are, and so is
    all that a report settles before or after."""
    rows = _locked(Message.objects.filter(pk__in=ids, state=MessageState.UNKNOWN))
    over: dict[str, Any] = {"settled_at": now, "lease_token": None, "leased_until": None}
    messages = Message.objects.filter(pk__in=[row.pk for row in rows])
    if found == Found.ARRIVED:
        known = Coalesce(NullIf("receipt", Value("")), Value(receipt[:200] or f"found: {basis}"))
        messages.update(state=MessageState.ACCEPTED, receipt=known, reason=_reason_of_the_gate(), **over)
    elif found == Found.NOT_ARRIVED:
        messages.update(state=MessageState.FAILED, reason=Unsent.NOT_ARRIVED, **over)
    else:
        raise ValueError("to send again is no finding")
    _record(rows, found, basis, by, now)
    return len(rows)


@transaction.atomic
def send_again(ids: Collection[UUID], *, basis: Basis, by: Actor, now: datetime) -> int:
    """The count of those that are planned a second time, as somebody found that they did not arrive: only about a
    treatment, in time, and not a third time. The gate is asked again when they leave."""
    rows = _locked(may_be_sent_again(now).filter(pk__in=ids))
    _plan_again(rows, basis, by, now)
    return len(rows)


def may_be_sent_again(now: datetime) -> QuerySet[Message]:
    return _tried_once(now).filter(purpose=MessagePurpose.TREATMENT)


def can_be_sent_again(message: Message, now: datetime) -> bool:
    """The same of a row that is at hand."""
    about = (message.state, message.purpose, message.resends)
    return about == (MessageState.UNKNOWN, MessagePurpose.TREATMENT, 0) and message.expires_at > now


def plan_again(*, by: Actor, now: datetime) -> int:
    """The count of what is planned a second time by itself: unknown for `UNKNOWN_RESEND_AFTER` (minutes), nobody has
    reported anything, no service has given it an id, its text asks for it, and it is still in time. Same row, same id,
    same Message-ID.

    Rows that somebody holds at this moment are passed over: a report on them may be on its way.
    """
    since = now - timedelta(minutes=settings.UNKNOWN_RESEND_AFTER)
    found = _lost(now).filter(purpose=MessagePurpose.TREATMENT, template__resend_unknown=True, settled_at__lte=since)
    return _in_batches(found, lambda rows: _plan_again(rows, Basis.NO_WORD, by, now))


def plan_again_with_key(*, by: Actor, now: datetime) -> int:
    """The count of what is planned a second time because no harm can come of it: its service knows it again by its key,
    and takes it once (`same_keys`). Whatever it is about; as above, but after a minute."""
    found = _lost(now).filter(same_keys.are_known(now), settled_at__lte=now - timedelta(minutes=1))
    return _in_batches(found, lambda rows: _plan_again(rows, Basis.SAME_KEY, by, now))


def give_back(*, now: datetime) -> int:
    """The count of those whose second try ended before it told anything (too late by now, not allowed any more): what
    counts is the first again, and nobody knows of it. Not those of which somebody said that the first did not arrive.
    """
    latest = Settlement.objects.filter(message=OuterRef("pk")).order_by("-settled_at", "-id").values("basis")[:1]
    found = Message.objects.alias(latest=Subquery(latest)).filter(resends=1, state__in=_ENDED, latest__in=_BY_ITSELF)
    return _in_batches(found, lambda rows: _first_counts([row.pk for row in rows], now))


def first_try_counts(message_id: UUID, *, tells_its_end: bool, now: datetime) -> None:
    """In the transaction that keeps a report on it. Of a message with a second try that is not under way: it does not
    leave, and is unknown again, so that the report settles it. `tells_its_end`: also if that try has ended without it,
    and of a message of which somebody said that it did not arrive: the report knows better.

    Locks the message: whoever plans or prepares it meanwhile is waited for, or finds that it is no longer theirs.
    """
    states = WAITING | _ENDED if tells_its_end else WAITING
    message = Message.objects.select_for_update().only("state", "resends", "reason").get(pk=message_id)
    was_said = (message.state, message.reason) == (MessageState.FAILED, Unsent.NOT_ARRIVED)
    if (message.resends and message.state in states) or (was_said and tells_its_end):
        _first_counts([message_id], now)


def last_sent_again(message_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Message → the settlement by which it was planned a second time. Its id tells when that was (UUIDv7)."""
    again = Settlement.objects.filter(message_id__among=message_ids, found=Found.SENT_AGAIN)
    return dict(again.order_by("pk").values_list("message_id", "pk"))


def what_the_gate_said(message_id: UUID) -> str:
    """Last of this message: the reason that it has again once it is no longer unknown."""
    said = MessageDecision.objects.filter(message=message_id).order_by("-decided_at", "-id").values_list("reason")
    return str(found[0]) if (found := said.first()) else ""


def _tried_once(now: datetime) -> QuerySet[Message]:
    """In time, and of no campaign that somebody has stopped."""
    stopped = Campaign.objects.filter(pk=OuterRef("origin_id"), state__in=_STOPPED)
    found = Message.objects.filter(state=MessageState.UNKNOWN, resends=0, expires_at__gt=now)
    return found.exclude(Q(origin=Origin.CAMPAIGN) & Exists(stopped))


def _lost(now: datetime) -> QuerySet[Message]:
    """Nobody has reported anything, and no service has given it an id."""
    reports = DeliveryEvent.objects.filter(message=OuterRef("pk"))
    return _tried_once(now).filter(~Exists(reports), receipt="")


def _locked(found: QuerySet[Message], *, most: int | None = None) -> list[Message]:
    """In the order of ids. `most`: so many, and none that somebody else holds."""
    rows = found.order_by("pk").only("pk", "person_id").select_for_update(of=("self",), skip_locked=most is not None)
    return list(rows[:most])


def _in_batches(found: QuerySet[Message], act: Callable[[list[Message]], None]) -> int:
    number = 0
    while True:
        with transaction.atomic():
            rows = _locked(found, most=BATCH)
            act(rows)
        number += len(rows)
        if len(rows) < BATCH:
            return number


def _plan_again(rows: Sequence[Message], basis: Basis, by: Actor, now: datetime) -> None:
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=MessageState.PLANNED,
        resends=1,
        reason=_reason_of_the_gate(),
        settled_at=None,
        lease_token=None,
        leased_until=None,
    )
    _record(rows, Found.SENT_AGAIN, basis, by, now)


def _first_counts(ids: Collection[UUID], now: datetime) -> None:
    Message.objects.filter(pk__in=ids).update(
        state=MessageState.UNKNOWN, reason=Unsent.NO_RECEIPT, settled_at=now, lease_token=None, leased_until=None
    )


def _reason_of_the_gate() -> Coalesce:
    """What it said last: that nobody knows is over."""
    said = MessageDecision.objects.filter(message=OuterRef("pk")).order_by("-decided_at", "-id").values("reason")[:1]
    return Coalesce(Subquery(said), Value(""))


def _record(rows: Sequence[Message], found: Found, basis: Basis, by: Actor, now: datetime) -> None:
    if not rows:
        return
    said_by = by.id if by.kind == "staff" else ""
    Settlement.objects.bulk_create(
        Settlement(message=row, found=found, basis=basis, settled_by=said_by, settled_at=now) for row in rows
    )
    record_change(
        word=AuditWord.CHANGE,
        actor=by,
        people={row.person_id for row in rows},
        fields=["campaigns.message", "campaigns.settlement"],
        details={"messages": len(rows), "found": found, "basis": basis},
    )

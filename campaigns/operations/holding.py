"""Messages that staff hold, and let go again. Which ones is for whoever asks to say; nothing leaves here."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.enums import HELD_BY_STAFF, MessageState, Unsent
from campaigns.models import Message, MessageDecision

_CAN_BE_HELD = (MessageState.PLANNED, MessageState.RETRY, MessageState.LEASED)


@transaction.atomic
def hold_back(ids: Collection[UUID], *, by: Actor) -> int:
    """The count of those that were still waiting: held by staff from now on. A worker that is preparing one finds that
    it is no longer its own; what is being handed over at this moment leaves."""
    held = _locked(ids, _CAN_BE_HELD)
    Message.objects.filter(pk__in=held).update(
        state=MessageState.HELD, reason=Unsent.HELD_BY_STAFF, lease_token=None, leased_until=None
    )
    _record(held, "held", by)
    return len(held)


@transaction.atomic
def let_go(ids: Collection[UUID], *, by: Actor, released_at: datetime | None, released_by: str) -> int:
    """The count of those that staff held: planned again; who released them, if anybody had to. The gate is asked again
    when they leave."""
    freed = _locked(ids, (MessageState.HELD,), HELD_BY_STAFF)
    said = MessageDecision.objects.filter(message=OuterRef("pk")).order_by("-decided_at").values("reason")[:1]
    Message.objects.filter(pk__in=freed).update(
        state=MessageState.PLANNED,
        reason=Coalesce(Subquery(said), Value("")),
        released_at=released_at,
        released_by=released_by,
    )
    _record(freed, "released", by)
    return len(freed)


@transaction.atomic
def make_wait(ids: Collection[UUID], *, by: Actor) -> int:
    """What was held by staff is no longer, and waits to be released like the others."""
    waiting = _locked(ids, (MessageState.HELD,), {Unsent.HELD_BY_STAFF})
    Message.objects.filter(pk__in=waiting).update(reason=Unsent.AWAITING_RELEASE)
    _record(waiting, "waits", by)
    return len(waiting)


def _locked(
    ids: Collection[UUID], states: Collection[MessageState], reasons: Collection[Unsent] | None = None
) -> list[UUID]:
    found = Message.objects.select_for_update().filter(pk__in=list(ids), state__in=states)
    if reasons is not None:
        found = found.filter(reason__in=reasons)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _record(ids: Collection[UUID], step: str, by: Actor) -> None:
    if ids:
        record_change(
            word=AuditWord.CHANGE,
            actor=by,
            fields=["campaigns.message"],
            details={"messages": len(ids), "step": step},
        )

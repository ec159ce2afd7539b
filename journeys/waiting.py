"""Messages of journeys that have not left, as staff know them, in batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from campaigns.enums import MessageState, Origin
from campaigns.models import Message
from journeys.domain.holding import Read, Said, Which, Word
from journeys.models import Enrolment

BATCH = 500
_CAN_BE_HELD = (MessageState.PLANNED, MessageState.RETRY, MessageState.LEASED)


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    pk: UUID
    read: Read
    text: UUID | None

    def word(self, said: Said) -> Word:
        return said.about(self.read).for_text(self.text)


def still_waiting(*, since: datetime | None = None) -> Iterator[list[WaitingMessage]]:
    """What can still be held. `since`: only what was planned from that moment on."""
    planned = {"planned_at__gte": since} if since else {}
    return _batches(state__in=_CAN_BE_HELD, **planned)


def held(reason: str, *, until: datetime | None = None) -> Iterator[list[WaitingMessage]]:
    """What is held for a reason. `until`: only what was planned by then."""
    planned = {"planned_at__lte": until} if until else {}
    return _batches(state=MessageState.HELD, reason=reason, **planned)


def _batches(**wanted: object) -> Iterator[list[WaitingMessage]]:
    """In the order of ids, each batch read when the one before has been dealt with."""
    after = UUID(int=0)
    while True:
        rows = list(Message.objects.filter(origin=Origin.JOURNEY, pk__gt=after, **wanted).order_by("pk")[:BATCH])
        if not rows:
            return
        yield _known(rows)
        after = rows[-1].pk


def _known(rows: Sequence[Message]) -> list[WaitingMessage]:
    about = {
        pk: (journey, key)
        for pk, journey, key in Enrolment.objects.filter(pk__in={row.origin_id for row in rows}).values_list(
            "pk", "journey_id", "anchor_key"
        )
    }
    return [
        WaitingMessage(
            row.pk,
            Read(Which(row.person_id, *about[row.origin_id], row.step), row.channel, row.anchor_at),
            row.version_id,
        )
        for row in rows
        if row.origin_id in about
    ]

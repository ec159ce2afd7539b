"""What the other side said of messages, written down for many at once; nothing counts as sent without its word."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from campaigns.channels import Handed, Obstacle, Trouble, Verdict
from campaigns.domain.backoff import next_attempt
from campaigns.enums import MessageState, Unsent
from campaigns.models import Message
from campaigns.operations import leases, outcomes, tracking
from campaigns.operations.outcomes import Ending
from campaigns.outgoing import Outgoing

_STATE_OF = {
    Verdict.REJECTED: (MessageState.FAILED, Unsent.REJECTED),
    Verdict.UNKNOWN: (MessageState.UNKNOWN, Unsent.NO_RECEIPT),
}
_WHY = {Obstacle.UNREACHABLE: Unsent.UNREACHABLE, Obstacle.BLOCKED_TLS: Unsent.BLOCKED_TLS}
#: The line was never there: nothing was said about the message.
_NOBODY_THERE = {Trouble.UNREACHABLE, Trouble.BLOCKED_TLS}
Told = tuple[str, str, str]


@transaction.atomic
def settle(handed: Sequence[tuple[Outgoing, Handed]], *, token: UUID, at: datetime) -> list[Told]:
    """Write what the other side said, then what it had reported before we came to write.

    A row that is no longer ours is left as it is, but for a receipt: one that was forgotten as unknown meanwhile is
    accepted after all. (origin slug, outcome, reason) of each that was written.
    """
    endings = [_ending(message, said, at) for message, said in handed]
    told = outcomes.write(endings, token=token, was=MessageState.HANDING_OVER, at=at)
    tracking.catch_up([message.pk for message, _ in handed], now=at)
    return told


@transaction.atomic
def postpone(claimed: Sequence[leases.Claimed], why: Obstacle, *, token: UUID, at: datetime) -> list[Told]:
    """The other side cannot be talked to at all: an attempt for each, and nothing of any has left."""
    ours = leases.still_ours([one.pk for one in claimed], token)
    endings = []
    for message in Message.objects.filter(pk__among=ours).only("attempts", "expires_at"):
        again = _again(message, at, line_failed=True)
        state = MessageState.PLANNED if again else MessageState.FAILED
        endings.append(Ending(message.pk, state, "" if again else _WHY[why], again, tries=1))
    told = outcomes.write(endings, token=token, was=MessageState.LEASED, at=at)
    waiting = MessageState.PLANNED.value
    return [
        (slug, MessageState.RETRY.value, _WHY[why].value) if state == waiting else (slug, state, reason)
        for slug, state, reason in told
    ]


def _ending(message: Outgoing, said: Handed, at: datetime) -> Ending:
    if said.verdict == Verdict.ACCEPTED:
        return Ending(message.pk, MessageState.ACCEPTED, message.reason, receipt=said.receipt)
    if said.verdict in _STATE_OF:
        state, reason = _STATE_OF[said.verdict]
        return Ending(message.pk, state, reason, receipt=said.receipt)
    again = _again(message, at, line_failed=said.trouble in _NOBODY_THERE)
    state = MessageState.RETRY if again else MessageState.FAILED
    return Ending(message.pk, state, _WHY[said.obstacle], again)


def _again(message: Outgoing | Message, at: datetime, *, line_failed: bool) -> datetime | None:
    """After an attempt that `message`, loaded before it, does not count yet."""
    return next_attempt(attempts=message.attempts + 1, now=at, expires_at=message.expires_at, line_failed=line_failed)

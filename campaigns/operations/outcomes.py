"""What became of messages, written for many at once and fenced by the token of whoever leased them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.enums import MessageState
from campaigns.operations.leases import BY_ITS_ID
from campaigns.operations.quick_rows import array_of_texts

_WRITE = f"""
    UPDATE campaigns_message m
    SET state = said.state, reason = coalesce(nullif(said.reason, ''), m.reason),
        due_at = coalesce(said.due_at, m.due_at), receipt = coalesce(nullif(said.receipt, ''), m.receipt),
        attempts = m.attempts + said.tries,
        settled_at = CASE WHEN said.state = ANY(%(open)s) THEN NULL ELSE %(at)s END,
        lease_token = NULL, leased_until = NULL
    FROM unnest(%(ids)s::uuid[], %(states)s::text[], %(reasons)s::text[], %(dues)s::timestamptz[],
        %(receipts)s::text[], %(tries)s::int[]) AS said (id, state, reason, due_at, receipt, tries)
    WHERE m.id = said.id AND m.lease_token = %(token)s
      AND (m.{BY_ITS_ID} = %(was)s OR (m.{BY_ITS_ID} = 'unknown' AND said.state = 'accepted'))
    RETURNING m.origin_slug, m.state, m.reason
"""  # noqa: S608
#: Not over yet.
_OPEN = [MessageState.PLANNED.value, MessageState.HELD.value, MessageState.RETRY.value]


@dataclass(frozen=True, slots=True)
class Ending:
    """The next state of one message. Empty reason, receipt and `due_at`: as they are. `tries`: attempts to add."""

    message_id: UUID
    state: MessageState
    reason: str = ""
    due_at: datetime | None = None
    receipt: str = ""
    tries: int = 0


def write(endings: Sequence[Ending], *, token: UUID, was: MessageState, at: datetime) -> list[tuple[str, str, str]]:
    """(origin slug, state, reason) of those that were ours in the state `was`; the others are left as they are. But a
    receipt counts for one that was forgotten as unknown meanwhile, too."""
    if not endings:
        return []
    values: dict[str, Any] = {
        "ids": array_of_texts([ending.message_id for ending in endings]),
        "states": array_of_texts([ending.state.value for ending in endings]),
        "reasons": array_of_texts([str(ending.reason) for ending in endings]),
        "dues": array_of_texts([ending.due_at for ending in endings]),
        "receipts": array_of_texts([ending.receipt for ending in endings]),
        "tries": array_of_texts([ending.tries for ending in endings]),
        "token": token,
        "was": was.value,
        "at": at,
        "open": _OPEN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
        return [(str(slug), str(state), str(reason)) for slug, state, reason in cursor.fetchall()]

"""What the gate said of messages, kept for many at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.domain.uuid7 import uuid7
from campaigns.enums import Stage
from campaigns.models import MessageDecision
from campaigns.operations.quick_rows import insert_columns
from consent.domain.policy import Decision


def keep_decisions(decisions: Mapping[UUID, Decision], *, stage: Stage, now: datetime) -> None:
    """By the ids of messages that are there."""
    if not decisions:
        return
    found = decisions.values()
    each: dict[str, Sequence[Any]] = {
        "id": [uuid7() for _ in found],
        "message_id": list(decisions),
        "stage": [stage] * len(found),
        "outcome": [decision.outcome for decision in found],
        "reason": [decision.reason for decision in found],
        "evidence": [list(decision.evidence) for decision in found],
        "decided_at": [now] * len(found),
    }
    insert_columns(MessageDecision, each)

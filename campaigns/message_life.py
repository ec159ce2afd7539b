"""What happened to one message, in order and in words, with the rows that the gate's answers rest on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from campaigns.enums import Stage, reason_in_words
from campaigns.models import Message, MessageDecision
from clinic.models import Vendor
from consent.enums import DecisionOutcome
from consent.models import Authorization, OptIn, Preference, RiskAcknowledgement, Suppression

_EVIDENCE: tuple[type[Model], ...] = (Preference, OptIn, Authorization, RiskAcknowledgement, Suppression, Vendor)
_ASKED = {
    Stage.PLANNING: "May it be planned?",
    Stage.HAND_OVER: "May it leave now?",
}
_ANSWERS = {
    DecisionOutcome.ALLOWED: "Yes",
    DecisionOutcome.REFUSED: "No",
}
_REPORTED = {
    "sent": "sent on",
    "queued": "waiting there",
    "delivered": "delivered",
    "bounced": "came back",
    "deferred": "delayed, will be tried again there",
    "rejected": "rejected",
    "complained": "marked as unwanted by the reader",
    "unsubscribed": "unsubscribed by the reader",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    says: str
    route: str
    """Name of the admin page; needs the id."""
    id: UUID


@dataclass(frozen=True, slots=True)
class LifeLine:
    at: datetime
    what: str
    why: str = ""
    evidence: tuple[Evidence, ...] = ()


def life_of(message: Message) -> list[LifeLine]:
    decisions = list(message.decisions.all())
    known = _evidence_by_id({one for decision in decisions for one in decision.evidence})
    lines = [LifeLine(message.planned_at, "Planned")]
    lines += [_answer(decision, known) for decision in decisions]
    if message.handed_over_at:
        lines.append(LifeLine(message.handed_over_at, "Handed over to the mail service"))
    lines += [
        LifeLine(event.occurred_at, f"{event.esp} says: {_REPORTED.get(event.event_type, event.event_type)}")
        for event in message.delivery_events.all()
    ]
    if message.settled_at:
        lines.append(LifeLine(message.settled_at, message.get_state_display(), reason_in_words(message.reason)))
    return sorted(lines, key=lambda line: line.at)


def _answer(decision: MessageDecision, known: dict[UUID, Evidence]) -> LifeLine:
    answer = _ANSWERS.get(DecisionOutcome(decision.outcome), decision.get_outcome_display())
    return LifeLine(
        decision.decided_at,
        f"{_ASKED[Stage(decision.stage)]} {answer}",
        reason_in_words(decision.reason),
        tuple(known[one] for one in decision.evidence if one in known),
    )


def _evidence_by_id(ids: Iterable[UUID]) -> dict[UUID, Evidence]:
    wanted = list(ids)
    return {
        pk: Evidence(str(model._meta.verbose_name), f"admin:{model._meta.label_lower.replace('.', '_')}_change", pk)
        for model in _EVIDENCE
        if wanted
        for pk in model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True)
    }

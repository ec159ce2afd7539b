"""What happened to one message, in order and in words, with the rows that the gate's answers rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from campaigns.domain.bounce_kinds import IN_WORDS
from campaigns.domain.machine_visits import SIGNS_IN_WORDS
from campaigns.domain.reports import BY_MAIL
from campaigns.enums import Stage, reason_in_words
from campaigns.models import DeliveryEvent, Message, MessageDecision, Settlement
from campaigns.operations.visits_counted import HERE
from clinic.staff_names import called
from consent.enums import DecisionOutcome
from consent.grounds import Ground, grounds

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
    "opened": "opened",
    "clicked": "a link was followed",
    "opened-by-machine": "a program fetched its picture",
    "clicked-by-machine": "a program followed a link",
}
_SIGNS: Mapping[str, str] = {sign.value: words for sign, words in SIGNS_IN_WORDS.items()}
_TELLS_WHY = frozenset({"bounced", "deferred", "rejected"})


@dataclass(frozen=True, slots=True)
class LifeLine:
    at: datetime
    what: str
    why: str = ""
    rests_on: tuple[Ground, ...] = ()


def life_of(message: Message) -> list[LifeLine]:
    decisions = list(message.decisions.all())
    evidence = {one for decision in decisions for one in decision.evidence}
    known = grounds(evidence, person_id=message.person_id)
    lines = [LifeLine(message.planned_at, "Planned", _text_of(message))]
    lines += [_answer(decision, known) for decision in decisions]
    if message.released_at:
        lines.append(LifeLine(message.released_at, f"Released by {called([message.released_by])[message.released_by]}"))
    if message.handed_over_at:
        vendor = f"Under the agreement with {message.vendor.name}" if message.vendor else ""
        lines.append(LifeLine(message.handed_over_at, "Handed over to the mail service", vendor))
    lines += [LifeLine(event.occurred_at, _said(event), _why(event)) for event in message.delivery_events.all()]
    lines += _found_out(message)
    if message.settled_at:
        lines.append(LifeLine(message.settled_at, message.get_state_display(), reason_in_words(message.reason)))
    return sorted(lines, key=lambda line: line.at)


def _said(event: DeliveryEvent) -> str:
    said = _REPORTED.get(event.event_type, event.event_type)
    if event.esp == HERE:
        return said[:1].upper() + said[1:]
    return f"{'A returned mail' if event.esp == BY_MAIL else event.esp} says: {said}"


def _why(event: DeliveryEvent) -> str:
    """Of a bounce: what went wrong, and whether it counts against the address. Of a program's visit: how it shows."""
    if event.esp == HERE:
        return f"It {_SIGNS[event.kind]}" if event.kind in _SIGNS else ""
    kind = IN_WORDS.get(event.kind, "") if event.event_type in _TELLS_WHY else ""
    lasts = event.get_severity_display().lower() if event.severity else ""
    words = ", ".join(part for part in (kind, lasts, event.status) if part)
    return words[:1].upper() + words[1:]


def found_in_words(row: Settlement, names: Mapping[str, str]) -> str:
    """What somebody found out, or this system did."""
    who = f", says {names[row.settled_by]}" if row.settled_by else ""
    return f"{row.get_found_display()}{who}"


def _found_out(message: Message) -> list[LifeLine]:
    rows = list(message.settlements.all())
    names = called(row.settled_by for row in rows if row.settled_by)
    return [LifeLine(row.settled_at, found_in_words(row, names), row.get_basis_display()) for row in rows]


def _text_of(message: Message) -> str:
    version = message.version
    return f"Text: {message.template.name} v{version.number} ({version.get_language_display()})" if version else ""


def _answer(decision: MessageDecision, known: Mapping[UUID, Ground]) -> LifeLine:
    answer = _ANSWERS.get(DecisionOutcome(decision.outcome), decision.get_outcome_display())
    return LifeLine(
        decision.decided_at,
        f"{_ASKED[Stage(decision.stage)]} {answer}",
        reason_in_words(decision.reason),
        tuple(known[one] for one in decision.evidence if one in known),
    )

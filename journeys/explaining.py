"""Why somebody got, will get or did not get each message. Opaque ids and coarse words only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from campaigns.enums import MessageState, reason_in_words
from campaigns.models import Message, MessageDecision
from journeys.domain.deciding import Move, PastMessage, Verb, moves
from journeys.due import Due
from journeys.enums import EnrolmentState
from journeys.facts import facts_of
from journeys.models import Enrolment, Journey
from journeys.not_entered import why_not_entered
from journeys.queries import house, past_messages, rule_of, steps_of
from patients.models import Person


@dataclass(frozen=True, slots=True)
class ExplainedDecision:
    stage: str
    outcome: str
    reason: str
    words: str
    evidence: tuple[UUID, ...]
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class ExplainedMessage:
    """`rule` is the purpose and topic that the gate judged by."""

    id: UUID
    origin: str
    step: str
    state: str
    reason: str
    words: str
    anchor_at: datetime
    due_at: datetime
    expires_at: datetime
    rule: str
    channel: str
    template: str
    template_version: str
    decisions: tuple[ExplainedDecision, ...]


@dataclass(frozen=True, slots=True)
class ComingStep:
    """A step without a message yet: the gate is asked when it is due."""

    step: str
    due_at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class ExplainedEnrolment:
    id: UUID
    anchor_at: datetime
    state: str
    words: str
    messages: tuple[ExplainedMessage, ...]
    coming: tuple[ComingStep, ...]


@dataclass(frozen=True, slots=True)
class ExplainedJourney:
    slug: str
    name: str
    enrolments: tuple[ExplainedEnrolment, ...]
    why_not: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """`others` are messages that no journey asked for, such as confirmations."""

    person_id: UUID
    at: datetime
    journeys: tuple[ExplainedJourney, ...]
    others: tuple[ExplainedMessage, ...]

    def messages(self) -> list[ExplainedMessage]:
        of_journeys = [
            message for journey in self.journeys for enrolment in journey.enrolments for message in enrolment.messages
        ]
        return [*of_journeys, *self.others]


def explain(person_id: UUID, now: datetime) -> Explanation:
    """Raises `Person.DoesNotExist`."""
    person = Person.objects.get(pk=person_id)
    explained = defaultdict(list)
    found = Message.objects.filter(person=person).select_related("template", "version").order_by("due_at", "id")
    decisions = _decisions(person_id)
    for message in found:
        explained[message.origin_id].append(_message(message, decisions[message.pk]))
    enrolments = _enrolments(person_id, explained, now)
    journeys = tuple(
        ExplainedJourney(
            journey.slug,
            journey.name,
            tuple(enrolments[journey.pk]),
            "" if enrolments[journey.pk] else why_not_entered(journey, person, now),
        )
        for journey in Journey.objects.order_by("slug")
    )
    ours = {enrolment.id for found_in in enrolments.values() for enrolment in found_in}
    others = [message for origin, messages in explained.items() if origin not in ours for message in messages]
    return Explanation(person_id, now, journeys, tuple(others))


def _decisions(person_id: UUID) -> defaultdict[UUID, list[ExplainedDecision]]:
    found: defaultdict[UUID, list[ExplainedDecision]] = defaultdict(list)
    for decision in MessageDecision.objects.filter(message__person_id=person_id).order_by("decided_at", "id"):
        found[decision.message_id].append(
            ExplainedDecision(
                decision.stage,
                decision.outcome,
                decision.reason,
                reason_in_words(decision.reason),
                tuple(decision.evidence),
                decision.decided_at,
            )
        )
    return found


def _message(message: Message, decisions: Iterable[ExplainedDecision]) -> ExplainedMessage:
    version = message.version
    return ExplainedMessage(
        id=message.pk,
        origin=message.origin_slug,
        step=message.step,
        state=message.state,
        reason=message.reason,
        words=reason_in_words(message.reason) if message.reason else MessageState(message.state).label,
        anchor_at=message.anchor_at,
        due_at=message.due_at,
        expires_at=message.expires_at,
        rule=f"{message.purpose}/{message.topic}",
        channel=message.channel,
        template=message.template.slug,
        template_version=f"v{version.number} {version.language}" if version else "",
        decisions=tuple(decisions),
    )


def _enrolments(
    person_id: UUID, explained: dict[UUID, list[ExplainedMessage]], now: datetime
) -> defaultdict[UUID, list[ExplainedEnrolment]]:
    found: defaultdict[UUID, list[ExplainedEnrolment]] = defaultdict(list)
    enrolled = list(
        Enrolment.objects.filter(person_id=person_id)
        .select_related("journey", "appointment")
        .order_by("anchor_at", "id")
    )
    past = past_messages([enrolment.pk for enrolment in enrolled])
    for enrolment in enrolled:
        found[enrolment.journey_id].append(
            ExplainedEnrolment(
                enrolment.pk,
                enrolment.anchor_at,
                enrolment.state,
                _standing(enrolment),
                tuple(explained.get(enrolment.pk, ())),
                _coming(enrolment, past[enrolment.pk], now),
            )
        )
    return found


def _standing(enrolment: Enrolment) -> str:
    if enrolment.state == EnrolmentState.EXITED:
        return f"Left: {enrolment.get_exit_reason_display().lower()}"
    if enrolment.state == EnrolmentState.ACTIVE and not enrolment.journey.is_active:
        return "Waiting: the journey is switched off"
    return str(enrolment.get_state_display())


def _coming(enrolment: Enrolment, past: Iterable[PastMessage], now: datetime) -> tuple[ComingStep, ...]:
    if enrolment.state != EnrolmentState.ACTIVE:
        return ()
    open_hours = house()
    rules = [rule_of(step) for step in steps_of(enrolment.version_id)]
    due = Due.of(enrolment)
    facts = facts_of([due], {rule.condition for rule in rules}, at=now)
    timeline = facts.timeline_of(due, open_hours)
    decided = moves(timeline, rules, past, open_hours, at=now, horizon=now)
    return tuple(ComingStep(move.step.key, move.due_at, _in_words(move)) for move in decided)


def _in_words(move: Move) -> str:
    if move.verb is Verb.SKIP:
        return f"Will be skipped: {reason_in_words(move.reason).lower()}"
    if move.verb is Verb.PLAN:
        return "Due: the next run asks whether it may go"
    return "Will be asked for when it is due"

"""Steps of somebody's journeys that have no message yet, each with what the gate would say as things stand now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from campaigns.enums import Origin, reason_in_words
from campaigns.gate import gate_for
from campaigns.models import Message
from campaigns.queries import PublishedTexts, clinics_hours, published_texts
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.domain.policy import Decision
from consent.grounds import Ground, grounds
from journeys.about import about_appointment, rule_in_words
from journeys.domain.deciding import Move, Verb, moves
from journeys.due import Due
from journeys.enums import EnrolmentState
from journeys.explained import ComingStep
from journeys.facts import facts_of
from journeys.models import Enrolment, Step
from journeys.queries import past_messages, plans_of, rule_of
from patients.models import Person

Coming = Mapping[UUID, tuple[ComingStep, ...]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A step as the gate is asked about it; no row of it is ever stored."""

    enrolment: UUID
    step: ComingStep
    message: Message
    is_skipped: bool


def coming_steps(person: Person, enrolments: Iterable[Enrolment], now: datetime) -> Coming:
    """By enrolment, in order of due time. A journey that is over has none."""
    active = [enrolment for enrolment in enrolments if enrolment.state == EnrolmentState.ACTIVE]
    asked = _asked(person, active, now)
    messages = [one.message for one in asked]
    clinic = organisation()
    gate = gate_for(messages, now=now, today=local_day(now, clinic.time_zone), zone=clinic.time_zone, lock=False)
    decisions = [gate.ask(message) for message in messages]
    known = grounds({row for decision in decisions for row in decision.evidence}, person_id=person.pk)
    found: dict[UUID, list[ComingStep]] = {enrolment.pk: [] for enrolment in active}
    for one, decision in zip(asked, decisions, strict=True):
        found[one.enrolment].append(one.step if one.is_skipped else _with_answer(one.step, decision, known))
    return {enrolment: tuple(steps) for enrolment, steps in found.items()}


def _with_answer(step: ComingStep, decision: Decision, known: Mapping[UUID, Ground]) -> ComingStep:
    return replace(
        step,
        outcome=str(decision.outcome),
        reason=str(decision.reason),
        reason_in_words=reason_in_words(decision.reason),
        rests_on=tuple(known[row] for row in decision.evidence if row in known),
    )


def _asked(person: Person, active: Sequence[Enrolment], now: datetime) -> list[_Asked]:
    open_hours = clinics_hours()
    past = past_messages([enrolment.pk for enrolment in active])
    plans = plans_of({enrolment.version_id for enrolment in active})
    rules = {version: [rule_of(step) for step in steps] for version, steps in plans.items()}
    conditions = {rule.condition for some in rules.values() for rule in some}
    due = [Due.of(enrolment) for enrolment in active]
    facts = facts_of(due, conditions, at=now)
    texts = published_texts(step.template.slug for steps in plans.values() for step in steps)
    found = []
    for enrolment, one in zip(active, due, strict=True):
        steps = {step.key: step for step in plans[one.version_id]}
        timeline = facts.timeline_of(one, open_hours)
        decided = moves(timeline, rules[one.version_id], past[one.id], open_hours, at=now, horizon=now)
        found += [_one(person, enrolment, steps[move.step.key], move, texts) for move in decided]
    return found


def _one(person: Person, enrolment: Enrolment, step: Step, move: Move, texts: PublishedTexts) -> _Asked:
    text = step.template
    version = texts.best(text.slug, person.language)
    message = Message(
        person_id=person.pk,
        channel=step.channel,
        template=text,
        purpose=text.purpose,
        topic=text.topic,
        origin=Origin.JOURNEY,
        origin_slug=enrolment.journey.slug,
    )
    told = ComingStep(
        step=step.key,
        due_at=move.step_due_at,
        words=_in_words(move, enrolment.journey.is_active),
        channel=step.channel,
        rule=f"{text.purpose}/{text.topic}",
        rule_in_words=rule_in_words(text.purpose, text.topic),
        template=text.slug,
        template_name=text.name,
        template_version=f"v{version.number} {version.language}" if version else "",
        about=_about(enrolment),
    )
    return _Asked(enrolment.pk, told, message, move.verb is Verb.SKIP)


def _about(enrolment: Enrolment) -> str:
    if enrolment.appointment is None:
        return ""
    return about_appointment(enrolment.anchor_at, enrolment.location or enrolment.appointment.location)


def _in_words(move: Move, is_on: bool) -> str:
    if not is_on:
        return "Not planned while the journey is switched off"
    if move.verb is Verb.SKIP:
        return f"Will be skipped: {reason_in_words(move.reason).lower()}"
    if move.verb is Verb.PLAN:
        return "Due: the next run asks whether it may go"
    return "Will be asked for when it is due"

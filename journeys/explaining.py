"""Why somebody got, will get or did not get each message. Opaque ids and coarse words only."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from campaigns.enums import MessageState, reason_in_words
from campaigns.message_life import found_in_words
from campaigns.models import Message, MessageDecision, Settlement
from clinic.staff_names import called
from consent.grounds import Ground, grounds
from journeys.about import about_appointment, rule_in_words
from journeys.coming_steps import Coming, coming_steps
from journeys.enums import EnrolmentState
from journeys.explained import (
    ExplainedDecision,
    ExplainedEnrolment,
    ExplainedJourney,
    ExplainedMessage,
    Explanation,
)
from journeys.in_the_way import in_the_way
from journeys.models import Enrolment, Journey
from journeys.not_entered import whys_not_entered
from journeys.rehearsed_steps import rehearsed_steps
from patients.models import Person

Messages = Mapping[UUID, list[ExplainedMessage]]


def explain(person_id: UUID, now: datetime, *, since: datetime | None = None) -> Explanation:
    """`since`: only messages that were due from then on. Raises `Person.DoesNotExist`."""
    person = Person.objects.get(pk=person_id)
    messages = _messages(person_id, since)
    enrolled = list(
        Enrolment.objects.filter(person_id=person_id)
        .select_related("journey", "version", "appointment__location", "location")
        .order_by("anchor_at", "id")
    )
    coming = coming_steps(person, enrolled, now)
    rehearsed = rehearsed_steps(person, enrolled, now)
    ours = {enrolment.pk for enrolment in enrolled}
    journeys = list(Journey.objects.order_by("slug"))
    inside = {enrolment.journey_id for enrolment in enrolled}
    why_not = whys_not_entered([one for one in journeys if one.pk not in inside], person, now)
    return Explanation(
        person_id=person_id,
        at=now,
        in_the_way=in_the_way(person_id, now),
        switched_off=tuple(sorted(journey.name for journey in journeys if not journey.is_active)),
        journeys=tuple(
            ExplainedJourney(
                journey.slug,
                journey.name,
                tuple(_enrolment(one, messages, coming) for one in enrolled if one.journey_id == journey.pk),
                why_not.get(journey.pk, ""),
                rehearsed.get(journey.pk, ()),
            )
            for journey in journeys
        ),
        others=tuple(one for origin, found in messages.items() if origin not in ours for one in found),
    )


def _enrolment(enrolment: Enrolment, messages: Messages, coming: Coming) -> ExplainedEnrolment:
    return ExplainedEnrolment(
        enrolment.pk,
        enrolment.anchor_at,
        enrolment.version.number,
        enrolment.state,
        _standing(enrolment),
        tuple(messages.get(enrolment.pk, ())),
        coming.get(enrolment.pk, ()),
    )


def _standing(enrolment: Enrolment) -> str:
    if enrolment.state == EnrolmentState.EXITED:
        return f"Left: {enrolment.get_exit_reason_display().lower()}"
    if enrolment.state == EnrolmentState.ACTIVE and not enrolment.journey.is_active:
        return "Waiting: the journey is switched off"
    return str(enrolment.get_state_display())


def _messages(person_id: UUID, since: datetime | None) -> Messages:
    """By what asked for them, in order of due time."""
    wanted = Message.objects.filter(person=person_id, **({"due_at__gte": since} if since else {}))
    found = list(
        wanted.select_related("template", "version", "vendor", "location", "appointment__location")
        .defer("version__html", "version__text", "version__body")
        .order_by("due_at", "id")
    )
    rows = MessageDecision.objects.filter(message__in=found).order_by("decided_at", "id")
    decisions: defaultdict[UUID, list[MessageDecision]] = defaultdict(list)
    for row in rows:
        decisions[row.message_id].append(row)
    known = grounds({one for row in rows for one in row.evidence}, person_id=person_id)
    names = called(message.released_by for message in found if message.released_by)
    settled = _found_out(found)
    told: defaultdict[UUID, list[ExplainedMessage]] = defaultdict(list)
    for message in found:
        answers = tuple(_decision(row, known) for row in decisions[message.pk])
        one = _message(message, answers, names.get(message.released_by, ""))
        told[message.origin_id].append(replace(one, found_out=tuple(settled[message.pk])))
    return told


def _found_out(messages: list[Message]) -> Mapping[UUID, list[str]]:
    rows = list(Settlement.objects.filter(message__in=messages))
    names = called(row.settled_by for row in rows if row.settled_by)
    told: defaultdict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        told[row.message_id].append(f"{found_in_words(row, names)}: {row.get_basis_display().lower()}")
    return told


def _decision(row: MessageDecision, known: Mapping[UUID, Ground]) -> ExplainedDecision:
    return ExplainedDecision(
        row.stage,
        row.outcome,
        row.reason,
        reason_in_words(row.reason),
        tuple(row.evidence),
        row.decided_at,
        tuple(known[one] for one in row.evidence if one in known),
    )


def _message(message: Message, decisions: tuple[ExplainedDecision, ...], released_by: str) -> ExplainedMessage:
    version = message.version
    return ExplainedMessage(
        id=message.pk,
        origin=message.origin_slug,
        step=message.step,
        state=message.state,
        reason=message.reason,
        words=reason_in_words(message.reason) if message.reason else MessageState(message.state).label,
        anchor_at=message.anchor_at,
        planned_at=message.planned_at,
        due_at=message.due_at,
        expires_at=message.expires_at,
        left_at=message.handed_over_at,
        rule=f"{message.purpose}/{message.topic}",
        rule_in_words=rule_in_words(message.purpose, message.topic),
        channel=message.channel,
        template=message.template.slug,
        template_name=message.template.name,
        template_version=f"v{version.number} {version.language}" if version else "",
        vendor=message.vendor.name if message.vendor else "",
        released_at=message.released_at,
        released_by=released_by,
        decisions=decisions,
        about=_about(message),
    )


def _about(message: Message) -> str:
    if message.appointment is None:
        return ""
    return about_appointment(message.anchor_at, message.location or message.appointment.location)

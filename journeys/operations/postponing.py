"""Messages that did not leave in their hours get their next ones."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from campaigns.enums import MessageState, Origin
from campaigns.models import Message
from campaigns.operations import outbox
from campaigns.operations.outbox import Opening
from campaigns.operations.spreading import Spreading
from campaigns.queries import clinics_hours
from clinic.queries import organisation
from journeys.domain.deciding import next_hours
from journeys.domain.timeline import House, StepRule, slot
from journeys.models import Enrolment
from journeys.operations import claiming
from journeys.plans import Plans

BATCH = 500


def postpone_what_stayed(*, by: Actor, at: datetime) -> None:
    """After an outage, or a day that was closed later: what was to leave before `at` leaves when its step's hours open
    again, on a day with room under the caps. What will be too late by then stays as it is, and expires.

    A reminder is too late as the days that are closed now say: one that lost its day waits for the next opening."""
    stayed = Message.objects.filter(
        origin=Origin.JOURNEY,
        state__in=[MessageState.PLANNED, MessageState.RETRY],
        leaves_until__lte=at,
        expires_at__gt=at,
    )
    plans, open_hours = Plans(), clinics_hours()
    ids = list(stayed.order_by("person_id", "id").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        _postpone(ids[start : start + BATCH], plans, open_hours, by=by, at=at)


@transaction.atomic
def _postpone(ids: Sequence[UUID], plans: Plans, open_hours: House, *, by: Actor, at: datetime) -> None:
    messages = list(Message.objects.filter(pk__in=ids).order_by("person_id", "id"))
    claiming.wait_for_people({message.person_id for message in messages})
    steps: dict[tuple[UUID, str], tuple[StepRule, int]] = {}
    openings = {opening.message_id: opening for opening in _openings(messages, plans, steps, open_hours, at)}
    moved = [message for message in messages if message.pk in openings]
    for message in moved:
        opening = openings[message.pk]
        message.due_at, message.leaves_until = opening.due_at, opening.until
        message.expires_at = opening.expires_at or message.expires_at
    changed = Spreading(open_hours, organisation().weekly_cap, steps)(moved) if moved else {}
    found = [(message, changed.get(message.pk, openings[message.pk])) for message in moved]
    later = [replace(one, expires_at=message.expires_at) for message, one in found if isinstance(one, Opening)]
    outbox.postpone(later, by=by, now=at)


def _openings(
    messages: Sequence[Message],
    plans: Plans,
    steps: dict[tuple[UUID, str], tuple[StepRule, int]],
    open_hours: House,
    at: datetime,
) -> Iterator[Opening]:
    """Fills `steps` with the rule and the priority of each."""
    enrolments = Enrolment.objects.in_bulk([message.origin_id for message in messages])
    for message in messages:
        enrolment = enrolments[message.origin_id]
        plan = plans.of(enrolment.version_id)
        rule = next(rule for rule in plan.rules if rule.key == message.step)
        steps[message.origin_id, message.step] = (rule, plan.priority)
        zone, begins = open_hours.known(enrolment.time_zone), max(at, message.due_at)
        expires_at = max(message.expires_at, slot(rule, enrolment.anchor_at, zone, open_hours).expires_at)
        if hours := next_hours(rule, zone, open_hours, at=begins, before=expires_at):
            yield Opening(message.pk, *hours, expires_at=expires_at)

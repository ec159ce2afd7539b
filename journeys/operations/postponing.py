"""Messages that did not leave in their hours get their next ones."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from audit.domain.actors import Actor
from campaigns.enums import MessageState, Origin
from campaigns.models import Message
from campaigns.operations import outbox
from campaigns.operations.outbox import Opening
from journeys.domain.deciding import next_hours
from journeys.models import Enrolment
from journeys.operations.planning import Texts
from journeys.queries import house

BATCH = 500


def postpone_what_stayed(*, by: Actor, at: datetime) -> None:
    """After an outage, or a day that was closed later: what was to leave before `at` leaves when its step's hours open
    again. What will be too late by then stays as it is, and expires."""
    stayed = Message.objects.filter(
        origin=Origin.JOURNEY,
        state__in=[MessageState.PLANNED, MessageState.RETRY],
        leaves_until__lte=at,
        expires_at__gt=at,
    )
    texts = Texts()
    ids = list(stayed.order_by("id").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = Message.objects.filter(pk__in=ids[start : start + BATCH])
        outbox.postpone(list(_openings(batch, texts, at)), by=by, now=at)


def _openings(messages: Iterable[Message], texts: Texts, at: datetime) -> Iterator[Opening]:
    enrolments, open_hours = Enrolment.objects.in_bulk([message.origin_id for message in messages]), house()
    for message in messages:
        enrolment = enrolments[message.origin_id]
        rules = {rule.key: rule for rule in texts.rules(enrolment.version_id)}
        zone, begins = open_hours.known(enrolment.time_zone), max(at, message.due_at)
        if hours := next_hours(rules[message.step], zone, open_hours, at=begins, before=message.expires_at):
            yield Opening(message.pk, *hours)

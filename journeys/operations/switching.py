"""Switching journeys on and off. Off pauses everybody where they are; what was planned is taken back."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.enums import WAITING, Origin, Unsent
from campaigns.models import Message
from campaigns.operations import outbox
from journeys.doubled import already_sent
from journeys.enums import EnrolmentState
from journeys.models import Enrolment, Journey
from journeys.queries import latest_version, steps_of

BATCH = 500


def switch_off(*, journey_id: UUID, by: Actor, now: datetime) -> int:
    """The count of messages taken back. Nobody new enters and nothing is planned until it is on again."""
    journey = _switch(journey_id, to=False, by=by)
    taken = 0
    while origins := _origins_with_messages_waiting(journey):
        taken += _take_back(origins, by=by, now=now)
    return taken


class GoesAlready(ValueError):
    """Another journey that is on sends the same text to the same people. Says which, and what would mend it."""


@transaction.atomic
def switch_on(*, journey_id: UUID, by: Actor, now: datetime) -> None:
    """The next run looks at everybody again: what is still in time is planned, the rest skipped with its reason.

    Raises `GoesAlready`. Of two that are switched on at once the second sees the first."""
    one_at_a_time()
    _refuse_doubled(Journey.objects.get(pk=journey_id))
    journey = _switch(journey_id, to=True, by=by)
    Enrolment.objects.filter(journey=journey, state=EnrolmentState.ACTIVE).update(next_due_at=now)


def one_at_a_time() -> None:
    """In a transaction: whatever asks which journeys are on before it puts another text into them waits its turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('journeys.switch'))")


def _refuse_doubled(journey: Journey) -> None:
    version = None if journey.is_active else latest_version(journey)
    if version is None:
        return
    version.journey = journey
    if found := next(already_sent(version, steps_of(version.pk)), None):
        raise GoesAlready(f"{found.says} {found.mend}")


@transaction.atomic
def _switch(journey_id: UUID, *, to: bool, by: Actor) -> Journey:
    journey = Journey.objects.select_for_update().get(pk=journey_id)
    if journey.is_active != to:
        journey.is_active = to
        journey.save(update_fields=["is_active"])
        record_change(
            word=AuditWord.CONFIGURE,
            actor=by,
            fields=["journeys.journey"],
            details={"journey": journey.slug, "on": int(to)},
        )
    return journey


def _origins_with_messages_waiting(journey: Journey) -> list[UUID]:
    waiting = Message.objects.filter(origin=Origin.JOURNEY, origin_slug=journey.slug, state__in=WAITING)
    return list(waiting.values_list("origin_id", flat=True).order_by("origin_id").distinct()[:BATCH])


@transaction.atomic
def _take_back(origins: list[UUID], *, by: Actor, now: datetime) -> int:
    """A raised revision lets the same occurrence be planned again."""
    Enrolment.objects.filter(pk__in=origins).update(revision=F("revision") + 1)
    return outbox.withdraw(origin_ids=origins, reason=Unsent.JOURNEY_OFF, by=by, now=now)

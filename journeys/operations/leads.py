"""Leads are handed over to staff: a task on the desk's list, and everybody there is told at once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from audit.domain.actors import Actor
from campaigns.enums import Origin
from campaigns.models import Message
from journeys.domain.leads import is_qualified
from journeys.enums import EnrolmentState, Trigger
from journeys.models import Enrolment
from patients.enums import PersonKind, TaskKind
from patients.models import DeskTask, Person
from patients.operations import desk_tasks
from patients.operations.people import NotALead

_CLICKED = "clicked"  # anymail's word; kept of those alone who allowed it


def hand_over(*, by: Actor, now: datetime, person_id: UUID) -> DeskTask:
    """Staff say that they take this lead over; the journey ends with the next run. While a task about them is open, it
    is that one.

    Raises `Person.DoesNotExist`, `NotALead`.
    """
    lead = Person.objects.only("kind", "language").get(pk=person_id)
    if lead.kind != PersonKind.LEAD:
        raise NotALead("only a lead is handed over")
    if waiting := desk_tasks.open_task(person_id, TaskKind.LEAD):
        return waiting
    return desk_tasks.ask(
        by=by,
        now=now,
        kind=TaskKind.LEAD,
        once_key=f"lead:{person_id}:{now:%Y-%m-%dT%H:%M:%S}",
        person_id=person_id,
        language=lead.language,
    )


@transaction.atomic
def take_over(*, by: Actor, now: datetime, person_id: UUID) -> DeskTask:
    """As `hand_over`, and whoever says so is on it, also where a colleague was.

    Raises `Person.DoesNotExist`, `NotALead`, `TaskEnded`.
    """
    return desk_tasks.take(by=by, now=now, task_id=hand_over(by=by, now=now, person_id=person_id).pk)


def hand_over_qualified(*, by: Actor, at: datetime) -> int:
    """Leads under way who showed interest (`domain.leads`) and whom nobody was asked to talk to since they began."""
    found = 0
    for enrolment_id, person_id, slug, language, letters_followed in _interested():
        if is_qualified(letters_followed):
            desk_tasks.ask(
                by=by,
                now=at,
                kind=TaskKind.LEAD,
                once_key=f"lead:{enrolment_id}",
                person_id=person_id,
                origin=f"journey:{slug}",
                language=language,
            )
            found += 1
    return found


def _interested() -> list[tuple[UUID, UUID, str, str, int]]:
    """(enrolment, person, journey slug, language, letters whose links they followed); one query."""
    followed = (
        Message.objects.filter(origin=Origin.JOURNEY, origin_id=OuterRef("pk"), delivery_events__event_type=_CLICKED)
        .values("origin_id")
        .annotate(letters=Count("pk", distinct=True))
        .values("letters")
    )
    asked = DeskTask.objects.filter(
        Q(kind=TaskKind.LEAD), person=OuterRef("person"), asked_at__gte=OuterRef("enrolled_at")
    )
    return list(
        Enrolment.objects.filter(state=EnrolmentState.ACTIVE, journey__trigger=Trigger.LEAD)
        .annotate(letters_followed=Coalesce(followed, 0), slug=F("journey__slug"), language=F("person__language"))
        .filter(~Exists(asked), letters_followed__gt=0)
        .values_list("pk", "person_id", "slug", "language", "letters_followed")
    )

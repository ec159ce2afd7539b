"""What people typed for the desk is emptied: of the erased at once, of strangers a month after it was seen to.

The row stays: that somebody asked, when, and what became of it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import NoticeKind
from clinic.models import Notice
from patients.models import DeskTask

#: Of somebody whom nobody recognised, after the task has ended.
KEPT_OF_STRANGERS = timedelta(days=30)
_TYPED = ("contact_name", "contact_email", "contact_phone", "words")


@transaction.atomic
def forget_of(*, by: Actor, person_id: UUID) -> int:
    """Of this person, and of whoever wrote over the public page from their address and was not recognised."""
    answered = Notice.objects.filter(kind=NoticeKind.BOOKING_RECEIVED, person_id=person_id).values("subject_id")
    theirs = Q(person_id=person_id) | Q(person=None, pk__in=answered)
    return _emptied(DeskTask.objects.filter(theirs), by, [person_id])


@transaction.atomic
def forget_strangers(*, by: Actor, now: datetime) -> int:
    """Whoever was not recognised, a month after somebody had seen to it."""
    return _emptied(DeskTask.objects.filter(person=None, ended_at__lt=now - KEPT_OF_STRANGERS), by, [])


def _emptied(tasks: QuerySet[DeskTask], by: Actor, people: list[UUID]) -> int:
    """How many held something."""
    holds = Q()
    for name in _TYPED:
        holds |= Q(**{f"{name}__isnull": False})
    emptied = tasks.filter(holds).update(**dict.fromkeys(_TYPED))
    if emptied:
        record_change(
            word=AuditWord.CHANGE,
            actor=by,
            people=people,
            fields=[f"patients.desktask.{name}" for name in _TYPED],
            details={"what": "emptied", "tasks": emptied},
        )
    return emptied

"""Emptying the row of somebody who was never a patient. The row stays: others refer to its id, which says nothing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from patients.enums import PersonKind
from patients.models import Appointment, Person, Procedure, Visit
from patients.operations.forgetting_tasks import forget_of

#: Everything else of the row is emptied, also fields that are added later.
KEPT = frozenset({"id", "kind", "created_at"})
_RECORD = (Appointment, Visit, Procedure)


class HasARecord(ValueError):
    """They are, or may be, a patient, or stand for somebody else: nothing may be wiped."""


@transaction.atomic
def wipe_person(*, by: Actor, now: datetime, person_id: UUID) -> None:
    """Names, addresses, keys, coarse columns, and what they typed for the desk, for good.

    Raises `HasARecord`, `Person.DoesNotExist`.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    check_has_no_record(person)
    for field in Person._meta.concrete_fields:
        if field.name not in KEPT:
            setattr(person, field.attname, field.get_default())
    person.updated_at = now
    person.save()
    forget_of(by=by, person_id=person_id)
    record_change(
        word=AuditWord.CHANGE,
        actor=by,
        people=[person_id],
        fields=["patients.person"],
        details={"what": "wiped"},
    )


def check_has_no_record(person: Person) -> None:
    if person.kind == PersonKind.PATIENT or person.wards.exists():
        raise HasARecord("a patient, or the guardian of one")
    if any(rows._default_manager.filter(person=person).exists() for rows in _RECORD):
        raise HasARecord("there are appointments or visits")

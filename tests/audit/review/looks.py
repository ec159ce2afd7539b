"""Readers and what they look at, as lines of the book: the database stamps the time, so all of it happens now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from audit.domain.actors import Actor
from audit.enums import AuditWord, Outcome, PurposeOfUse
from audit.ledger import record_read
from audit.models import ReviewCase
from clinic.enums import Role
from clinic.models import Organisation, Staff
from clinic.operations.reviews import look_through_reads
from patients.models import Person
from tests.desk_people import appointment, house, patient, staff

NAME = "patients.person.family_name"


def clinic_that_never_closes() -> Organisation:
    made = house()
    Organisation.objects.update(opens_at="00:00", closes_at="00:00", time_zone="UTC")
    return made


def reader(username: str, role: Role = Role.FRONT_DESK, **keys: object) -> Staff:
    member = staff(role, username)
    for name, value in keys.items():
        setattr(member, name, value)
    member.save()
    return member


def look(
    member: Staff,
    people: Iterable[Person | UUID],
    word: AuditWord = AuditWord.REVEAL,
    outcome: Outcome = Outcome.GRANTED,
    **details: str,
) -> None:
    record_read(
        word=word,
        actor=Actor.staff(member.pk, member.role),
        purpose=PurposeOfUse.TREATMENT,
        people=[one.pk if isinstance(one, Person) else one for one in people],
        fields=[NAME],
        outcome=outcome,
        details=details,
    )


def seen_today(**details: object) -> Person:
    """Somebody whose page the desk opens today for a good reason."""
    person = patient(**details)  # type: ignore[arg-type]
    appointment(person, timezone.now() + timedelta(minutes=5))
    return person


def later() -> datetime:
    """When what happens now has settled."""
    return timezone.now() + timedelta(hours=2)


def queue() -> set[tuple[str, UUID, UUID | None]]:
    look_through_reads(now=later())
    return {(case.rule, case.staff_id, case.person_id) for case in ReviewCase.objects.all()}

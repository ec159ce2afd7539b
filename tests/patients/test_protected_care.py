"""`saw_protected`: whether anybody an event names is under specially protected care (such as 42 CFR Part 2)."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from audit.domain.actors import Actor
from audit.domain.uuid7 import uuid7
from audit.enums import AuditWord
from audit.ledger import record_change
from audit.models import AuditEvent
from clinic.models import Service
from patients.models import Person
from patients.operations import visits
from patients.operations.people import register_person
from tests.desk_people import BY, NOW, appointment, house, patient

pytestmark = pytest.mark.django_db
_FUNCTION = "SELECT prosrc FROM pg_proc WHERE proname = 'patients_any_protected'"


def _saw(people: list[UUID]) -> bool:
    record_change(word=AuditWord.LIST, actor=Actor.system("test-protected"), people=people, fields=["patients.person"])
    return AuditEvent.objects.filter(actor_id="test-protected").latest("id").saw_protected


@pytest.fixture
def somebody() -> UUID:
    house()
    return patient().pk


def test_nothing_protected(somebody: UUID) -> None:
    visits.record_visit(by=BY, now=NOW, person_id=somebody, category="dental", started_at=NOW - timedelta(days=1))
    appointment_of_service(somebody, "dental")
    assert (_saw([somebody]), _saw([]), _saw([uuid7()])) == (False, False, False)


def test_protected_visit(somebody: UUID) -> None:
    visits.record_visit(by=BY, now=NOW, person_id=somebody, category="protected", started_at=NOW - timedelta(days=1))
    assert _saw([somebody])


def test_protected_procedure(somebody: UUID) -> None:
    visits.record_procedure(by=BY, now=NOW, person_id=somebody, category="protected", ended_at=NOW - timedelta(days=1))
    assert _saw([somebody])


def test_appointment_for_a_protected_service(somebody: UUID) -> None:
    appointment_of_service(somebody, "protected")
    assert _saw([somebody])


def test_one_of_five_hundred(somebody: UUID) -> None:
    visits.record_visit(by=BY, now=NOW, person_id=somebody, category="protected", started_at=NOW - timedelta(days=1))
    many = [uuid7() for _ in range(499)]
    assert (_saw([*many, somebody]), _saw(many)) == (True, False)


def test_subscriber_has_no_care() -> None:
    house()

    reader = register_person(by=BY, now=NOW, kind="subscriber", given_name="News", family_name="Reader")
    assert not _saw([reader.pk])


def test_the_question_is_answered_by_indexes() -> None:
    """Not by reading tables through, for five hundred people. (Which index, is the planner's to say.)"""
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTION)
        [(body,)] = cursor.fetchall()
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {body.replace('asked', '%s')}", [[uuid7() for _ in range(500)]] * 3)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on patients_" not in plan
    assert [table for table in ("visit", "procedure", "appointment") if f"patients_{table}" not in plan] == []


def appointment_of_service(person_id: UUID, category: str) -> None:

    offered = Service.objects.create(slug=f"s-{category}", name="Care", category=category)
    appointment(Person.objects.get(pk=person_id), service_id=offered.pk)

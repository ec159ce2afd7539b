from datetime import UTC, datetime, timedelta

import pytest

from audit.domain.actors import Actor
from patients.models import Person, Procedure, Visit
from patients.operations.people import register_person
from patients.operations.visits import record_procedure, record_visit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
DESK = Actor.system("test-desk")


def _person() -> Person:
    return register_person(by=DESK, now=NOW, kind="patient", given_name="Ana", family_name="Li")


def test_procedure_belongs_to_the_visit_of_the_same_person() -> None:
    ana, other = _person(), _person()
    visit = record_visit(by=DESK, now=NOW, person_id=ana.pk, category="surgery", started_at=NOW)
    record_procedure(by=DESK, now=NOW, person_id=ana.pk, category="surgery", ended_at=NOW, visit_id=visit.pk)
    with pytest.raises(ValueError, match="not this person's"):
        record_procedure(by=DESK, now=NOW, person_id=other.pk, category="surgery", ended_at=NOW, visit_id=visit.pk)
    assert Procedure.objects.filter(person=ana, visit=visit).count() == 1


def test_visit_in_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match="not happened"):
        record_visit(by=DESK, now=NOW, person_id=_person().pk, category="other", started_at=NOW + timedelta(minutes=1))
    assert Visit.objects.count() == 0


def test_visit_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        record_visit(
            by=DESK,
            now=NOW,
            person_id=_person().pk,
            category="other",
            started_at=NOW,
            ended_at=NOW - timedelta(minutes=1),
        )

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from audit import blind
from audit.domain.actors import Actor
from audit.models import AuditEvent
from patients.models import Person
from patients.operations.people import (
    NotALead,
    become_patient,
    recoarsen_birth_years,
    register_person,
    update_person,
)  # fmt: skip
from patients.queries import find_people, people_by_name

pytestmark = pytest.mark.django_db(databases=["default"])

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
DESK = Actor.system("test-desk")


def _register(**details: object) -> Person:
    told = {"given_name": "Agustín", "family_name": "Mejía", **details}
    return register_person(by=DESK, now=NOW, kind="patient", **told)  # type: ignore[arg-type]


def test_person_is_found_by_every_index() -> None:
    person = _register(
        email="Agus@Example.org ", phone="(402) 555-0199", record_number=" MR-7 ", birth_date=date(1990, 2, 28)
    )
    assert list(find_people("email", "agus@example.org")) == [person]
    assert list(find_people("phone", "+1 402 555 0199")) == [person]
    assert list(find_people("record-number", "mr-7")) == [person]
    assert list(find_people("birth-date", "1990-02-28")) == [person]
    assert list(people_by_name("mej AGUS")) == [person]


def test_surname_and_home_are_noticed_however_they_are_written() -> None:
    one = _register(street="12 Main Street, Apt. 3")
    other = _register(family_name=" MEJIA ", street="12 main st apartment 3")
    assert (other.family_key, other.address_key) == (one.family_key, one.address_key)
    update_person(by=DESK, now=NOW, person_id=one.pk, given_name="Ana", family_name="Lin", street="")
    one.refresh_from_db()
    assert (one.family_key, one.address_key) == (blind.family_key("Lin"), None)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("email", "x@example.org"), ("phone", "call me"), ("record-number", "0"), ("birth-date", "yesterday")],
)
def test_look_up_finds_nobody_for_what_nobody_has(kind: str, value: str) -> None:
    _register(phone="call me")
    assert list(find_people(kind, value)) == []  # type: ignore[arg-type]


def test_look_up_by_nothing_typed_finds_nobody() -> None:
    _register()
    assert list(people_by_name("  ")) == []


def test_clear_columns_are_coarse() -> None:
    person = _register(birth_date=date(1930, 1, 1), postal_code="69201", city="Valentine", sex="female")
    stored = Person.objects.values("birth_year", "postal_prefix", "city", "sex", "language", "joined_on").get(
        pk=person.pk
    )
    assert stored == {
        "birth_year": 1900,
        "postal_prefix": "000",
        "city": "Valentine",
        "sex": "female",
        "language": "en",
        "joined_on": None,
    }


def test_birth_year_alone_leaves_the_date_empty() -> None:
    person = _register(birth_date=None, birth_year=1982)
    assert (person.birth_year, person.birth_date, person.birthday_key) == (1982, None, None)


def test_registration_is_in_the_book_with_field_names_only() -> None:
    person = _register()
    event = AuditEvent.objects.get(word="create")
    assert (event.people, event.fields) == (
        [person.pk],
        ["patients.person.family_name", "patients.person.given_name"],
    )


def test_external_number_is_unique_within_its_source() -> None:
    _register(source="fhir", external_id="1")
    _register(source="synthea", external_id="1")
    with pytest.raises(IntegrityError):
        _register(source="fhir", external_id="1")


def test_update_changes_what_is_told_and_its_index() -> None:
    person = _register(email="old@example.org", city="Omaha")
    update_person(by=DESK, now=NOW, person_id=person.pk, email="new@example.org")
    stored = Person.objects.get(pk=person.pk)
    assert (bytes(stored.email_key), stored.city) == (blind.email_key("new@example.org"), "Omaha")
    assert list(people_by_name("mejia")) == [person]


def test_update_with_an_empty_text_removes_the_value() -> None:
    person = _register(email="old@example.org")
    update_person(by=DESK, now=NOW, person_id=person.pk, email="")
    stored = Person.objects.get(pk=person.pk)
    assert (stored.email, stored.email_key) == (None, None)


def test_one_name_alone_is_refused() -> None:
    person = _register()
    with pytest.raises(ValueError, match="together"):
        update_person(by=DESK, now=NOW, person_id=person.pk, given_name="Ana")


def test_whoever_became_90_joins_the_oldest() -> None:
    turning, younger = _register(birth_year=1937), _register(birth_year=1938)
    assert recoarsen_birth_years(by=DESK, now=NOW) == 0
    next_year = NOW.replace(year=2027)
    assert [recoarsen_birth_years(by=DESK, now=next_year) for _ in range(2)] == [1, 0]
    years = Person.objects.in_bulk([turning.pk, younger.pk])
    assert (years[turning.pk].birth_year, years[younger.pk].birth_year) == (1900, 1938)


def test_a_lead_becomes_a_patient_in_the_same_record() -> None:
    lead = register_person(by=DESK, now=NOW, kind="lead", given_name="Lea", family_name="Roy", email="lea@example.org")
    person = become_patient(by=DESK, now=NOW, person_id=lead.pk, birth_date=date(1990, 2, 28))
    assert (person.pk, person.kind, person.joined_on, person.birth_year) == (lead.pk, "patient", NOW.date(), 1990)
    assert list(find_people("email", "lea@example.org")) == [person]
    event = AuditEvent.objects.filter(word="change").latest("id")
    assert (event.people, event.fields) == (
        [lead.pk],
        ["patients.person.birth_date", "patients.person.joined_on", "patients.person.kind"],
    )


@pytest.mark.parametrize("kind", ["subscriber", "patient", "business-contact"])
def test_nobody_but_a_lead_becomes_a_patient(kind: str) -> None:
    person = register_person(by=DESK, now=NOW, kind=kind, given_name="Sub", family_name="")
    with pytest.raises(NotALead):
        become_patient(by=DESK, now=NOW, person_id=person.pk)
    assert Person.objects.get().kind == kind

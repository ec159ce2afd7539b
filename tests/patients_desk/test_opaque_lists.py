"""The admin's own pages about people: rows exist, nobody is named, each look is in the book, nothing is changed."""

from uuid import UUID

import pytest
from django.contrib import admin
from django.test import Client

from clinic.models import Staff
from clinic.people_admin import PeopleAdmin
from patients.models import Appointment, ImportRefusal, Person, Procedure, Visit
from patients.operations.visits import record_visit
from tests.database_roles import closed_book
from tests.desk_people import BY, NOW, appointment, events_of, patient

MODELS = (Person, Appointment, Visit, Procedure)


@pytest.mark.parametrize("page", ["", "{pk}/change/", "{pk}/history/"])
def test_page_names_nobody(client: Client, page: str) -> None:
    person = patient("Canarygiven", "Canaryfamily", email="canary@example.org", street="Canary Row 1")
    answer = client.get(f"/admin/patients/person/{page.format(pk=person.pk)}")
    assert (answer.status_code, "anary" in answer.content.decode()) == (200, False)


def visit(person: Person) -> UUID:
    return record_visit(by=BY, now=NOW, person_id=person.pk, started_at=NOW, category="eye").pk


def test_list_is_one_event_with_everybody_on_it(client: Client, at_the_desk: Staff) -> None:
    people = {patient().pk, patient("Omar", "Khan").pk}
    for person in Person.objects.all():
        visit(person)
    client.get("/admin/patients/visit/")
    [event] = events_of(at_the_desk, "list")
    assert (set(event.people), event.fields) == (people, ["patients.visit"])
    assert (event.purpose, event.place) == ("TREAT", "web:admin:patients_visit_changelist")


def test_list_names_who_is_on_its_page_alone(client: Client, at_the_desk: Staff) -> None:
    known = patient()
    visit(known)
    visit(patient())
    client.get("/admin/patients/visit/", {"category__exact": "dental"})
    assert [event.people for event in events_of(at_the_desk, "list")] == [[]]


def test_row_is_one_event_with_its_person(client: Client, at_the_desk: Staff) -> None:
    person = patient()
    row = visit(person)
    client.get(f"/admin/patients/visit/{row}/change/")
    [event] = events_of(at_the_desk, "reveal")
    assert (event.people, event.fields, event.details) == ([person.pk], ["patients.visit"], {"row": str(row)})


def test_closed_book_shows_no_list(client: Client) -> None:
    visit(patient())
    with closed_book():
        assert client.get("/admin/patients/visit/").status_code == 503


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("visit", "person__id__exact={pk}"),
        ("visit", "person={pk}"),
        ("visit", "person__birth_year=1980"),
        ("visit", "person__email_key__isnull=False"),
        ("person", "id__exact={pk}"),
        ("person", "email_key__isnull=False"),
        ("person", "visits__isnull=False"),
        ("person", "birth_year=1980"),
    ],
)
def test_look_up_typed_into_the_address_is_refused(client: Client, at_the_desk: Staff, page: str, asked: str) -> None:
    person = patient(birth_year=1980)
    visit(person)
    answer = client.get(f"/admin/patients/{page}/?{asked.format(pk=person.pk)}")
    assert (answer.status_code, events_of(at_the_desk, "list")) == (400, [])


def test_every_page_of_rows_about_people_records_looks() -> None:
    about_people = [
        model
        for model in admin.site._registry
        if model in (Person, ImportRefusal) or any(field.related_model is Person for field in model._meta.fields)
    ]
    silent = [model for model in about_people if not isinstance(admin.site.get_model_admin(model), PeopleAdmin)]
    assert (silent, len(about_people)) == ([], 12)


def test_change_page_leads_to_the_person(client: Client) -> None:
    row = appointment(patient())
    page = client.get(f"/admin/patients/appointment/{row.pk}/change/").content.decode()
    assert f'href="/admin/desk/person/{row.person_id}/"' in page


@pytest.mark.parametrize("act", ["delete/", "change/"])
def test_nothing_is_deleted_or_changed_there(client: Client, act: str) -> None:
    person = patient()
    assert client.post(f"/admin/patients/person/{person.pk}/{act}", {"post": "yes"}).status_code == 403
    assert Person.objects.count() == 1


@pytest.mark.parametrize("model", MODELS)
def test_identifiers_are_neither_searched_nor_completed(model: type) -> None:
    page = admin.site.get_model_admin(model)
    assert (page.search_fields, page.autocomplete_fields, page.raw_id_fields) == ((), (), ())


def test_autocomplete_offers_nobody(client: Client) -> None:
    patient()
    asked = {"term": "l", "app_label": "patients", "model_name": "appointment", "field_name": "person"}
    assert client.get("/admin/autocomplete/", asked).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_equally_often(client: Client, number: int, django_assert_num_queries: object) -> None:
    for _ in range(number):
        appointment(patient())
    with django_assert_num_queries(QUERIES):
        client.get("/admin/patients/appointment/")


QUERIES = 8

"""The admin's own pages about people: rows exist, nobody is named, nothing is changed or deleted there."""

import pytest
from django.contrib import admin
from django.test import Client

from clinic.models import Staff
from patients.models import Appointment, Person, Procedure, Visit
from tests.desk_people import appointment, events_of, patient

MODELS = (Person, Appointment, Visit, Procedure)


@pytest.mark.parametrize("page", ["", "{pk}/change/", "{pk}/history/"])
def test_page_names_nobody_and_needs_no_event(client: Client, at_the_desk: Staff, page: str) -> None:
    person = patient("Canarygiven", "Canaryfamily", email="canary@example.org", street="Canary Row 1")
    answer = client.get(f"/admin/patients/person/{page.format(pk=person.pk)}")
    assert (answer.status_code, "anary" in answer.content.decode()) == (200, False)
    assert events_of(at_the_desk, "reveal") == []


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

"""The frame of all staff pages: log-in, desk, what is kept, what a refusal looks like."""

import re

import pytest
from django.db import connection
from django.test import Client

from clinic.enums import Role
from clinic.models import Service
from tests.desk_people import events_of, house, patient, signed_in, staff

pytestmark = pytest.mark.django_db
PAGES = (
    "/admin/", "/admin/desk/look-up/", "/admin/desk/today/", "/admin/desk/person/new/", "/admin/patients/person/",
    "/admin/clinic/organisation/", "/admin/login/", "/admin/password_change/", "/admin/clinic/staff/",
)  # fmt: skip


@pytest.fixture
def desk() -> Client:
    house()
    return signed_in(staff())


@pytest.mark.parametrize(
    "page", ["/admin/", "/admin/desk/today/", "/admin/desk/person/new/", "/admin/patients/person/"]
)
def test_page_asks_who_is_there(page: str) -> None:
    assert Client().get(page).headers["Location"] == f"/admin/login/?next={page}"


@pytest.mark.parametrize("page", PAGES)
def test_browsers_keep_nothing(desk: Client, page: str) -> None:
    assert "no-store" in desk.get(page).headers["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_hold_nothing_that_the_content_policy_forbids(desk: Client, page: str) -> None:
    answer = desk.get(page)
    text = answer.content.decode()
    assert re.findall(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|<style", text) == []
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_index_shows_look_up_cards_and_the_roles_pages(desk: Client) -> None:
    answer = desk.get("/admin/")
    page = answer.content.decode()
    assert [card.permission for card in answer.context["cards"]] == [
        "patients.view_appointment",
        "patients.view_importrun",
    ]
    assert ('name="term"' in page, "/admin/patients/person/" in page, "/admin/clinic/staff/" in page) == (
        True,
        True,
        False,
    )


def test_index_of_a_marketer_has_no_look_up_and_no_card_of_people(desk: Client) -> None:
    answer = signed_in(staff(Role.MARKETER)).get("/admin/")
    assert (answer.context["cards"], 'name="term"' in answer.content.decode()) == ([], False)


def test_refusal_says_what_to_do(desk: Client) -> None:
    answer = desk.get("/admin/clinic/staff/")
    assert (answer.status_code, "Ask an administrator" in answer.content.decode()) == (403, True)


def test_closed_door_is_a_503_that_shows_nothing(desk: Client) -> None:
    person = patient("Canarygiven")
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE audit_event IN EXCLUSIVE MODE")
    answer = desk.get(f"/admin/desk/person/{person.pk}/")
    text = answer.content.decode()
    assert (answer.status_code, "Canarygiven" in text, "access book cannot be written" in text) == (503, False, True)


def test_set_up_changed_is_one_line_with_field_names_alone(desk: Client) -> None:
    boss = staff(Role.ADMINISTRATOR)
    told = {"slug": "dental", "name": "Dental care", "category": "dental", "is_active": "on"}
    signed_in(boss).post("/admin/clinic/service/add/", told)
    [event] = events_of(boss, "configure")
    assert event.details == {
        "model": "clinic.service",
        "id": str(Service.objects.get().pk),
        "what": "added",
        "fields": "category name slug",
    }

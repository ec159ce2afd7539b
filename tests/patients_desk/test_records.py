"""New patients and changed details."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from audit.domain.uuid7 import uuid7
from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.enums import Role
from clinic.models import Staff
from patients.models import Person
from patients.operations.people import register_person, update_person
from tests.desk_people import BY, NOW, TODAY, events_of, patient, signed_in, staff

NEW = "/admin/desk/person/new/"
TOLD = {"given_name": "Mei", "family_name": "Lin", "sex": "female", "language": "zh-hant"}


def plain(person: Person, *names: str) -> list[Any]:
    person.refresh_from_db()
    fields = [f"patients.person.{name}" for name in names]
    with phi_access(actor=BY, purpose=PurposeOfUse.OPERATIONS, people=[person.pk], fields=fields) as phi:
        return [phi.reveal(getattr(person, name)) for name in names]


def test_new_patient_is_registered_and_shown(client: Client, at_the_desk: Staff) -> None:
    answer = client.post(NEW, {**TOLD, "phone": "312 555 0111", "birth_date": "1980-05-06", "postal_code": "60614"})
    person = Person.objects.get()
    assert answer.headers["Location"] == f"/admin/desk/person/{person.pk}/"
    assert plain(person, "given_name", "phone", "birth_date") == ["Mei", "+13125550111", date(1980, 5, 6)]
    assert (person.kind, person.joined_on, person.language, person.postal_prefix) == (
        "patient",
        TODAY,
        "zh-hant",
        "606",
    )
    assert [event.people for event in events_of(at_the_desk, "create")] == [[person.pk]]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"given_name": "", "family_name": " "}, "family_name"),
        ({"phone": "12"}, "phone"),
        ({"email": "no address"}, "email"),
        ({"birth_date": "1802-01-01"}, "birth_date"),
        ({"birth_date": "2026-06-16"}, "birth_date"),
        ({"sex": "?"}, "sex"),
    ],
)
def test_error_stands_beside_its_field_and_nothing_is_saved(client: Client, wrong: dict[str, str], field: str) -> None:
    page = client.post(NEW, TOLD | wrong)
    assert (list(page.context["form"].errors), Person.objects.count()) == ([field], 0)


@pytest.mark.parametrize(
    "same",
    [
        {"phone": "(312) 555-0111"},
        {"email": "MEI@example.org"},
        {"record_number": "mr-7"},
        {"birth_date": "1980-05-06"},
    ],
)
def test_possible_double_is_shown_first(client: Client, at_the_desk: Staff, same: dict[str, str]) -> None:
    known = patient(
        email="mei@example.org", phone="312 555 0111", record_number="MR-7", birth_date=date(1980, 5, 6)
    )  # fmt: skip
    page = client.post(NEW, TOLD | same)
    assert [one.person for one in page.context["doubles"]] == [known]
    assert [event.people for event in events_of(at_the_desk, "search")] == [[known.pk]]
    client.post(NEW, TOLD | same | {"anyway": "yes"})
    assert Person.objects.count() == 2


def test_same_birth_date_with_another_name_is_no_double(client: Client) -> None:
    patient("Omar", "Khan", birth_date=date(1980, 5, 6))
    client.post(NEW, {**TOLD, "birth_date": "1980-05-06"})
    assert Person.objects.count() == 2


def test_edit_changes_what_was_changed_and_nothing_else(client: Client, at_the_desk: Staff) -> None:
    person = patient(email="old@example.org", phone="312 555 0111", sex="female")
    page = f"/admin/desk/person/{person.pk}/edit/"
    told = {**client.get(page).context["form"].initial, "email": "new@example.org"}
    client.post(page, {name: value for name, value in told.items() if value not in (None, False)})
    assert plain(person, "email", "phone") == ["new@example.org", "+13125550111"]
    assert [event.fields for event in events_of(at_the_desk, "change")] == [["patients.person.email"]]


def test_edit_without_a_change_writes_nothing(client: Client, at_the_desk: Staff) -> None:
    person = patient()
    page = f"/admin/desk/person/{person.pk}/edit/"
    told = client.get(page).context["form"].initial
    client.post(page, {name: value for name, value in told.items() if value not in (None, False)})
    assert events_of(at_the_desk, "change") == []


def test_edit_takes_back_an_address(client: Client) -> None:
    person = patient(email="old@example.org")
    client.post(f"/admin/desk/person/{person.pk}/edit/", {**as_shown(client, person), "email": ""})
    assert (plain(person, "email"), person.email_key) == ([None], None)


def as_shown(client: Client, person: Person) -> dict[str, Any]:
    """What the edit page would send if nothing were changed on it."""
    shown = client.get(f"/admin/desk/person/{person.pk}/edit/").context["form"].initial
    return {name: value for name, value in shown.items() if value not in (None, False)}


def test_edit_of_what_somebody_else_changed_meanwhile_is_not_saved(client: Client, at_the_desk: Staff) -> None:
    person = patient()
    told = as_shown(client, person) | {"city": "Chicago"}
    update_person(by=BY, now=NOW + timedelta(minutes=1), person_id=person.pk, is_deceased=True)
    page = client.post(f"/admin/desk/person/{person.pk}/edit/", told)
    person.refresh_from_db()
    assert (person.is_deceased, person.city, events_of(at_the_desk, "change")) == (True, "", [])
    assert "somebody else changed these details meanwhile" in page.content.decode()
    assert page.context["form"].initial["is_deceased"] is True


def test_form_shown_again_saves(client: Client) -> None:
    person = patient()
    told = as_shown(client, person)
    update_person(by=BY, now=NOW + timedelta(minutes=1), person_id=person.pk, is_deceased=True)
    page = client.post(f"/admin/desk/person/{person.pk}/edit/", told | {"city": "Chicago"})
    seen_at = page.context["form"].initial["seen_at"]
    client.post(
        f"/admin/desk/person/{person.pk}/edit/", told | {"city": "Chicago", "is_deceased": "on", "seen_at": seen_at}
    )
    person.refresh_from_db()
    assert (person.is_deceased, person.city) == (True, "Chicago")


@pytest.mark.parametrize("seen_at", ["", "yesterday", "0001-01-01T00:00:00+14:00"])
def test_form_that_does_not_say_what_was_seen_is_out_of_date(client: Client, seen_at: str) -> None:
    person = patient()
    told = as_shown(client, person) | {"city": "Chicago", "seen_at": seen_at}
    page = client.post(f"/admin/desk/person/{person.pk}/edit/", told)
    assert (page.status_code, page.context["changed_meanwhile"]) == (200, True)


def test_privacy_officer_may_look_but_not_change(client: Client) -> None:
    officer, person = signed_in(staff(Role.PRIVACY_OFFICER)), patient()
    assert officer.get(f"/admin/desk/person/{person.pk}/").status_code == 200
    assert officer.post(f"/admin/desk/person/{person.pk}/edit/", TOLD).status_code == 403
    assert officer.post(NEW, TOLD).status_code == 403


def test_a_lead_who_comes_to_the_clinic_becomes_a_patient_by_one_click(client: Client) -> None:
    lead = register_person(by=BY, now=NOW, kind="lead", given_name="Lea", family_name="Roy")
    page, button = f"/admin/desk/person/{lead.pk}/", f"/admin/desk/person/{lead.pk}/patient/"
    assert f'action="{button}"' in client.get(page).content.decode()
    assert client.get(button).status_code == 405
    assert signed_in(staff(Role.MARKETER)).post(button).status_code == 403
    assert client.post(button).headers["Location"] == page
    lead.refresh_from_db()
    assert (lead.kind, lead.joined_on) == ("patient", TODAY)
    assert f'action="{button}"' not in client.get(page).content.decode()
    assert "only a lead" in client.post(button, follow=True).content.decode()


def test_guardian_is_named_by_reference_shown_and_taken_out_again(client: Client) -> None:
    mother = patient("Joan", "Lee", birth_date=date(1985, 2, 1))
    child = patient("Kim", "Lee", birth_date=date(2018, 3, 9))
    page = f"/admin/desk/person/{child.pk}/edit/"
    assert client.post(page, {**as_shown(client, child), "guardian_id": str(mother.pk)}).status_code == 302
    child.refresh_from_db(fields=["guardian_id"])
    assert child.guardian_id == mother.pk
    assert f"/admin/desk/person/{mother.pk}/" in client.get(f"/admin/desk/person/{child.pk}/").content.decode()
    assert client.post(page, {**as_shown(client, child), "guardian_id": ""}).status_code == 302
    child.refresh_from_db(fields=["guardian_id"])
    assert child.guardian_id is None


@pytest.mark.parametrize(
    ("chosen", "complaint"),
    [
        ("themselves", "Nobody is their own guardian."),
        ("a child", "a guardian is grown up."),
        ("nobody", "Nobody has this reference."),
    ],
)
def test_who_cannot_be_a_guardian_is_refused_beside_the_field(client: Client, chosen: str, complaint: str) -> None:
    child = patient("Kim", "Lee", birth_date=date(2018, 3, 9))
    sibling = patient("Max", "Lee", birth_date=date(2016, 3, 9))
    who = {"themselves": child.pk, "a child": sibling.pk, "nobody": uuid7()}[chosen]
    told = {**as_shown(client, child), "guardian_id": str(who)}
    page = client.post(f"/admin/desk/person/{child.pk}/edit/", told)
    assert (page.status_code, complaint in page.content.decode()) == (200, True)

"""Staff: hired, given a role, let go; in the admin and by operation."""

import pytest
from django.test import Client

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.enums import Role
from clinic.models import Staff
from clinic.operations.staff import OwnRole, change_role, hire, let_go
from tests.desk_people import BY, events_of, house, signed_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Staff:
    house()
    return staff(Role.ADMINISTRATOR, "boss")


def test_hire_may_sign_in_and_is_no_superuser() -> None:
    made = hire(by=BY, username="ivy", password="maple street 2026", role=Role.CLINICIAN)
    assert (made.is_staff, made.is_superuser, made.role) == (True, False, "clinician")
    assert Client().login(username="ivy", password="maple street 2026")


def test_hire_without_password_may_not_sign_in() -> None:
    assert not hire(by=BY, username="ivy", password=None, role=Role.CLINICIAN).has_usable_password()


def test_change_role_is_one_line_of_the_book() -> None:
    member = staff()
    change_role(by=BY, staff_id=member.pk, role=Role.MARKETER)
    member.refresh_from_db()
    event = AuditEvent.objects.filter(word="configure", details__id=str(member.pk)).latest("id")
    assert (member.role, event.details["what"], event.details["role"]) == ("marketer", "role", "marketer")


def test_nobody_changes_their_own_role() -> None:
    member = staff(Role.ADMINISTRATOR)
    with pytest.raises(OwnRole):
        change_role(by=Actor.staff(member.pk, member.role), staff_id=member.pk, role=Role.PRIVACY_OFFICER)
    member.refresh_from_db()
    assert member.role == "administrator"


def test_let_go_may_not_sign_in() -> None:
    member = hire(by=BY, username="ivy", password="maple street 2026", role=Role.CLINICIAN)
    let_go(by=BY, staff_id=member.pk)
    assert not Client().login(username="ivy", password="maple street 2026")


# --- the admin's pages


def test_administrator_adds_staff_with_a_role(administrator: Staff) -> None:
    told = {
        "username": "ivy", "role": "clinician", "usable_password": "true",
        "password1": "maple street 2026", "password2": "maple street 2026",
    }  # fmt: skip
    answer = signed_in(administrator).post("/admin/clinic/staff/add/", told)
    made = Staff.objects.get(username="ivy")
    assert (answer.status_code, made.role, made.is_staff, made.is_superuser) == (302, "clinician", True, False)
    assert [event.details["what"] for event in events_of(administrator, "configure")] == ["added"]


def test_administrator_changes_anothers_role(administrator: Staff) -> None:
    member = staff()
    told = {"username": member.username, "role": "marketer", "is_active": "on", "language": "en"}
    signed_in(administrator).post(f"/admin/clinic/staff/{member.pk}/change/", told)
    member.refresh_from_db()
    assert member.role == "marketer"
    assert [event.details["what"] for event in events_of(administrator, "configure")] == ["changed", "role"]


def test_own_role_is_not_in_ones_own_form(administrator: Staff) -> None:
    told = {"username": "boss", "role": "privacy-officer", "language": "en", "first_name": "B"}
    signed_in(administrator).post(f"/admin/clinic/staff/{administrator.pk}/change/", told)
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active, administrator.first_name) == ("administrator", True, "B")


def test_form_makes_no_superuser(administrator: Staff) -> None:
    member = staff()
    told = {
        "username": member.username,
        "role": "front-desk",
        "is_active": "on",
        "language": "en",
        "is_superuser": "on",
    }
    signed_in(administrator).post(f"/admin/clinic/staff/{member.pk}/change/", told)
    member.refresh_from_db()
    assert member.is_superuser is False


@pytest.mark.parametrize("page", ["change/", "password/"])
def test_superuser_is_out_of_an_administrators_reach(administrator: Staff, page: str) -> None:
    root = Staff.objects.create_superuser("root")
    client = signed_in(administrator)
    assert client.post(f"/admin/clinic/staff/{root.pk}/{page}", {"username": "mine"}).status_code == 403


def test_front_desk_may_not_see_staff(administrator: Staff) -> None:
    assert signed_in(staff()).get("/admin/clinic/staff/").status_code == 403

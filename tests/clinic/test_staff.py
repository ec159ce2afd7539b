"""Staff: hired, given a role, let go; in the admin and by operation."""

import pytest
from django.test import Client

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.enums import Role
from clinic.models import Staff
from clinic.operations.staff import NotTheirs, OwnRole, change_role, hire, let_go, set_password
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
    [event] = events_of(administrator, "configure")
    assert (event.details["what"], event.details["role"], event.details["id"]) == ("hired", "clinician", str(made.pk))
    assert Client().login(username="ivy", password="maple street 2026")


def test_administrator_changes_anothers_role(administrator: Staff) -> None:
    member = staff()
    told = {"username": member.username, "role": "marketer", "is_active": "on", "language": "en"}
    signed_in(administrator).post(f"/admin/clinic/staff/{member.pk}/change/", told)
    member.refresh_from_db()
    assert member.role == "marketer"
    assert [event.details["what"] for event in events_of(administrator, "configure")] == ["role"]


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ({"is_active": ""}, [("let-go", None)]),
        ({"first_name": "Ivy", "email": "ivy@example.org"}, [("profile", "email first_name")]),
        ({"role": "clinician", "is_active": ""}, [("role", None), ("let-go", None)]),
        ({}, []),
    ],
)
def test_each_change_of_staff_is_one_line(
    administrator: Staff, told: dict[str, str], lines: list[tuple[str, str | None]]
) -> None:
    member = staff()
    shown = {"username": member.username, "role": "front-desk", "is_active": "on", "language": "en"}
    answer = signed_in(administrator).post(f"/admin/clinic/staff/{member.pk}/change/", shown | told)
    found = [event.details for event in events_of(administrator, "configure")]
    assert (answer.status_code, [(one["what"], one.get("fields")) for one in found]) == (302, lines)


NEW_PASSWORD = {"usable_password": "true", "password1": "elm street 2027", "password2": "elm street 2027"}


def test_password_set_for_somebody_is_one_line(administrator: Staff) -> None:
    member = staff()
    answer = signed_in(administrator).post(f"/admin/clinic/staff/{member.pk}/password/", NEW_PASSWORD)
    [event] = events_of(administrator, "configure")
    assert (answer.status_code, event.details["what"], event.details["id"]) == (302, "password", str(member.pk))
    assert Client().login(username=member.username, password="elm street 2027")
    assert "elm" not in str(event.details)


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_administrator_sets_no_password_of_who_watches_or_of_a_colleague(administrator: Staff, role: Role) -> None:
    member = staff(role, password="maple street 2026")
    answer = signed_in(administrator).post(f"/admin/clinic/staff/{member.pk}/password/", NEW_PASSWORD)
    assert (answer.status_code, events_of(administrator, "configure")) == (403, [])
    assert Client().login(username=member.username, password="maple street 2026")
    with pytest.raises(NotTheirs):
        set_password(by=Actor.staff(administrator.pk, "administrator"), staff_id=member.pk, password="elm street 2027")


def test_administrator_sets_their_own_password(administrator: Staff) -> None:
    answer = signed_in(administrator).post(f"/admin/clinic/staff/{administrator.pk}/password/", NEW_PASSWORD)
    assert (answer.status_code, Client().login(username="boss", password="elm street 2027")) == (302, True)


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

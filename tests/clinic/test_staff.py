"""Staff in the admin: hired, described, given a password; asked for, decided, let go on pages of their own."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.domain.actors import Actor
from clinic.enums import Role
from clinic.models import AccessGrant, Notice, Staff, StaffSession
from clinic.operations.grants import ask
from clinic.operations.leaving import let_go
from clinic.operations.rights import NotAllowed
from clinic.operations.staff import NotTheirs, change_profile, hire, set_password
from tests.desk_people import BY, NOW, events_of, house, signed_in, staff
from tests.staff_sign_in import password_fits

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Staff:
    house()
    return staff(Role.ADMINISTRATOR, "boss")


@pytest.fixture
def officer(administrator: Staff) -> Staff:
    return staff(Role.PRIVACY_OFFICER, "officer")


def acting(member: Staff) -> Actor:
    return Actor.staff(member.pk, member.role)


def test_hire_without_password_may_not_sign_in() -> None:
    made = hire(by=BY, now=NOW, username="ivy", password=None, role=Role.CLINICIAN)
    assert not made.has_usable_password()


HIRED = {
    "username": "ivy", "role": "clinician", "usable_password": "true", "last_name": "Lin",
    "home": "12 Maple Street, 60616", "password1": "maple street 2026", "password2": "maple street 2026",
}  # fmt: skip


def test_administrator_adds_staff_and_a_second_person_lets_them_in(administrator: Staff, officer: Staff) -> None:
    answer = signed_in(administrator).post("/admin/clinic/staff/add/", {**HIRED, "manager": str(administrator.pk)})
    made = Staff.objects.get(username="ivy")
    assert (answer.status_code, made.is_active, made.is_superuser, made.manager) == (302, False, False, administrator)
    assert None not in (made.home_address, made.address_key, made.family_key)
    assert not password_fits("ivy", "maple street 2026")
    page = signed_in(officer).get(reverse("admin:desk-asked-roles")).content.decode()
    grant = AccessGrant.objects.get(staff=made)
    assert ("ivy" in page, 'value="grant"' in page) == (True, True)
    signed_in(officer).post(reverse("admin:desk-decide-role", args=[grant.pk]), {"answer": "grant"})
    assert password_fits("ivy", "maple street 2026")
    assert [event.details["what"] for event in events_of(administrator, "privilege")] == ["hired", "asked"]
    assert [event.details["what"] for event in events_of(officer, "privilege")] == ["granted"]


def test_administrator_asks_for_anothers_role_and_does_not_decide_it(administrator: Staff) -> None:
    member, client = staff(), signed_in(administrator)
    answer = client.post(reverse("admin:desk-ask-role", args=[member.pk]), {"role": "marketer"}, follow=True)
    grant = AccessGrant.objects.get(state="asked")
    page = client.get(reverse("admin:desk-asked-roles")).content.decode()
    assert ("nobody here can decide" in answer.content.decode(), "You asked for this yourself" in page) == (True, True)
    decided = client.post(reverse("admin:desk-decide-role", args=[grant.pk]), {"answer": "grant"}, follow=True)
    member.refresh_from_db()
    assert ("a second person decides" in decided.content.decode(), member.role) == (True, "front-desk")
    client.post(reverse("admin:desk-decide-role", args=[grant.pk]), {"answer": "withdraw"})
    grant.refresh_from_db()
    assert grant.state == "withdrawn"


def test_asking_twice_or_for_the_same_role_says_why_not(administrator: Staff, officer: Staff) -> None:
    member, client = staff(), signed_in(administrator)
    page = reverse("admin:desk-ask-role", args=[member.pk])
    assert "have this role already" in client.post(page, {"role": "front-desk"}).content.decode()
    client.post(page, {"role": "marketer"})
    assert "waits for a decision already" in client.post(page, {"role": "clinician"}).content.decode()
    assert AccessGrant.objects.filter(staff=member).count() == 2


def test_own_page_asks_for_nothing(administrator: Staff) -> None:
    page = reverse("admin:desk-ask-role", args=[administrator.pk])
    answer = signed_in(administrator).post(page, {"role": "privacy-officer"})
    assert "Nobody asks for" in answer.content.decode()
    assert AccessGrant.objects.filter(staff=administrator).count() == 1


@pytest.mark.parametrize("page", ["desk-ask-role", "desk-let-go"])
def test_superusers_are_the_shells(administrator: Staff, page: str) -> None:
    root = Staff.objects.create_superuser("root")
    assert signed_in(administrator).post(reverse(f"admin:{page}", args=[root.pk])).status_code == 404


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"first_name": "Ivy", "email": "ivy@example.org"}, "email first_name"),
        ({"home": "9 Elm Street 60616"}, "home_address"),
        ({"role": "administrator", "is_active": "", "is_superuser": "on"}, ""),
        ({}, ""),
    ],
)
def test_change_of_staff_is_one_line_and_gives_no_right(
    administrator: Staff, told: dict[str, str], fields: str
) -> None:
    member = staff()
    shown = {"username": member.username, "language": "en"}
    answer = signed_in(administrator).post(f"/admin/clinic/staff/{member.pk}/change/", shown | told)
    member.refresh_from_db()
    found = [(event.details["what"], event.details["fields"]) for event in events_of(administrator, "privilege")]
    assert (answer.status_code, found) == (302, [("profile", fields)] if fields else [])
    assert (member.role, member.is_active, member.is_superuser) == ("front-desk", True, False)


def test_staff_page_shows_no_home_address(administrator: Staff) -> None:
    member = hire(by=BY, now=NOW, username="ivy", password=None, role=Role.CLINICIAN, home_address="9 Canary Lane")
    page = signed_in(administrator).get(f"/admin/clinic/staff/{member.pk}/change/").content.decode()
    assert ("Canary" in page, "•••" in page) == (False, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_staff_list_asks_the_same_number_of_queries(
    administrator: Staff, django_assert_num_queries: object, rows: int
) -> None:
    for number in range(rows):
        member = staff(username=f"member-{number}")
        Staff.objects.filter(pk=member.pk).update(manager=administrator)
        ask(by=acting(administrator), now=NOW, staff_id=member.pk, role=Role.MARKETER)
    client = signed_in(administrator)
    with django_assert_num_queries(8):  # type: ignore[operator]
        page = client.get("/admin/clinic/staff/").content.decode()
    assert page.count("Marketer: waits for a second person") == rows


# --- letting go


def test_let_go_ends_everything_with_the_next_request(administrator: Staff) -> None:
    member = staff(Role.CLINICIAN, "ivy", password="maple street 2026")
    theirs, also_theirs = signed_in(member), signed_in(member)
    assert theirs.get("/admin/").status_code == 200
    page = reverse("admin:desk-let-go", args=[member.pk])
    boss = signed_in(administrator)
    assert "Let ivy go" in boss.get(page).content.decode()
    assert (boss.post(page).status_code, theirs.get("/admin/").status_code) == (302, 302)
    assert also_theirs.get("/admin/desk/today/").headers["Location"].startswith("/admin/login/")
    assert not password_fits("ivy", "maple street 2026")
    assert AccessGrant.objects.get(staff=member).state == "ended"
    assert StaffSession.objects.count() == 1  # the administrator's own
    [event] = events_of(administrator, "privilege")
    assert (event.details["what"], event.details["sessions"]) == ("let-go", 2)


def test_old_sessions_do_not_live_again_when_somebody_comes_back(administrator: Staff, officer: Staff) -> None:
    member = staff()
    theirs = signed_in(member)
    let_go(by=acting(administrator), now=NOW, staff_id=member.pk)
    ask(by=acting(administrator), now=NOW + timedelta(days=1), staff_id=member.pk, role=Role.FRONT_DESK)
    grant = AccessGrant.objects.get(state="asked")
    signed_in(officer).post(reverse("admin:desk-decide-role", args=[grant.pk]), {"answer": "grant"})
    member.refresh_from_db()
    assert (member.is_active, theirs.get("/admin/").status_code) == (True, 302)


def test_looking_at_the_page_ends_nothing(administrator: Staff) -> None:
    member = staff()
    signed_in(administrator).get(reverse("admin:desk-let-go", args=[member.pk]))
    member.refresh_from_db()
    assert member.is_active


def test_last_of_who_is_needed_is_warned_about(administrator: Staff, officer: Staff) -> None:
    page = reverse("admin:desk-let-go", args=[officer.pk])
    assert "is the last privacy officer" in signed_in(administrator).get(page).content.decode()
    staff(Role.PRIVACY_OFFICER, "other-officer")
    assert "is the last" not in signed_in(administrator).get(page).content.decode()


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN, Role.MARKETER, Role.PRIVACY_OFFICER])
def test_only_administrators_let_go(administrator: Staff, role: Role) -> None:
    member = staff(username="ivy")
    answer = signed_in(staff(role, "other")).post(reverse("admin:desk-let-go", args=[member.pk]))
    member.refresh_from_db()
    assert (answer.status_code, member.is_active) == (403, True)


def test_nobody_lets_themselves_go(administrator: Staff) -> None:
    signed_in(administrator).post(reverse("admin:desk-let-go", args=[administrator.pk]))
    administrator.refresh_from_db()
    assert administrator.is_active


# --- passwords


NEW_PASSWORD = {"usable_password": "true", "password1": "elm street 2027", "password2": "elm street 2027"}


def test_password_set_for_somebody_is_one_line(administrator: Staff) -> None:
    member = staff()
    answer = signed_in(administrator).post(f"/admin/clinic/staff/{member.pk}/password/", NEW_PASSWORD)
    [event] = events_of(administrator, "privilege")
    assert (answer.status_code, event.details["what"], event.details["id"]) == (302, "password", str(member.pk))
    assert password_fits(member.username, "elm street 2027")
    assert "elm" not in str(event.details)


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_administrator_sets_no_password_of_who_watches_or_of_a_colleague(administrator: Staff, role: Role) -> None:
    member = staff(role, password="maple street 2026")
    answer = signed_in(administrator).post(f"/admin/clinic/staff/{member.pk}/password/", NEW_PASSWORD)
    assert (answer.status_code, events_of(administrator, "privilege")) == (403, [])
    assert password_fits(member.username, "maple street 2026")
    with pytest.raises(NotTheirs):
        set_password(by=Actor.staff(administrator.pk, "administrator"), staff_id=member.pk, password="elm street 2027")


def test_administrator_sets_their_own_password(administrator: Staff) -> None:
    answer = signed_in(administrator).post(f"/admin/clinic/staff/{administrator.pk}/password/", NEW_PASSWORD)
    assert (answer.status_code, password_fits("boss", "elm street 2027")) == (302, True)


def test_password_set_for_somebody_ends_their_sessions(administrator: Staff) -> None:
    member = staff()
    theirs = signed_in(member)
    signed_in(administrator).post(f"/admin/clinic/staff/{member.pk}/password/", NEW_PASSWORD)
    assert (theirs.get("/admin/").status_code, StaffSession.objects.count()) == (302, 1)


@pytest.mark.parametrize("page", ["change/", "password/"])
def test_superuser_is_out_of_an_administrators_reach(administrator: Staff, page: str) -> None:
    root = Staff.objects.create_superuser("root")
    client = signed_in(administrator)
    assert client.post(f"/admin/clinic/staff/{root.pk}/{page}", {"username": "mine"}).status_code == 403


def test_front_desk_may_not_see_staff(administrator: Staff) -> None:
    assert signed_in(staff()).get("/admin/clinic/staff/").status_code == 403


def test_superuser_opens_nothing_and_hires_nobody(administrator: Staff, officer: Staff) -> None:
    client = signed_in(Staff.objects.create_superuser("root"))
    hired = client.post("/admin/clinic/staff/add/", HIRED)
    assert (hired.status_code, "no role" in hired.content.decode()) == (403, True)
    for page in ("audit/auditevent/", "patients/person/", "clinic/vendor/", f"clinic/staff/{officer.pk}/change/"):
        assert client.get(f"/admin/{page}").status_code == 403
    assert client.get(reverse("admin:privacy-export")).status_code == 403
    assert not Staff.objects.filter(username="ivy").exists()


# --- what reviews and review rules lean on


def test_own_surname_home_and_manager_are_changed_by_others(administrator: Staff, officer: Staff) -> None:
    page = f"/admin/clinic/staff/{administrator.pk}/change/"
    told = {"username": "boss", "language": "en", "first_name": "Avery", "last_name": "Else", "home": "9 Elm"}
    answer = signed_in(administrator).post(page, told | {"manager": str(officer.pk), "email": "else@example.org"})
    me = Staff.objects.get(pk=administrator.pk)
    assert (answer.status_code, me.first_name) == (302, "Avery")
    assert (me.last_name, me.email, me.manager, me.address_key) == ("", "", None, None)
    for field in ("last_name", "username", "email", "home_address"):
        with pytest.raises(NotAllowed):
            change_profile(by=acting(administrator), staff_id=administrator.pk, **{field: "x"})  # type: ignore[arg-type]


def test_officers_profile_changed_is_told(administrator: Staff, officer: Staff) -> None:
    change_profile(by=acting(administrator), staff_id=officer.pk, first_name="Parker")
    assert not Notice.objects.filter(alert="profile-changed").exists()
    change_profile(by=acting(administrator), staff_id=officer.pk, manager_id=administrator.pk)
    change_profile(by=acting(administrator), staff_id=staff().pk, last_name="Lin")
    told = Notice.objects.filter(alert="profile-changed").order_by("audience")
    assert list(told.values_list("recipient_id", "audience")) == [(officer.pk, ""), (None, "privacy-officer")]


def test_nobody_is_in_their_own_team(administrator: Staff, officer: Staff) -> None:
    first, second = staff(Role.CLINICIAN, "first"), staff(Role.CLINICIAN, "second")
    change_profile(by=acting(administrator), staff_id=second.pk, manager_id=first.pk)
    page = f"/admin/clinic/staff/{first.pk}/change/"
    told = {"username": "first", "language": "en", "manager": str(second.pk)}
    assert "in their own team" in signed_in(administrator).post(page, told).content.decode()
    for manager in (first, second):
        with pytest.raises(NotAllowed):
            change_profile(by=acting(administrator), staff_id=first.pk, manager_id=manager.pk)


def test_last_officer_who_is_let_go_is_told_to_all_who_decide(administrator: Staff, officer: Staff) -> None:
    let_go(by=acting(administrator), now=NOW, staff_id=officer.pk)
    let_go(by=acting(administrator), now=NOW, staff_id=staff().pk)
    told = Notice.objects.filter(alert="guard-let-go").values_list("audience", "subject_id")
    assert sorted(told) == [("administrator", officer.pk), ("privacy-officer", officer.pk)]

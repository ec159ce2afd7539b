"""A password that a colleague set opens one page: the one on which its owner chooses another."""

import pytest
from django.test import Client
from django.utils import timezone

from audit.domain.actors import Actor
from clinic.enums import Role
from clinic.models import Authenticator, Notice, Staff
from clinic.operations.grants import ask, grant_asked
from clinic.operations.leaving import let_go
from clinic.operations.rights import NotAllowed
from clinic.operations.staff import NotTheirs, hire, set_password
from clinic.sign_in.operations import reset_second_factor
from tests.desk_people import NOW, house, staff
from tests.staff_sign_in import code, enrolled, password_fits

pytestmark = pytest.mark.django_db

FIRST, OWN = "maple street 2026", "another secret 42"
CHANGE = "/admin/password_change/"


@pytest.fixture
def boss() -> Staff:
    house()
    return staff(Role.ADMINISTRATOR, "boss")


@pytest.fixture
def officer(boss: Staff) -> Staff:
    return staff(Role.PRIVACY_OFFICER, "officer")


def acting(member: Staff) -> Actor:
    return Actor.staff(member.pk, member.role)


def hired_by(boss: Staff, officer: Staff, role: Role) -> Staff:
    made = hire(by=acting(boss), now=NOW, username="olga", password=FIRST, role=role)
    grant_asked(by=acting(officer), now=NOW, grant_id=made.grants.get().pk)
    return enrolled(made)


def in_by_password(member: Staff, password: str) -> Client:
    client = Client()
    client.post("/admin/login/", {"username": member.username, "password": password})
    client.post("/admin/sign-in/code/", {"code": code(member)})
    return client


def choose(client: Client, old: str, new: str) -> int:
    typed = {"old_password": old, "new_password1": new, "new_password2": new}
    return int(client.post(CHANGE, typed).status_code)


@pytest.mark.parametrize("page", ["/admin/", "/admin/desk/today/", "/admin/sign-in/mine/", "/admin/clinic/staff/"])
def test_first_password_opens_nothing_but_the_page_that_changes_it(boss: Staff, officer: Staff, page: str) -> None:
    client = in_by_password(hired_by(boss, officer, Role.ADMINISTRATOR), FIRST)
    answer = client.get(page)
    assert (answer.status_code, answer.headers["Location"]) == (302, CHANGE)
    assert "First choose a password that only you know" in client.get(CHANGE).content.decode()
    assert client.get(page, headers={"Sec-Fetch-Dest": "empty"}).status_code == 403


def test_own_password_opens_the_rest_and_the_first_one_is_no_choice(boss: Staff, officer: Staff) -> None:
    olga = hired_by(boss, officer, Role.CLINICIAN)
    client = in_by_password(olga, FIRST)
    assert (choose(client, FIRST, FIRST), client.get("/admin/").status_code) == (200, 302)
    assert (choose(client, FIRST, OWN), client.get("/admin/").status_code) == (302, 200)
    assert (password_fits("olga", FIRST), password_fits("olga", OWN)) == (False, True)


def test_who_hired_them_does_not_reset_until_they_chose_their_own(boss: Staff, officer: Staff) -> None:
    olga = hired_by(boss, officer, Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed, match="You set the password"):
        reset_second_factor(by=acting(boss), staff_id=olga.pk, now=NOW)
    choose(in_by_password(olga, FIRST), FIRST, OWN)
    reset_second_factor(by=acting(boss), staff_id=olga.pk, now=timezone.now())
    assert (Authenticator.objects.filter(user=olga).exists(), password_fits("olga", FIRST)) == (False, False)


def test_officer_who_was_let_go_gets_no_password_from_an_administrator(boss: Staff, officer: Staff) -> None:
    let_go(by=acting(boss), now=NOW, staff_id=officer.pk)
    with pytest.raises(NotTheirs):
        set_password(by=acting(boss), staff_id=officer.pk, password=FIRST)


def test_no_password_is_set_for_whom_such_a_role_was_asked(boss: Staff) -> None:
    ivy = staff(Role.CLINICIAN, "ivy")
    ask(by=acting(boss), now=NOW, staff_id=ivy.pk, role=Role.PRIVACY_OFFICER)
    with pytest.raises(NotTheirs):
        set_password(by=acting(boss), staff_id=ivy.pk, password=FIRST)


def test_password_set_by_somebody_else_is_told_to_its_owner_and_the_officers(boss: Staff) -> None:
    ivy = staff(Role.CLINICIAN, "ivy", FIRST)
    set_password(by=acting(boss), staff_id=ivy.pk, password=OWN)
    told = Notice.objects.filter(alert="password-set").order_by("audience")
    assert list(told.values_list("recipient_id", "audience", "subject_id")) == [
        (ivy.pk, "", ivy.pk),
        (None, "privacy-officer", ivy.pk),
    ]
    set_password(by=acting(ivy), staff_id=ivy.pk, password=FIRST)
    assert (told.count(), Staff.objects.get(pk=ivy.pk).password_set_by_id) == (2, None)

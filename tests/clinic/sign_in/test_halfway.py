"""Between password and code: a first password is known to whoever set it, and must not become a second factor."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.domain.actors import Actor
from clinic.models import Authenticator, Staff, StaffSession
from clinic.operations.leaving import let_go
from clinic.operations.staff import set_password
from clinic.sign_in import authenticators, operations
from tests.at_once import at_once
from tests.clinic.sign_in.test_way_in import CODE, ENROL, LOG_IN, PASSWORD, began, gave_password, shown_key
from tests.desk_people import BY, events_of, house, signed_in, staff
from tests.staff_sign_in import code, enrolled, set_up_code

BEGUN_ELSEWHERE = f"{LOG_IN}?why=begun-elsewhere"


@pytest.fixture
def ivy(db: None) -> Staff:
    house()
    return staff(username="ivy", password=PASSWORD)


def app_shows(key: bytes) -> str:
    return authenticators.code_at(key, datetime.now(UTC))


def test_key_is_shown_to_the_browser_that_began_alone(ivy: Staff) -> None:
    thief = began(ivy)
    stolen = shown_key(thief.get(ENROL))
    owner = began(ivy)
    shown = shown_key(owner.get(ENROL))
    assert (stolen == shown, thief.get(ENROL).headers["Location"]) == (False, BEGUN_ELSEWHERE)
    assert thief.post(ENROL, {"code": app_shows(stolen)}).headers["Location"] == BEGUN_ELSEWHERE
    assert "Somebody has begun to set up" in thief.get(BEGUN_ELSEWHERE).content.decode()
    assert shown_key(owner.post(ENROL, {"code": "000000"})) == shown


def test_owner_whom_a_thief_overtook_is_told_and_sees_no_key_of_the_thiefs(ivy: Staff) -> None:
    owner = began(ivy)
    owner.get(ENROL)
    began(ivy)
    for answer in (owner.get(ENROL), owner.post(ENROL, {"code": "000000"})):
        assert answer.headers["Location"] == BEGUN_ELSEWHERE


def test_setting_up_ends_everybody_elses_way_in_and_is_in_the_book(ivy: Staff) -> None:
    thief, owner = began(ivy), began(ivy)
    owner.post(ENROL, {"code": app_shows(shown_key(owner.get(ENROL)))})
    assert (owner.get("/admin/").status_code, StaffSession.objects.count()) == (200, 1)
    assert thief.post(CODE, {"code": code(ivy)}).headers["Location"] == LOG_IN
    begun = [event.details["what"] for event in events_of(ivy, "privilege")]
    assert begun == ["second-factor-begun", "second-factor-begun", "second-factor-set-up"]


def test_new_phone_is_set_up_in_the_browser_that_asked(ivy: Staff) -> None:
    page = "/admin/sign-in/mine/phone/"
    first, second = signed_in(enrolled(ivy)), signed_in(ivy)
    key = shown_key(first.post(page))
    second.post(page)
    assert first.post(page, {"code": app_shows(key)}).headers["Location"] == page
    assert Client().post(page, {"code": "000000"}).status_code == 302


def _password_set(ivy: Staff) -> None:
    set_password(by=BY, staff_id=ivy.pk, password="quite another 77")


def _password_changed_in_the_row(ivy: Staff) -> None:
    ivy.set_password("quite another 77")
    ivy.save(update_fields=["password"])


def _factor_reset(ivy: Staff) -> None:
    operations.reset_second_factor(by=Actor.system("shell"), staff_id=ivy.pk, now=timezone.now())


def _left_and_came_back(ivy: Staff) -> None:
    let_go(by=BY, now=timezone.now(), staff_id=ivy.pk)
    Staff.objects.filter(pk=ivy.pk).update(is_active=True)


@pytest.mark.parametrize("happens", [_password_set, _password_changed_in_the_row, _factor_reset, _left_and_came_back])
def test_password_given_before_opens_nothing_after(ivy: Staff, happens: Callable[[Staff], None]) -> None:
    enrolled(ivy)
    thief = gave_password()
    assert thief.get(CODE).status_code == 200
    happens(ivy)
    assert thief.get(CODE).headers["Location"] == LOG_IN


def test_own_new_password_ends_halfway_sessions(ivy: Staff) -> None:
    here = signed_in(enrolled(ivy))
    gave_password()
    new = {"old_password": PASSWORD, "new_password1": "elm street 2027", "new_password2": "elm street 2027"}
    assert here.post("/admin/password_change/", new).status_code == 302
    assert StaffSession.objects.filter(halfway=ivy).count() == 0


def test_first_sign_ins_at_once_leave_one_key(committing_db: Any) -> None:
    house()
    handed = {"set_up_code": set_up_code(staff(username="ivy", password=PASSWORD))}
    clients = [gave_password() for _ in range(6)]
    assert at_once(*(lambda it=it: it.post(ENROL, handed).status_code for it in clients)) == [302] * 6
    assert Authenticator.objects.count() == 1
    assert sum(client.get(ENROL).status_code == 200 for client in clients) == 1

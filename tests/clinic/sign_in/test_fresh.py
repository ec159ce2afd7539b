"""Password and code once more before what cannot be taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client

from audit.models import AuditEvent
from clinic.enums import Role
from clinic.models import Authenticator, RecoveryCode, Staff, StaffSession
from tests.desk_people import events_of, house, signed_in, staff
from tests.staff_sign_in import code, enrolled

pytestmark = pytest.mark.django_db
PASSWORD, CONFIRM, CODES = "maple street 2026", "/admin/sign-in/confirm/", "/admin/sign-in/mine/codes/"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 6, 15, 17, tzinfo=UTC), tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def ivy(clock: Any) -> Staff:
    house()
    return enrolled(staff(Role.PRIVACY_OFFICER, username="ivy", password=PASSWORD))


def test_sign_in_is_fresh_for_ten_minutes(ivy: Staff, clock: Any) -> None:
    client = signed_in(ivy)
    clock.shift(timedelta(minutes=9, seconds=59))
    assert client.get(CODES).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert client.get(CODES).headers["Location"] == f"{CONFIRM}?next={CODES}"


def test_post_without_it_does_nothing_and_leads_back_to_the_form(ivy: Staff, clock: Any) -> None:
    client, before = signed_in(ivy), set(RecoveryCode.objects.values_list("pk"))
    clock.shift(timedelta(minutes=11))
    answer = client.post(CODES, headers={"Referer": f"http://testserver{CODES}"})
    assert answer.headers["Location"] == f"{CONFIRM}?next={CODES}&unsaved=1"
    assert set(RecoveryCode.objects.values_list("pk")) == before
    key = client.cookies["sessionid"].value
    told = {"password": PASSWORD, "code": code(ivy), "next": CODES, "unsaved": "1"}
    answer = client.post(CONFIRM, told)
    assert answer.headers["Location"] == CODES
    assert "Nothing was saved" in str([str(one) for one in get_messages(answer.wsgi_request)])
    assert client.cookies["sessionid"].value != key and StaffSession.objects.count() == 1
    assert client.post(CODES).status_code == 200
    assert events_of(ivy, "sign-in")[-1].details == {"method": "totp", "step": "confirm"}


@pytest.mark.parametrize(("password", "right"), [("wrong", True), (PASSWORD, False)])
def test_both_must_be_right_and_a_wrong_one_is_in_the_book(ivy: Staff, clock: Any, password: str, right: bool) -> None:
    client = signed_in(ivy)
    clock.shift(timedelta(minutes=11))
    before = AuditEvent.objects.filter(word="sign-in-failed").count()
    answer = client.post(CONFIRM, {"password": password, "code": code(ivy) if right else "000000", "next": CODES})
    assert (answer.status_code, client.get(CODES).status_code) == (200, 302)
    failed = AuditEvent.objects.filter(word="sign-in-failed").order_by("id")[before:]
    assert [(event.actor_id, event.details["step"]) for event in failed] == [(str(ivy.pk), "confirm")]


def test_wrong_password_uses_up_no_code(ivy: Staff, clock: Any) -> None:
    client = signed_in(ivy)
    clock.shift(timedelta(minutes=11))
    shown = code(ivy)
    client.post(CONFIRM, {"password": "wrong", "code": shown, "next": CODES})
    assert client.post(CONFIRM, {"password": PASSWORD, "code": shown, "next": CODES}).status_code == 302


def test_script_is_answered_with_a_number(ivy: Staff, clock: Any) -> None:
    client = signed_in(ivy)
    clock.shift(timedelta(minutes=11))
    assert client.post(CODES, headers={"Sec-Fetch-Dest": "empty"}).status_code == 401


# --- one's own sign-in, and somebody else's


def test_old_phone_counts_until_the_new_one_has_shown_a_code(ivy: Staff, clock: Any) -> None:
    from tests.clinic.sign_in.test_way_in import shown_key

    client, old = signed_in(ivy), Authenticator.objects.get(user=ivy)
    key = shown_key(client.post("/admin/sign-in/mine/phone/"))
    assert Authenticator.objects.get(user=ivy, confirmed=True) == old
    assert client.post("/admin/sign-in/mine/phone/", {"code": "000000"}).status_code == 200
    assert Authenticator.objects.get(user=ivy, confirmed=True) == old
    from clinic.sign_in.authenticators import code_at

    clock.shift(timedelta(seconds=2))
    page = client.post("/admin/sign-in/mine/phone/", {"code": code_at(key, datetime.now(UTC))})
    assert "Print these ten codes" in page.content.decode()
    assert Authenticator.objects.get(user=ivy).key == key


def test_sign_out_elsewhere_leaves_this_browser(ivy: Staff) -> None:
    here, there = signed_in(ivy), signed_in(ivy)
    here.post("/admin/sign-in/mine/elsewhere/")
    assert (here.get("/admin/").status_code, there.get("/admin/").status_code) == (200, 302)


def test_own_password_changed_is_one_line_and_signs_out_elsewhere(ivy: Staff) -> None:
    here, there = signed_in(ivy), signed_in(ivy)
    new = {"old_password": PASSWORD, "new_password1": "elm street 2027", "new_password2": "elm street 2027"}
    assert here.post("/admin/password_change/", new).status_code == 302
    assert (here.get("/admin/").status_code, there.get("/admin/").status_code) == (200, 302)
    assert StaffSession.objects.count() == 1
    assert [event.details["what"] for event in events_of(ivy, "privilege")] == ["password"]
    ivy.refresh_from_db()
    assert ivy.check_password("elm street 2027")


@pytest.mark.parametrize(
    ("by", "whose", "reset"),
    [
        (Role.PRIVACY_OFFICER, Role.FRONT_DESK, True),
        (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, True),
        (Role.ADMINISTRATOR, Role.FRONT_DESK, False),
    ],
)
def test_reset_takes_it_away_signs_out_and_tells(clock: Any, by: Role, whose: Role, reset: bool) -> None:
    from clinic.models import Notice

    house()
    member = enrolled(staff(whose, "lost"))
    theirs, page = signed_in(member), f"/admin/sign-in/reset/{member.pk}/"
    boss = staff(by, "boss")
    client = signed_in(boss)
    assert client.get(page).status_code == 200
    client.post(page)
    assert Authenticator.objects.filter(user=member).exists() is not reset
    assert RecoveryCode.objects.filter(staff=member).exists() is not reset
    assert theirs.get("/admin/").status_code == (302 if reset else 200)
    told = Notice.objects.filter(recipient_id=member.pk, alert="second-factor-changed").count()
    lines = [event.details["what"] for event in events_of(boss, "privilege")]
    assert (told, lines) == ((1, ["second-factor-reset"]) if reset else (0, []))


def test_reset_from_the_shell(ivy: Staff, capsys: Any) -> None:
    from django.core.management import CommandError, call_command

    call_command("reset_second_factor", "ivy")
    assert not Authenticator.objects.filter(user=ivy).exists()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody")


def test_front_desk_resets_nobody(clock: Any) -> None:
    house()
    member = enrolled(staff(Role.CLINICIAN))
    client: Client = signed_in(staff())
    assert client.post(f"/admin/sign-in/reset/{member.pk}/").status_code == 403

"""Password, then a code: nothing of the clinic opens before both."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from clinic.models import Authenticator, RecoveryCode, Staff, StaffSession
from clinic.sign_in import authenticators
from clinic.sign_in.gate import OPEN
from tests.desk_people import appointment, events_of, house, patient, staff
from tests.laws.pages import address, named_pages
from tests.staff_sign_in import code, enrolled, set_up_code

pytestmark = pytest.mark.django_db
PASSWORD = "maple street 2026"
LOG_IN, CODE, ENROL = "/admin/login/", "/admin/sign-in/code/", "/admin/sign-in/second-factor/new/"


@pytest.fixture
def ivy() -> Staff:
    house()
    return staff(username="ivy", password=PASSWORD)


def gave_password(password: str = PASSWORD, name: str = "ivy", **more: str) -> Client:
    client = Client()
    client.post(LOG_IN, {"username": name, "password": password, **more})
    return client


def began(ivy: Staff, **more: str) -> Client:
    """At her first sign-in: the password, then the code that a colleague handed her."""
    client = gave_password(**more)
    client.post(ENROL, {"set_up_code": set_up_code(ivy)})
    return client


def shown_key(page: Any) -> bytes:
    found = re.search(r'class="sign-in-key">([A-Z2-7 ]+)<', page.content.decode())
    assert found
    return authenticators.from_text(found[1].replace(" ", ""))


def failed_steps() -> list[str]:
    return [event.details["step"] for event in AuditEvent.objects.filter(word="sign-in-failed").order_by("id")]


@pytest.fixture(autouse=True)
def steps_so_far() -> int:
    """Failed tries are committed beside a test's transaction: earlier tests' stay."""
    return AuditEvent.objects.filter(word="sign-in-failed").count()


def test_first_sign_in_sets_up_an_app_and_shows_ten_codes_once(ivy: Staff) -> None:
    client = began(ivy, next="/admin/desk/today/")
    assert client.get(CODE).headers["Location"] == ENROL
    key = shown_key(client.get(ENROL))
    page = client.post(ENROL, {"code": authenticators.code_at(key, datetime.now(UTC))})
    codes = re.findall(r"<code>(\d{4}-\d{4}-\d{4})</code>", page.content.decode())
    assert (len(set(codes)), 'href="/admin/desk/today/"' in page.content.decode()) == (10, True)
    assert client.get("/admin/").status_code == 200
    assert "-".join(codes[0].split("-")) not in client.get(ENROL).content.decode()
    assert [event.details["what"] for event in events_of(ivy, "privilege")] == [
        "second-factor-begun",
        "second-factor-set-up",
    ]
    assert [event.details for event in events_of(ivy, "sign-in")] == [{"method": "totp"}]


def test_wrong_code_sets_up_nothing(ivy: Staff) -> None:
    client = began(ivy)
    assert "does not fit" in client.post(ENROL, {"code": "000000"}).content.decode()
    assert (Authenticator.objects.filter(confirmed=True).count(), RecoveryCode.objects.count()) == (0, 0)


def test_code_after_the_password_lets_in_with_a_new_session_key(ivy: Staff) -> None:
    client = gave_password(name=enrolled(ivy).username, next="/admin/desk/today/")
    halfway = client.cookies["sessionid"].value
    answer = client.post(CODE, {"code": code(ivy)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/desk/today/")
    assert client.cookies["sessionid"].value != halfway
    assert not StaffSession.objects.filter(pk=halfway).exists()
    assert StaffSession.objects.get().staff == ivy


def test_session_cookie_dies_with_the_browser(ivy: Staff) -> None:
    cookie = gave_password(name=enrolled(ivy).username).cookies["sessionid"]
    assert (cookie["expires"], cookie["max-age"], cookie["httponly"]) == ("", "", True)


def test_password_alone_opens_no_page(ivy: Staff) -> None:
    """Every page of the site, halfway and not at all: each asks who is there, and shows nobody."""
    person = appointment(patient("Canarygiven")).person
    halfway, opened = gave_password(name=enrolled(ivy).username), []
    for view, parameters in named_pages():
        if not view.startswith("admin:") or view in OPEN:
            continue
        path = address(view, parameters, person)
        for client in (halfway, Client()):
            for answer in (client.get(path), client.post(path, {"term": "Canarygiven"})):
                asked = answer.status_code == 302 and answer.headers["Location"].startswith(LOG_IN)
                opened += [] if asked and b"Canarygiven" not in answer.content else [view]
    assert opened == []


def test_page_outside_the_admins_own_guard_is_behind_the_gate_too(ivy: Staff) -> None:
    assert gave_password(name=enrolled(ivy).username).get("/").headers["Location"] == "/subscribe/"


def test_code_counts_once(ivy: Staff) -> None:
    enrolled(ivy)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=False):
        shown = code(ivy)
        assert gave_password().post(CODE, {"code": shown}).status_code == 302
        assert "does not fit" in gave_password().post(CODE, {"code": shown}).content.decode()


@pytest.mark.parametrize(("late", "status"), [(-29, 302), (29, 302), (61, 200), (-61, 200)])
def test_clock_of_the_phone_may_be_half_a_minute_off(ivy: Staff, late: int, status: int) -> None:
    key = Authenticator.objects.get(user=enrolled(ivy), confirmed=True).key
    now = datetime.now(UTC).replace(second=0) + timedelta(minutes=5)
    with time_machine.travel(now, tick=False):
        shown = authenticators.code_at(key, now + timedelta(seconds=late))
        assert gave_password().post(CODE, {"code": shown}).status_code == status


def test_recovery_code_opens_once_however_it_is_spaced(ivy: Staff) -> None:
    client = began(ivy)
    key = shown_key(client.get(ENROL))
    page = client.post(ENROL, {"code": authenticators.code_at(key, datetime.now(UTC))}).content.decode()
    first = re.findall(r"<code>(\d{4}-\d{4}-\d{4})</code>", page)[0]
    assert gave_password().post(CODE, {"code": f" {first.replace('-', ' ')} "}).status_code == 302
    assert gave_password().post(CODE, {"code": first}).status_code == 200
    assert [event.details["method"] for event in events_of(ivy, "sign-in")] == ["totp", "recovery"]


def test_secrets_are_nowhere_in_clear(ivy: Staff) -> None:
    client = began(ivy)
    key = shown_key(client.get(ENROL))
    page = client.post(ENROL, {"code": authenticators.code_at(key, datetime.now(UTC))}).content.decode()
    first = re.findall(r"<code>(\d{4}-\d{4}-\d{4})</code>", page)[0].replace("-", "")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a::text FROM clinic_authenticator a UNION ALL SELECT r::text FROM clinic_recoverycode r"
            " UNION ALL SELECT e::text FROM audit_event e UNION ALL SELECT s.session_data FROM clinic_staffsession s"
        )
        rows = " ".join(row[0] for row in cursor.fetchall())
    assert [secret in rows for secret in (key.hex(), authenticators.as_text(key), first)] == [False, False, False]


def test_key_in_somebody_elses_row_does_not_open(ivy: Staff) -> None:
    bob = enrolled(staff(username="bob", password=PASSWORD))
    sealed = Authenticator.objects.get(user=enrolled(ivy)).sealed_key
    Authenticator.objects.filter(user=bob).update(sealed_key=sealed)
    with pytest.raises(ValueError, match="sealed for another place"):
        _ = Authenticator.objects.get(user=bob).key


def test_halfway_lasts_ten_minutes(ivy: Staff) -> None:
    client = gave_password(name=enrolled(ivy).username)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        assert client.post(CODE, {"code": code(ivy)}).headers["Location"] == LOG_IN


def test_let_go_between_password_and_code_gets_no_further(ivy: Staff) -> None:
    client = gave_password(name=enrolled(ivy).username)
    Staff.objects.filter(pk=ivy.pk).update(is_active=False)
    assert client.post(CODE, {"code": code(ivy)}).headers["Location"] == LOG_IN


def test_failures_are_in_the_book_by_step_without_what_was_typed(ivy: Staff, steps_so_far: int) -> None:
    gave_password("my secret password", "maple street 2026")
    gave_password("wrong")
    gave_password(name=enrolled(ivy).username).post(CODE, {"code": "123456"})
    assert failed_steps()[steps_so_far:] == ["password", "password", "code"]
    events = AuditEvent.objects.filter(word="sign-in-failed").order_by("-id")[:3]
    assert not re.search("maple|secret|ivy|123456", str([event.details for event in events]))
    assert (events[0].actor_id, events[0].outcome) == (str(ivy.pk), "denied")
    assert events[0].details["name"] == events[1].details["name"] != events[2].details["name"]


@pytest.mark.parametrize("name", ["ivy", "nobody"])
def test_page_tells_not_whether_the_name_exists(ivy: Staff, name: str) -> None:
    page = Client().post(LOG_IN, {"username": name, "password": "wrong"}).content.decode()
    assert "Name and password do not fit together" in page


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/admin/desk/today/?day=2026-06-15", "/admin/desk/today/?day=2026-06-15"),
        ("https://elsewhere.example/admin/", "/admin/"),
        ("//elsewhere.example/admin/", "/admin/"),
        ("/admin/../subscribe/", "/admin/"),
        ("/admin/logout/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("", "/admin/"),
    ],
)
def test_next_page_is_one_of_ours(ivy: Staff, asked: str, led_to: str) -> None:
    client = gave_password(name=enrolled(ivy).username, next=asked)
    assert client.post(CODE, {"code": code(ivy)}).headers["Location"] == led_to


def test_signing_out_is_one_line_and_by_post(ivy: Staff) -> None:
    client = gave_password(name=enrolled(ivy).username)
    client.post(CODE, {"code": code(ivy)})
    assert client.get("/admin/logout/").status_code == 405
    assert client.post("/admin/logout/").headers["Location"] == "/admin/login/?why=signed-out"
    assert (len(events_of(ivy, "sign-out")), StaffSession.objects.count()) == (1, 0)


def test_code_page_says_no_code_of_real_staff(ivy: Staff, settings: Any, tmp_path: Any) -> None:
    settings.DEMO_MODE, settings.VAR_DIR = True, tmp_path
    page = gave_password(name=enrolled(ivy).username).get(CODE).content.decode()
    assert "Sample clinic" not in page


def test_code_page_says_the_code_of_the_sample_clinic_in_demo_mode_alone(
    ivy: Staff, settings: Any, tmp_path: Any
) -> None:
    settings.DEMO_MODE, settings.VAR_DIR = True, tmp_path
    key = authenticators.as_text(Authenticator.objects.get(user=enrolled(ivy)).key)
    (tmp_path / "demo_log_ins.json").write_text(f'{{"ivy": {{"password": "x", "totp": "{key}"}}, "old": "maple-1"}}')
    client = gave_password()
    assert code(ivy) in client.get(CODE).content.decode()
    settings.DEMO_MODE = False
    assert "Sample clinic" not in client.get(CODE).content.decode()


def test_addresses_of_the_way_in() -> None:
    assert (reverse("admin:sign-in-code"), reverse("admin:sign-in-enrol")) == (CODE, ENROL)

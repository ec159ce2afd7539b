"""Each guess is counted before the next is judged, wherever a password or code is asked; the book does not drown."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from http.cookies import SimpleCookie
from typing import Any

import pytest
import time_machine
from django.test import Client

from audit.models import AuditEvent
from clinic.domain.sign_in import place_of
from clinic.models import Notice, Staff
from tests.at_once import at_once
from tests.clinic.sign_in.test_lock_out import clock, ivy, try_password  # noqa: F401 - fixtures
from tests.clinic.sign_in.test_way_in import CODE, LOG_IN, PASSWORD
from tests.desk_people import house, signed_in, staff
from tests.staff_sign_in import enrolled

OWN_PASSWORD = "/admin/password_change/"
NEW = {"new_password1": "elm street 2027", "new_password2": "elm street 2027"}


def failed_since(before: int) -> list[Any]:
    return [event.details for event in AuditEvent.objects.filter(word="sign-in-failed").order_by("id")[before:]]


@pytest.fixture
def before(db: None) -> int:
    """Failed tries are committed beside a test's transaction: earlier tests' stay."""
    return AuditEvent.objects.filter(word="sign-in-failed").count()


def same_browser(client: Client) -> Client:
    other = Client(raise_request_exception=False)
    other.cookies = SimpleCookie({name: cookie.value for name, cookie in client.cookies.items()})
    return other


def _tells_code(client: Client, guess: str) -> int:
    return client.post(CODE, {"code": guess}).status_code


def test_codes_sent_at_once_are_judged_one_by_one(committing_db: Any) -> None:
    house()
    member = enrolled(staff(username="ivy", password=PASSWORD))
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=False):
        client = Client()
        client.post(LOG_IN, {"username": member.username, "password": PASSWORD})
        guesses = [f"{number:06}" for number in range(12)]
        answers = at_once(*(partial(_tells_code, same_browser(client), guess) for guess in guesses))
    assert Counter(answers) == {200: 4, 429: 8}
    assert Counter(details["step"] for details in failed_since(0)) == {"code": 5, "locked": 1}


def test_passwords_sent_at_once_are_judged_one_by_one(committing_db: Any) -> None:
    house()
    staff(username="ivy", password=PASSWORD)
    assert Counter(at_once(*[lambda: try_password(Client())] * 12)) == {200: 4, 429: 8}


@pytest.mark.django_db
def test_own_password_page_is_no_place_to_guess(ivy: Staff, clock: Any, before: int) -> None:  # noqa: F811
    client = signed_in(ivy)
    told = [client.post(OWN_PASSWORD, {"old_password": f"guess {n}", **NEW}).status_code for n in range(6)]
    assert told == [200, 200, 200, 200, 429, 429]
    assert client.post(OWN_PASSWORD, {"old_password": PASSWORD, **NEW}).status_code == 429
    assert [details["step"] for details in failed_since(before)] == ["confirm"] * 5 + ["locked"]


@pytest.mark.django_db
def test_own_password_page_asks_first_whether_it_is_still_them(ivy: Staff, clock: Any) -> None:  # noqa: F811
    client = signed_in(ivy)
    clock.shift(timedelta(minutes=11))
    answer = client.post(OWN_PASSWORD, {"old_password": PASSWORD, **NEW})
    assert answer.headers["Location"].startswith("/admin/sign-in/confirm/")
    Staff.objects.filter(pk=ivy.pk).update(password_set_by=ivy)
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.django_db
def test_book_has_one_line_a_minute_about_a_locked_lane(ivy: Staff, clock: Any, before: int) -> None:  # noqa: F811
    for _ in range(5 + 20):
        try_password(Client())
    clock.shift(timedelta(minutes=1))
    for _ in range(3):
        try_password(Client())
    lines = failed_since(before)
    assert [details["step"] for details in lines] == ["password"] * 5 + ["locked"] * 2
    assert [details.get("tries", 1) for details in lines[5:]] == [1, 20]


@pytest.mark.django_db
def test_addresses_of_one_household_are_one_place(ivy: Staff, clock: Any) -> None:  # noqa: F811
    told = [try_password(Client(), address=f"2001:db8::{number:x}") for number in range(1, 7)]
    assert told == [200, 200, 200, 200, 429, 429]
    assert try_password(Client(), address="2001:db8:0:1::1") == 200


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:0:1:aaaa::9", "2001:db8:0:1::"),
        ("", ""),
    ],
)
def test_place_of_an_address(address: str, place: str) -> None:
    assert place_of(address) == place


@pytest.mark.django_db
def test_officers_are_told_of_guessing_from_many_places_once_a_day(ivy: Staff, clock: Any) -> None:  # noqa: F811
    for name in ("ivy", "nobody"):
        for number in range(9):
            try_password(Client(), name=name, address=f"198.51.100.{number}")
    assert Notice.objects.filter(alert="guessing").count() == 0
    for number in range(9, 14):
        for name in ("ivy", "nobody"):
            try_password(Client(), name=name, address=f"198.51.100.{number}")
    [notice] = Notice.objects.filter(alert="guessing")
    assert (notice.audience, notice.subject_id) == ("privacy-officer", ivy.pk)
    assert try_password(Client(), PASSWORD) == 302

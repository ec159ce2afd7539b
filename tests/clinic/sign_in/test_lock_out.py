"""Guessers are stopped, and cannot stop anybody else."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog
from django.db import connection
from django.test import Client

from audit.models import AuditEvent
from clinic.models import Authenticator, Staff
from tests.desk_people import house, staff
from tests.staff_sign_in import code, enrolled

pytestmark = pytest.mark.django_db
PASSWORD, LOG_IN, CODE = "maple street 2026", "/admin/login/", "/admin/sign-in/code/"
CLINIC, ELSEWHERE = "203.0.113.5", "198.51.100.7"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 6, 15, 17, tzinfo=UTC), tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def ivy(clock: Any) -> Staff:
    house()
    return enrolled(staff(username="ivy", password=PASSWORD))


WRONG = "wrong"


def try_password(client: Client, password: str = WRONG, name: str = "ivy", address: str = CLINIC) -> int:
    return client.post(LOG_IN, {"username": name, "password": password}, REMOTE_ADDR=address).status_code


def her_browser(ivy: Staff, clock: Any) -> Client:
    """One in which she has signed in before, and out again."""
    client = Client()
    clock.shift(timedelta(minutes=1))
    try_password(client, PASSWORD)
    assert client.post(CODE, {"code": code(ivy)}, REMOTE_ADDR=CLINIC).status_code == 302
    client.post("/admin/logout/")
    return client


def test_fifth_wrong_password_locks_and_says_what_to_do(ivy: Staff) -> None:
    client = Client()
    assert [try_password(client) for _ in range(6)] == [200, 200, 200, 200, 429, 429]
    assert try_password(client, PASSWORD) == 429
    page = client.post(LOG_IN, {"username": "ivy", "password": PASSWORD}, REMOTE_ADDR=CLINIC).content.decode()
    assert "for 15 minutes" in page and "A computer on which you have signed in before still lets you in" in page


def test_name_that_nobody_has_locks_alike(ivy: Staff) -> None:
    assert [try_password(Client(), name="nobody") for _ in range(6)] == [200, 200, 200, 200, 429, 429]


def test_guesser_behind_the_clinics_address_does_not_shut_her_browser_out(ivy: Staff, clock: Any) -> None:
    hers = her_browser(ivy, clock)
    for _ in range(20):
        try_password(Client())
    assert try_password(Client(), PASSWORD) == 429
    assert try_password(hers, PASSWORD) == 302


def test_guesser_elsewhere_shuts_nobody_out(ivy: Staff) -> None:
    for _ in range(20):
        try_password(Client(), address=ELSEWHERE)
    assert try_password(Client(), PASSWORD) == 302


@pytest.mark.parametrize(
    ("behind", "told", "counted"),
    [
        (True, "10.9.9.9, 198.51.100.7", "198.51.100.7"),
        (True, "nonsense", CLINIC),
        (True, "", CLINIC),
        (False, "198.51.100.7", CLINIC),
    ],
)
def test_address_is_what_our_own_proxy_added(ivy: Staff, settings: Any, behind: bool, told: str, counted: str) -> None:
    settings.BEHIND_PROXY = behind
    wrong = {"username": "ivy", "password": "wrong"}
    Client().post(LOG_IN, wrong, REMOTE_ADDR=CLINIC, headers={"X-Forwarded-For": told})
    assert AccessAttempt.objects.get().ip_address == counted
    assert AuditEvent.objects.filter(word="sign-in-failed").latest("id").address == counted


def test_known_browser_has_a_limit_of_its_own(ivy: Staff, clock: Any) -> None:
    hers = her_browser(ivy, clock)
    assert [try_password(hers) for _ in range(5)] == [200, 200, 200, 200, 429]
    assert try_password(Client(), PASSWORD) == 302


def test_mark_of_a_known_browser_is_good_for_its_account_and_not_for_a_forger(ivy: Staff, clock: Any) -> None:
    enrolled(staff(username="bob", password=PASSWORD))
    hers = her_browser(ivy, clock)
    [(name, cookie)] = [(name, cookie) for name, cookie in hers.cookies.items() if name.startswith("known-")]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/admin/")
    for _ in range(5):
        try_password(Client(), name="bob")
        try_password(Client())
    assert try_password(hers, PASSWORD, "bob") == 429
    forger = Client()
    forger.cookies[name] = cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B")
    assert try_password(forger, PASSWORD) == 429


def test_wait_ends_and_grows_within_a_day(ivy: Staff, clock: Any) -> None:
    for minutes in (15, 30, 60):
        assert [try_password(Client()) for _ in range(5)][-1] == 429
        clock.shift(timedelta(minutes=minutes, seconds=-1))
        assert try_password(Client(), PASSWORD) == 429
        clock.shift(timedelta(seconds=2))
    assert try_password(Client(), PASSWORD) == 302
    clock.shift(timedelta(days=1, minutes=1))
    assert [try_password(Client()) for _ in range(5)][-1] == 429
    clock.shift(timedelta(minutes=15, seconds=1))
    assert try_password(Client(), PASSWORD) == 302


def test_anothers_shorter_wait_does_not_end_a_longer_one(ivy: Staff, clock: Any) -> None:
    for _ in range(2):
        for _ in range(5):
            try_password(Client())
        clock.shift(timedelta(minutes=16))
    assert try_password(Client(), name="somebody else") == 200
    assert try_password(Client(), PASSWORD) == 429


def test_wrong_codes_lock_too(ivy: Staff) -> None:
    client = Client()
    try_password(client, PASSWORD)
    told = [client.post(CODE, {"code": "000000"}, REMOTE_ADDR=CLINIC).status_code for _ in range(6)]
    assert told == [200, 200, 200, 200, 429, 429]
    assert client.post(CODE, {"code": code(ivy)}, REMOTE_ADDR=CLINIC).status_code == 429


def test_thief_of_the_password_guesses_codes_slower_and_slower_from_many_places(ivy: Staff, clock: Any) -> None:
    """Five from each address; between all of them waits double, so that a million codes are never tried."""
    hers, clock_time = her_browser(ivy, clock), timedelta(hours=3)
    for number in range(8):
        thief = Client()
        try_password(thief, PASSWORD, address=f"192.0.2.{number}")
        thief.post(CODE, {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{number}")
    device = Authenticator.objects.get(user=ivy)
    assert device.throttling_failure_count == 1  # the others were not even looked at
    clock.shift(timedelta(minutes=1))
    right = code(ivy)
    try_password(hers, PASSWORD)
    assert hers.post(CODE, {"code": right}, REMOTE_ADDR=CLINIC).status_code == 302
    for _ in range(40):
        clock.shift(clock_time)
        device.refresh_from_db()
        device.throttle_increment()
    assert device.throttling_failure_count == 14


def test_nothing_typed_and_no_name_is_kept_or_logged(ivy: Staff, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client()
    for _ in range(6):
        try_password(client, "hunter2secret", name="my-password-typed-as-name")
    try_password(client, PASSWORD)
    client.post(CODE, {"code": "135791"}, REMOTE_ADDR=CLINIC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM axes_accessattempt a UNION ALL SELECT f::text FROM axes_accessfailurelog f")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert (AccessAttempt.objects.exists(), AccessFailureLog.objects.exists()) == (True, True)
    for secret in ("hunter2secret", "my-password-typed-as-name", PASSWORD, "ivy", "135791"):
        assert (secret in kept, secret in caplog.text) == (False, False), secret

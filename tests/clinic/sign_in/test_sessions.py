"""How long a sign-in holds, measured on the server; and that nobody keeps a copy of a page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from audit.coverage import rules
from clinic.models import Staff, StaffSession
from clinic.sign_in.overdue import end_overdue
from clinic.sign_in.sessions import end_sessions_of
from tests.desk_people import events_of, house, signed_in, staff

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 15, 17, tzinfo=UTC)
DESK = "/admin/"


@pytest.fixture
def ivy() -> Staff:
    house()
    return staff(username="ivy")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


def test_idle_for_fifteen_minutes_signs_out_and_says_why(ivy: Staff, clock: Any) -> None:
    client = signed_in(ivy)
    clock.shift(timedelta(minutes=14, seconds=59))
    assert client.get(DESK).status_code == 200
    clock.shift(timedelta(minutes=15))
    answer = client.get("/admin/desk/today/?day=2026-06-15")
    assert answer.headers["Location"] == "/admin/login/?next=/admin/desk/today/%3Fday%3D2026-06-15&why=idle"
    assert "nothing happened here for 15 minutes" in client.get(answer.headers["Location"]).content.decode()
    assert ([event.details for event in events_of(ivy, "sign-out")], StaffSession.objects.count()) == (
        [{"why": "idle"}],
        0,
    )


def test_twelve_hours_are_the_most_however_busy(ivy: Staff, clock: Any) -> None:
    client = signed_in(ivy)
    for _ in range(71):
        clock.shift(timedelta(minutes=10))
        assert client.get(DESK).status_code == 200
    clock.shift(timedelta(minutes=10))
    assert client.get(DESK).headers["Location"] == "/admin/login/?next=/admin/&why=longest"


def test_page_that_asks_by_itself_keeps_nobody_signed_in(ivy: Staff, clock: Any, settings: Any) -> None:
    settings.PAGE_RULES = [*settings.PAGE_RULES, f"{__name__}.POLLING"]
    rules.written_rules.cache_clear()
    try:
        client = signed_in(ivy)
        for _ in range(7):
            clock.shift(timedelta(minutes=2))
            assert client.get("/admin/jsi18n/").status_code == 200
        clock.shift(timedelta(minutes=2))
        script = {"Sec-Fetch-Dest": "empty"}
        assert [client.get("/admin/jsi18n/", headers=script).status_code, client.get(DESK).status_code] == [401, 302]
    finally:
        rules.written_rules.cache_clear()


POLLING = {"admin:jsi18n": rules.signed_in.shows_nobody("words").that_polls()}


def test_last_click_is_written_once_a_minute(ivy: Staff, clock: Any, django_assert_num_queries: Any) -> None:
    client, seen = signed_in(ivy), []
    for _ in range(4):
        clock.shift(timedelta(seconds=30))
        client.get(DESK)
        seen.append((StaffSession.objects.get().seen_at - NOON).total_seconds())
    assert seen == [0, 60, 60, 120]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Dest": "empty"}, {"X-Requested-With": "XMLHttpRequest"}])
def test_script_of_who_is_signed_out_gets_a_number(ivy: Staff, headers: dict[str, str]) -> None:
    assert Client().get(DESK, headers=headers).status_code == 401


def test_form_sent_too_late_leads_back_to_the_form(ivy: Staff, clock: Any) -> None:
    client = signed_in(ivy)
    clock.shift(timedelta(minutes=16))
    sent_from = {"Referer": "http://testserver/admin/desk/person/new/"}
    answer = client.post("/admin/desk/look-up/", {"term": "lin mei"}, headers=sent_from)
    assert answer.headers["Location"] == "/admin/login/?next=/admin/desk/person/new/&why=idle"


def test_sessions_of_one_person_end_in_one_query(ivy: Staff, django_assert_num_queries: Any) -> None:
    mine = [signed_in(ivy) for _ in range(3)]
    theirs = signed_in(staff(username="bob"))
    with django_assert_num_queries(1):
        assert end_sessions_of(ivy.pk) == 3
    assert [client.get(DESK).status_code for client in (*mine, theirs)] == [302, 302, 302, 200]


def test_browsers_that_never_come_back_are_signed_out_with_a_line_each(ivy: Staff, clock: Any) -> None:
    for member in (ivy, staff(username="bob")):
        signed_in(member)
    clock.shift(timedelta(minutes=10))
    still_here = signed_in(ivy)
    clock.shift(timedelta(minutes=10))
    assert end_overdue(timezone.now()) == 2
    assert (len(events_of(ivy, "sign-out")), still_here.get(DESK).status_code) == (1, 200)
    assert end_overdue(timezone.now()) == 0


def test_signed_in_without_a_second_factor_is_not_signed_in(ivy: Staff) -> None:
    client = Client()
    client.force_login(ivy, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(DESK).headers["Location"] == "/admin/login/?next=/admin/"


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/", 302), ("/healthz", 200), ("/subscribe/", 200), ("/privacy/", 200), ("/no/such/page/", 404),
        ("/preferences/bad-token/", 404), ("/admin/", 302), ("/admin/login/", 200), ("/webhooks/anymail/mailgun/", 404),
    ],
)  # fmt: skip
def test_nobody_keeps_a_page(ivy: Staff, page: str, status: int) -> None:
    answer = Client().get(page)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "no-store")


@pytest.mark.parametrize(
    "page", ["/admin/", "/admin/audit/auditevent/", "/admin/desk/person/nobody/", "/admin/jsi18n/"]
)
def test_nobody_keeps_a_staff_page_or_its_refusal(ivy: Staff, page: str) -> None:
    assert signed_in(ivy).get(page).headers["Cache-Control"] == "no-store"


def test_static_files_may_be_kept() -> None:
    answer = Client().get("/static/desk/desk.css")
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, False)

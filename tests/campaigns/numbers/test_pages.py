"""The page of numbers and its file: what they show, what they leave out, and who may ask."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.enums import AuditWord
from campaigns.domain.quarters import quarter_of
from campaigns.models import Campaign
from campaigns.numbers_desk.report import report
from clinic.enums import Role
from clinic.models import Staff
from tests.campaigns.numbers.scenes import a_quarter, messages, people
from tests.campaigns.scenes import open_clinic
from tests.desk_people import events_of, signed_in, staff

pytestmark = pytest.mark.django_db
PAGE, FILE = "admin:desk-numbers", "admin:desk-numbers-file"
ZONE = "America/Chicago"


@pytest.fixture
def manager() -> Client:
    open_clinic()
    return signed_in(staff(Role.ADMINISTRATOR, username="manager"))


def _at() -> datetime:
    """In the quarter before the running one, whatever day it is: all that follows has happened."""
    return quarter_of(timezone.now(), ZONE).before.begins_at(ZONE) + timedelta(days=10)


def _asked() -> dict[str, str]:
    return {"quarter": str(quarter_of(timezone.now(), ZONE).before)}


def _file(client: Client) -> dict[tuple[str, str, str], str]:
    content = client.post(reverse(FILE), _asked()).content.decode()
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))
    return {(table, name, measure): number for _, table, name, measure, number, *_ in rows[1:]}


def test_page_shows_shares_the_held_out_and_pictures_with_words(manager: Client) -> None:
    a_quarter(_at())
    page = manager.get(reverse(PAGE), _asked()).content.decode()
    for words in ("We have moved: new address", "Beside those who were held out", "More than without it, by",
                  "<desc ", "url(#campaign-messages-lines)", "By journey", "Appointment reminder"):  # fmt: skip
        assert words in page
    assert "90 of 300" in page and "20 of 150" in page


def test_file_says_what_the_page_says_and_leaves_out_the_same(manager: Client) -> None:
    a_quarter(_at())
    told, news = _file(manager), "We have moved: new address and hours"
    assert {told["By campaign", news, measure] for measure in ("Planned", "Sent")} == {"275"}
    assert told["By campaign", news, "Opened"] == "120"
    assert told["By campaign", news, "Links followed by programs"] == "30"
    assert told["By journey", "Appointment reminder", "Kept"] == "80"
    assert told["By journey", "Appointment reminder", "No-show"] == "12"
    few = {number for (table, name, _), number in told.items() if name == "'=For a few" and number != "0"}
    assert few == {"not shown"}


def test_file_stands_in_the_book_before_it_leaves(manager: Client) -> None:
    a_quarter(_at())
    response = manager.post(reverse(FILE), _asked())
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    [event] = events_of(Staff.objects.get(username="manager"), AuditWord.EXPORT)
    assert (event.details["quarter"], event.details["kind"]) == (_asked()["quarter"], "numbers-csv")
    assert manager.get(reverse(FILE)).status_code == 405


def test_quarter_without_anything_says_so(manager: Client) -> None:
    page = manager.get(reverse(PAGE), {"quarter": "nonsense"}).content.decode()
    assert page.count("Nothing was due in this quarter.") == 3


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.FRONT_DESK, 403), (Role.CLINICIAN, 403), (Role.MARKETER, 200), (Role.PRIVACY_OFFICER, 200),
     (Role.ADMINISTRATOR, 200)],
)  # fmt: skip
def test_numbers_are_for_manager_marketing_and_privacy_officer(manager: Client, role: Role, status: int) -> None:
    client = signed_in(staff(role))
    assert client.get(reverse(PAGE)).status_code == status
    assert client.post(reverse(FILE)).status_code == status
    assert (reverse(PAGE) in client.get(reverse("admin:index")).content.decode()) is (status == 200)


@pytest.mark.parametrize("rows", [1, 3])
def test_seven_queries_however_many_rows(manager: Client, rows: int) -> None:
    at = _at()
    for number in range(rows):
        for origin in ("journey", "campaign"):
            messages(people(2), at, slug=f"{origin}-{number}", origin=origin, text="welcome")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        report(quarter_of(timezone.now(), ZONE).before, ZONE, timezone.now())
    assert len(asked) == 7
    assert Campaign.objects.count() == 0

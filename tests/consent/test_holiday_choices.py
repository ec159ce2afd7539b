"""On which holidays somebody is greeted: offered on the page of their choices, kept as they said it."""

import re
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from clinic.models import Organisation
from consent import bound_links
from consent.models import HolidayChoice
from consent.operations import holidays
from consent.queries import holidays_left_out
from patients.models import Person
from tests.consent.people import DESK, patient, subscriber

pytestmark = pytest.mark.django_db(databases=["default"])
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def _path(person: Person, language: str = "") -> str:
    query = f"?lang={language}" if language else ""
    return f"/preferences/{bound_links.preferences_token(person.pk)}/{query}"


def _boxes(page: str) -> dict[str, bool]:
    return {name: bool(on) for name, on in re.findall(r'name="holiday" value="([a-z-]+)"[^>]*?( checked)?>', page)}


@pytest.fixture(autouse=True)
def calendars(db: None) -> None:
    Organisation.objects.create(name="Maple", postal_address="12 Maple Street", holiday_calendars=["TW", "HK"])


def test_page_offers_the_holidays_of_the_clinics_calendars_each_once_and_ticked(client: Client) -> None:
    names = ["new-year", "lunar-new-year", "easter", "mothers-day", "dragon-boat", "mid-autumn", "double-ninth"]
    assert _boxes(client.get(_path(patient())).content.decode()) == dict.fromkeys([*names, "christmas"], True)


def test_holiday_that_is_left_out_stays_left_out_and_is_said_once(client: Client) -> None:
    person = patient()
    for _ in range(2):
        client.post(_path(person), {"do": "holidays", "holiday": ["mid-autumn", "made-up"]})
    [choice] = HolidayChoice.objects.all()
    assert (choice.wanted, choice.via) == (["mid-autumn"], "preference-page")
    shown = _boxes(client.get(_path(person)).content.decode())
    assert [name for name, on in shown.items() if on] == ["mid-autumn"]


def test_holiday_that_was_not_offered_then_is_not_left_out(client: Client) -> None:
    person = patient()
    client.post(_path(person), {"do": "holidays"})
    Organisation.objects.update(holiday_calendars=["TW", "US"])
    assert "thanksgiving" not in holidays_left_out(person.pk)
    assert _boxes(client.get(_path(person)).content.decode())["thanksgiving"] is True


@pytest.mark.parametrize(("language", "words"), [("zh-hant", "中秋節"), ("zh-hans", "中秋节"), ("en", "Mid-Autumn")])
def test_holidays_are_named_in_the_language_of_the_page(client: Client, language: str, words: str) -> None:
    assert words in client.get(_path(patient(), language)).content.decode()


def test_subscribers_and_clinics_without_calendars_are_offered_none(client: Client) -> None:
    assert _boxes(client.get(_path(subscriber())).content.decode()) == {}
    Organisation.objects.update(holiday_calendars=[])
    assert _boxes(client.get(_path(patient())).content.decode()) == {}


def test_what_was_chosen_never_changes_and_what_was_not_offered_cannot_be_chosen() -> None:
    said = {"by": DESK, "now": NOW, "person_id": patient().pk, "via": "staff", "text_version": "t"}
    assert holidays.choose(offered=["easter"], wanted=[], **said) is True  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not offered: christmas"):
        holidays.choose(offered=["easter"], wanted=["christmas"], **said)  # type: ignore[arg-type]
    with pytest.raises(DatabaseError), transaction.atomic():
        HolidayChoice.objects.update(wanted=["easter"])

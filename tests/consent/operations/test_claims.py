"""Imported choices count only with date, source and text version."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from clinic.models import Organisation
from consent.enums import Recorded, Topic
from consent.models import OptIn, Preference
from consent.operations import claims, preferences
from consent.operations.claims import Collected, collect
from consent.queries import topics_of
from patients.models import ConsentClaim, Person
from tests.consent.people import DESK, NOW, TODAY, patient

pytestmark = pytest.mark.django_db(databases=["default"])


def _claim(person: Person, **changes: Any) -> ConsentClaim:
    told = {
        "topic": "newsletter", "wanted": True, "given_on": date(2025, 3, 1), "source": "paper", "text_version": "v3",
        **changes,
    }  # fmt: skip
    return ConsentClaim.objects.create(person=person, **told)


def test_a_claim_becomes_a_choice_on_its_own_clinic_day() -> None:
    Organisation.objects.create(name="C", time_zone="America/Chicago")
    _claim(patient())
    assert collect(NOW, by=DESK) == Collected(taken=1, worthless=0)
    choice, opt_in = Preference.objects.get(), OptIn.objects.get()
    assert (choice.topic, choice.wanted, choice.via, choice.text_version) == ("newsletter", True, "import", "v3")
    assert choice.recorded_at == datetime(2025, 3, 1, 6, tzinfo=UTC)
    assert (opt_in.mode, opt_in.form, opt_in.confirmed_at) == ("single", "paper", None)


@pytest.mark.parametrize(
    "changes",
    [{"source": " "}, {"text_version": ""}, {"topic": "weather"}],
)
def test_a_claim_without_topic_source_or_text_is_worth_nothing(changes: dict[str, Any]) -> None:
    _claim(patient(), **changes)
    assert collect(NOW, by=DESK) == Collected(taken=0, worthless=1)
    assert (Preference.objects.count(), OptIn.objects.count()) == (0, 0)
    assert ConsentClaim.objects.get().collected_at == NOW


def test_a_no_counts_without_source_and_text_version() -> None:
    """What nobody can prove permits nothing; a wish to be left alone needs no proof."""
    person = patient()
    _claim(person, topic="all", wanted=False, source="", text_version="")
    assert collect(NOW, by=DESK) == Collected(taken=1, worthless=0)
    choice = Preference.objects.get()
    assert (choice.topic, choice.wanted, choice.text_version) == ("all", False, "")
    assert not any(topics_of(person.pk, today=TODAY).values())


def test_claims_are_collected_once() -> None:
    _claim(patient())
    collect(NOW, by=DESK)
    assert collect(NOW, by=DESK) == Collected(0, 0)
    assert Preference.objects.count() == 1


def test_on_one_day_no_beats_yes() -> None:
    person = patient()
    _claim(person, topic="greetings", wanted=False)
    _claim(person, topic="greetings", wanted=True)
    collect(NOW, by=DESK)
    assert not Preference.objects.latest("recorded_at").wanted


def test_marketing_means_all_marketing_topics() -> None:
    _claim(patient(), topic="Marketing", wanted=False)
    collect(NOW, by=DESK)
    assert set(Preference.objects.values_list("topic", "wanted")) == {
        ("health-news", False), ("offers", False), ("events", False), ("newsletter", False), ("introduction", False)
    }  # fmt: skip
    assert OptIn.objects.count() == 0


def test_each_batch_is_one_line_of_the_book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "BATCH", 2)
    for number in range(3):
        _claim(patient(f"p{number}@example.org"))
    assert collect(NOW, by=DESK) == Collected(3, 0)
    events = AuditEvent.objects.filter(word="consent").order_by("id")
    assert [(len(event.people), event.details["taken"]) for event in events] == [(2, 2), (1, 1)]


def test_a_claim_of_a_later_day_waits() -> None:
    _claim(patient(), given_on=date(2026, 6, 16))
    assert collect(NOW, by=DESK) == Collected(0, 0)
    assert collect(datetime(2026, 6, 16, 15, tzinfo=UTC), by=DESK) == Collected(1, 0)


def test_a_run_as_of_a_later_day_collects_nothing_sooner() -> None:
    now = timezone.now()
    person = patient()
    _claim(person, given_on=(now + timedelta(days=2)).date())
    assert collect(now + timedelta(days=3), by=DESK) == Collected(0, 0)


def test_a_stop_stands_against_a_claimed_yes_whatever_day_the_run_was_as_of() -> None:
    now = timezone.now()
    person = patient()
    _claim(person, given_on=now.date() - timedelta(days=1))
    collect(now + timedelta(days=3), by=DESK)
    assert Preference.objects.get().recorded_at <= now
    preferences.unsubscribe(by=DESK, now=now, person_id=person.pk, topic="newsletter", via=Recorded.ONE_CLICK)
    assert not topics_of(person.pk, today=now.date())[Topic.NEWSLETTER]


def test_a_claimed_yes_older_than_a_recorded_no_loses() -> None:
    person = patient()
    preferences.unsubscribe(by=DESK, now=NOW, person_id=person.pk, topic="newsletter", via=Recorded.ONE_CLICK)
    _claim(person, given_on=TODAY)
    collect(NOW + timedelta(hours=1), by=DESK)
    assert not topics_of(person.pk, today=TODAY)[Topic.NEWSLETTER]

"""The ready-made journeys, switched on, send what they are for, to whom they are for, on the day they are for."""

from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from clinic.models import Location, Organisation
from consent.models import OptIn, Preference
from journeys.enums import RunKind
from journeys.models import Journey
from journeys.operations.runs import run
from patients.models import Person
from patients.operations import appointments, visits
from tests.consent.people import form, signed
from tests.journeys.small_clinic import BY, LONG_AGO, booked, captured, local, patient, states


def switched_on(slug: str) -> None:
    Journey.objects.update(is_active=False)
    Journey.objects.filter(slug=slug).update(is_active=True)


def go(*moments: str) -> None:
    for moment in moments:
        run(local(moment), kind=RunKind.NIGHTLY if moment.endswith("02:00") else RunKind.MANUAL, by=BY)


def asks_for(topic: str, person: Person) -> None:
    Preference.objects.create(person=person, topic=topic, wanted=True, recorded_at=LONG_AGO, via="preference-page")


def test_recall_writes_after_six_months_and_two_weeks_later(clinic: Location, mail_folder: Path) -> None:
    switched_on("recall")
    person, has_booked = patient(), patient("booked")
    for one in (person, has_booked):
        visits.record_visit(
            by=BY, now=local("05-23 10:00"), person_id=one.pk, category="dental", started_at=local("05-23 10:00")
        )
    booked(has_booked, "12-20 10:00")
    go("11-23 02:00", "11-23 12:00", "11-30 12:00", "12-07 02:00", "12-07 12:00")
    assert states(person.pk) == [("time-to-come", "accepted", ""), ("once-more", "accepted", "")]
    assert {state for _, state, _ in states(has_booked.pk)} == {"expired"}
    assert len(captured(mail_folder)) == 2


def test_no_show_is_written_to_the_day_after_unless_a_new_time_was_found(clinic: Location, mail_folder: Path) -> None:
    switched_on("no-show")
    for name in ("ada", "grace"):
        missed = booked(patient(name), "11-23 10:00")
        appointments.set_status(by=BY, now=local("11-23 12:00"), appointment_id=missed.pk, status="noshow")
    booked(Person.objects.get(pk=missed.person_id), "12-20 10:00")
    go("11-23 12:05", "11-24 02:00", "11-24 12:00")
    assert len(captured(mail_folder)) == 1


def test_birthday_is_greeted_on_the_very_day_with_a_yes_alone(clinic: Location, mail_folder: Path) -> None:
    switched_on("birthday")
    people = {name: patient(name, birth_date=date(1980, 11, 25), birth_year=None) for name in ("asked", "never")}
    asks_for("greetings", people["asked"])
    go("11-23 02:00", "11-23 12:00", "11-24 02:00", "11-24 12:00")
    assert captured(mail_folder) == []
    go("11-25 02:00", "11-25 12:00")
    assert states(people["asked"].pk) == [("on-the-day", "accepted", "")]
    assert states(people["never"].pk) == [("on-the-day", "refused", "no-topic-opt-in")]


@pytest.mark.parametrize(("language", "words"), [("en", "Thanksgiving"), ("zh-hant", "感恩節"), ("zh-hans", "感恩节")])
def test_holiday_is_named_in_the_readers_language(
    clinic: Location, mail_folder: Path, language: str, words: str
) -> None:
    Organisation.objects.update(holiday_calendars=["US"])
    switched_on("holiday")
    asks_for("greetings", patient(language=language))
    go("11-26 02:00", "11-26 12:00")
    [mail] = captured(mail_folder)
    assert words in mail_text(mail)


def mail_text(raw: str) -> str:
    body: Any = message_from_bytes(raw.encode(), policy=policy.default)
    return str(body.get_body(("plain",)).get_content())


def test_health_news_comes_on_the_first_to_whoever_signed(clinic: Location, mail_folder: Path) -> None:
    switched_on("health-news")
    person, _ = patient(), patient("never")
    signed(person.pk, form(), signed_on=date(2026, 11, 1), now=local("11-01 10:00"))
    go("11-29 02:00", "11-30 02:00", "12-01 02:00", "12-01 12:00", "12-02 12:00")
    assert states() == [("this-month", "accepted", "")]


def test_lead_gets_three_letters_and_none_after_becoming_known(clinic: Location, mail_folder: Path) -> None:
    switched_on("lead-nurture")
    lead = patient("lead", kind="lead", birth_year=None)
    OptIn.objects.create(
        person=lead, topic="introduction", mode="single", form="f", text_version="t", via="booth",
        asked_at=local("11-20 10:00"),
    )  # fmt: skip
    go("11-20 12:00", "11-25 12:00", "12-11 12:00", "12-25 12:00")
    assert [state for _, state, _ in states()] == ["accepted"] * 3


def test_permission_that_ends_is_told_a_month_before(clinic: Location, mail_folder: Path) -> None:
    switched_on("authorization-ending")
    signed(patient().pk, form(), signed_on=date(2025, 12, 24), now=local("11-01 10:00").replace(year=2025))
    go("11-23 02:00", "11-24 02:00", "11-24 12:00", "11-25 12:00")
    assert states() == [("a-month-before", "accepted", "")]


def test_asking_to_confirm_ends_with_the_answer(clinic: Location, mail_folder: Path) -> None:
    switched_on("appointment-confirmation")
    silent, answers = booked(patient("silent"), "12-02 10:00"), booked(patient("answers"), "12-02 11:00")
    go("11-25 02:00", "11-25 12:00")
    appointments.set_status(by=BY, now=local("11-25 13:00"), appointment_id=answers.pk, status="confirmed")
    go("11-29 02:00", "11-29 12:00")
    assert states(silent.person_id) == [("a-week-before", "accepted", ""), ("three-days-before", "accepted", "")]
    assert states(answers.person_id) == [("a-week-before", "accepted", "")]

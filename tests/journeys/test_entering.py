"""Who enters a journey, at which anchor: every trigger, limits on entering again, and how many queries it takes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from campaigns.models import MessageTemplate
from clinic.models import Location, Organisation
from consent.models import OptIn, Preference
from consent.operations import holidays
from journeys.models import Enrolment, Journey
from journeys.operations.enrolments import enrol_due
from patients.models import Person
from patients.operations import appointments, people, visits
from tests.consent.people import form, signed
from tests.journeys.small_clinic import BY, LONG_AGO, booked, checked_up, journey_of, local, operated, patient


@pytest.fixture(autouse=True)
def nothing_else_is_on(clinic: Location) -> None:
    Journey.objects.update(is_active=False)


def entered(*days: str, years: int = 0) -> list[tuple[str, str]]:
    """(anchor key, moment of the anchor in UTC) of all enrolments after a night of each of these days of 2026."""
    for day in days:
        at = local(f"{day} 02:00")
        enrol_due(by=BY, at=at.replace(year=at.year + years))
    rows = Enrolment.objects.order_by("anchor_at", "anchor_key", "person_id").values_list("anchor_key", "anchor_at")
    return [(key, f"{moment:%m-%d %H:%M}") for key, moment in rows]


def yes_to(topic: str, person: Person, wanted: bool = True) -> None:
    Preference.objects.create(person=person, topic=topic, wanted=wanted, recorded_at=LONG_AGO, via="preference-page")


# --- birthdays ---------------------------------------------------------------------------------------------


def test_birthday_is_midnight_of_that_day_on_the_persons_own_clock() -> None:
    journey_of("birthday")
    patient("here", birth_date=date(1980, 11, 25), birth_year=None)
    patient("away", birth_date=date(1980, 11, 25), birth_year=None, time_zone="Asia/Taipei")
    somewhere = patient("somewhere", birth_date=date(1980, 11, 25), birth_year=None)
    Person.objects.filter(pk=somewhere.pk).update(time_zone="Nowhere/Land")
    patient("another", birth_date=date(1980, 5, 5), birth_year=None)
    expected = [("2026-11-25", "11-24 16:00"), ("2026-11-25", "11-25 06:00"), ("2026-11-25", "11-25 06:00")]
    assert entered("11-23", "11-24", "11-25") == expected


@pytest.mark.parametrize(
    ("year", "anchors"), [(2026, ["2026-02-28", "2026-02-28"]), (2028, ["2028-02-28", "2028-02-29"])]
)
def test_birthday_of_29_february_is_the_28th_where_the_year_has_none(year: int, anchors: list[str]) -> None:
    journey_of("birthday")
    for name, day in (("leap", 29), ("before", 28)):
        patient(name, birth_date=date(1980, 2, day), birth_year=None)
    found = entered(*(f"02-{day}" for day in range(25, 29)), years=year - 2026)
    assert [key for key, _ in found] == anchors


def test_birthday_of_adults_alone_until_the_end_of_the_year_of_18() -> None:
    journey_of("birthday")
    for born, name in ((2007, "grown"), (2008, "turns-eighteen"), (2015, "child"), (1930, "oldest")):
        patient(name, birth_date=date(born, 11, 25), birth_year=None)
    patient("lead", kind="lead", birth_date=date(1980, 11, 25), birth_year=None)
    entered("11-24")
    names = {person.pk for person in Person.objects.filter(birth_year__in=[2007, 1900])}
    assert set(Enrolment.objects.values_list("person_id", flat=True)) == names


def test_birthdays_are_found_without_opening_anything() -> None:
    journey_of("birthday")
    born = patient(birth_date=date(1980, 11, 25), birth_year=None)
    entered("11-24")
    assert Enrolment.objects.count() == 1
    assert AuditEvent.objects.filter(word="reveal", people__contains=[born.pk]).count() == 0


# --- holidays and fixed days -------------------------------------------------------------------------------


def test_holiday_begins_for_those_who_asked_for_greetings_each_as_they_chose() -> None:
    journey_of("holiday", holidays=["us:thanksgiving", "us:christmas", "tw:mid-autumn"])
    asked, left_out, _, not_now = (patient(name) for name in ("asked", "out", "never", "notnow"))
    for person in (asked, left_out):
        yes_to("greetings", person)
    yes_to("greetings", not_now, wanted=False)
    holidays.choose(
        by=BY, now=LONG_AGO, person_id=left_out.pk, offered=["thanksgiving", "christmas"], wanted=["christmas"],
        via="staff", text_version="t",
    )  # fmt: skip
    assert entered("11-24") == [("thanksgiving:2026-11-26", "11-26 06:00")]
    assert entered("12-24")[1:] == [("christmas:2026-12-25", "12-25 06:00")] * 2


def test_one_holiday_of_two_calendars_is_greeted_once() -> None:
    journey_of("holiday", holidays=["tw:lunar-new-year", "cn:lunar-new-year", "hk:lunar-new-year"])
    yes_to("greetings", patient())
    assert entered("02-15", "02-16", "02-17") == [("lunar-new-year:2026-02-17", "02-17 06:00")]


def test_fixed_day_comes_each_month_for_everybody_where_nobody_has_to_ask() -> None:
    journey_of("fixed-day", day_of_month=15)
    patient(), patient("away", time_zone="Asia/Taipei")  # type: ignore[func-returns-value]
    assert entered("11-12", "11-14") == [("2026-11-15", "11-14 16:00"), ("2026-11-15", "11-15 06:00")]
    assert len(entered("12-14")) == 4


def test_fixed_day_of_greetings_begins_for_those_alone_who_ever_asked() -> None:
    MessageTemplate.objects.create(slug="news", name="News", purpose="own-service", topic="health-news")
    journey_of("fixed-day", text="news", day_of_month=15)
    asked, has_signed, _ = patient("asked"), patient("signed"), patient("neither")
    yes_to("health-news", asked)
    signed(has_signed.pk, form())
    entered("11-14")
    assert set(Enrolment.objects.values_list("person_id", flat=True)) == {asked.pk, has_signed.pk}


# --- visits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "last", "night", "anchors"),
    [
        (6, "05-24 10:00", "11-22", []),
        (6, "05-24 10:00", "11-24", ["2026-11-24"]),
        (6, "05-24 23:30", "11-24", ["2026-11-24"]),  # the clinic's day, not UTC's
        (3, "05-24 10:00", "11-24", ["2026-11-24"]),  # the second time
        (6, "08-31 10:00", "02-28", ["2027-02-28"]),  # a month without a 31st
        (1, "08-31 10:00", "09-30", ["2026-09-30"]),
        (6, "04-10 10:00", "11-24", []),  # more than a month ago
    ],
)
def test_last_visit_lies_so_many_months_back_or_a_multiple(
    months: int, last: str, night: str, anchors: list[str]
) -> None:
    journey_of("last-visit", interval_months=months)
    operated_on = patient()
    visited(operated_on, last)
    assert [key for key, _ in entered(night, years=1 if night < last else 0)] == anchors


def visited(person: Person, started_at: str) -> None:
    visits.record_visit(
        by=BY, now=local(started_at), person_id=person.pk, category="dental", started_at=local(started_at)
    )


def test_whoever_came_since_without_a_visit_written_down_is_not_recalled() -> None:
    journey_of("last-visit", interval_months=6)
    person = patient()
    visited(person, "05-24 10:00")
    appointment = booked(person, "10-01 10:00")
    appointments.set_status(by=BY, now=local("10-01 10:05"), appointment_id=appointment.pk, status="arrived")
    assert entered("11-24") == []


# --- what happened -----------------------------------------------------------------------------------------


def test_missed_appointment_begins_the_journey_without_being_its_appointment() -> None:
    journey_of("no-show", {"offset_days": 1})
    missed, came = booked(patient(), "11-23 10:00"), booked(patient("came"), "11-23 11:00")
    for appointment, status in ((missed, "noshow"), (came, "arrived")):
        appointments.set_status(by=BY, now=local("11-23 12:00"), appointment_id=appointment.pk, status=status)
    assert entered("11-24") == [(str(missed.pk), "11-23 16:00")]
    assert Enrolment.objects.get().appointment_id is None


def test_lead_enters_on_the_day_of_a_yes_that_counts() -> None:
    journey_of("lead", at_most=1)
    asked: dict[str, Any] = {"topic": "introduction", "form": "f", "text_version": "t", "via": "sign-up-form"}
    said = {name: patient(name, kind="lead", birth_year=None) for name in ("single", "double", "unconfirmed", "no")}
    moment = local("11-22 23:30")
    OptIn.objects.create(person=said["single"], mode="single", asked_at=moment, **asked)
    OptIn.objects.create(
        person=said["double"], mode="double", asked_at=moment, confirmed_at=moment + timedelta(hours=1), **asked
    )
    OptIn.objects.create(person=said["unconfirmed"], mode="double", asked_at=moment, **asked)
    assert entered("11-23") == [("2026-11-22", "11-22 06:00"), ("2026-11-23", "11-23 06:00")]
    OptIn.objects.create(person=said["single"], mode="single", asked_at=local("11-24 10:00"), **asked)
    assert len(entered("11-25")) == 2  # at most once


def test_permission_that_ends_begins_a_month_before_unless_it_was_renewed() -> None:
    journey_of("authorization-ending", {"offset_days": -30})
    ends, renewed = patient("ends"), patient("renewed")
    paper = form()
    papers = [
        signed(person.pk, paper, signed_on=date(2026, 1, 1), now=local("01-01 10:00")) for person in (ends, renewed)
    ]
    signed(renewed.pk, paper, signed_on=date(2026, 11, 1), now=local("11-01 10:00"))
    assert papers[0].expires_on == date(2027, 1, 1)
    assert entered("11-25") == []
    assert [key for key, _ in entered("12-01")] == [str(papers[0].pk)]


# --- entering again ----------------------------------------------------------------------------------------


def test_entries_keep_their_distance_and_the_first_of_several_enters() -> None:
    journey_of("procedure", days_between=5)
    person = patient()
    for day in ("11-18", "11-20", "11-23"):
        operated(person, f"{day} 11:00")
    assert [key for key, _ in entered("11-24")] == ["2026-11-18"]
    assert [key for key, _ in entered("11-25")] == ["2026-11-18", "2026-11-23"]


def test_nobody_enters_more_often_than_the_journey_allows() -> None:
    journey_of("procedure", at_most=2)
    person, other = patient(), patient("other")
    for day in ("11-18", "11-20", "11-23"):
        operated(person, f"{day} 11:00")
    operated(other, "11-20 11:00")
    assert [key for key, _ in entered("11-24", "11-25")] == ["2026-11-18", "2026-11-20", "2026-11-20"]


def test_check_up_comes_back_after_the_versions_own_interval() -> None:
    journey_of("check-up-due", interval_months=24)
    checked_up(patient("one"), local("11-24 10:00").replace(year=2025))
    checked_up(patient("two"), local("11-24 10:00").replace(year=2024))
    assert [key for key, _ in entered("11-24")] == ["2026-11-24"]


@pytest.mark.parametrize("trigger", ["birthday", "last-visit", "no-show", "lead", "fixed-day"])
def test_entry_takes_as_many_queries_for_three_people_as_for_one(trigger: str) -> None:
    """The journeys, the clinic, the versions, the steps; the statement, its savepoint and its line in the book."""
    journey_of(trigger, {"offset_days": 1}, day_of_month=24, interval_months=6)
    counted = []
    for names in (("ada",), ("grace", "alan", "edsger")):
        Enrolment.objects.all()._raw_delete("default")
        for name in names:
            person = patient(name, birth_date=date(1980, 11, 24), birth_year=None, joined_on=date(2026, 11, 24))
            visited(person, "05-24 10:00")
            missed = booked(person, "11-23 10:00")
            appointments.set_status(by=BY, now=local("11-23 12:00"), appointment_id=missed.pk, status="noshow")
            lead = patient(f"{name}-lead", kind="lead", birth_year=None)
            Preference.objects.create(
                person=lead, topic="introduction", wanted=True, recorded_at=local("11-23 10:00"), via="preference-page"
            )
        with CaptureQueriesContext(
            connection,
        ) as seen:
            enrol_due(by=BY, at=local("11-24 02:00"))
        assert Enrolment.objects.count() == len(names) + (0 if len(names) == 1 else 1)
        counted.append(len(seen))
    assert counted == [7, 7]


def test_lead_who_became_a_patient_does_not_enter() -> None:
    journey_of("lead")
    lead = patient("lead", kind="lead", birth_year=None)
    yes_to("introduction", lead)
    Preference.objects.create(
        person=lead, topic="introduction", wanted=True, recorded_at=local("11-23 10:00"), via="preference-page"
    )
    people.become_patient(by=BY, now=local("11-23 12:00"), person_id=lead.pk)
    assert entered("11-24") == []


def test_holidays_are_the_clinics_own_where_the_journey_names_none() -> None:
    Organisation.objects.update(holiday_calendars=["TW"])
    journey_of("holiday")
    yes_to("greetings", patient())
    assert entered("09-24", "11-25") == [("mid-autumn:2026-09-25", "09-25 05:00")]

"""Why somebody is not in a journey: the same answer as the enrolment gives, in a sentence."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from clinic.models import Location
from consent.models import Preference
from consent.operations import holidays
from journeys.domain.entry import asks_nothing, returns_between
from journeys.models import Enrolment, Journey
from journeys.not_entered import why_not_entered
from journeys.operations.enrolments import enrol_due
from patients.models import Person
from patients.operations import visits
from tests.journeys.small_clinic import BY, LONG_AGO, journey_of, local, operated, patient

AT = local("11-24 02:00")
COMES_IN = "The next run will bring them in."


def as_is(person: Person) -> None:
    """Nothing more is known."""


def greeted(person: Person) -> None:
    Preference.objects.create(
        person=person, topic="greetings", wanted=True, recorded_at=LONG_AGO, via="preference-page"
    )


def without_thanksgiving(person: Person) -> None:
    greeted(person)
    holidays.choose(
        by=BY, now=LONG_AGO, person_id=person.pk, offered=["thanksgiving"], wanted=[], via="staff", text_version="t"
    )


def visited(started_at: str) -> Callable[[Person], None]:
    def visit(person: Person) -> None:
        moment = local(started_at)
        visits.record_visit(by=BY, now=moment, person_id=person.pk, category="dental", started_at=moment)

    return visit


def operated_twice(person: Person) -> None:
    operated(person, "11-18 11:00")
    enrol_due(by=BY, at=local("11-19 02:00"))
    operated(person, "11-22 11:00")


BORN: dict[str, Any] = {"birth_date": date(1980, 11, 25), "birth_year": None}
CASES = [
    ("birthday", {}, {}, as_is, "The clinic does not know the date of birth."),
    ("birthday", {}, {"birth_date": date(1980, 5, 5), "birth_year": None}, as_is, "The birthday is not near."),
    ("birthday", {}, BORN | {"birth_date": date(2008, 11, 25)}, as_is, "Only adults are greeted on their birthday."),
    ("birthday", {}, BORN, as_is, COMES_IN),
    ("holiday", {"holidays": ["us:easter"]}, {}, greeted, "None of this journey's holidays is near."),
    ("holiday", {"holidays": ["us:thanksgiving"]}, {}, as_is, "Never asked for greetings."),
    (
        "holiday",
        {"holidays": ["us:thanksgiving"]},
        {},
        without_thanksgiving,
        "Does not want to be greeted on Thanksgiving.",
    ),
    ("holiday", {"holidays": ["us:thanksgiving"]}, {}, greeted, COMES_IN),
    ("fixed-day", {"day_of_month": 10}, {}, as_is, "Day 10 of the month is not near."),
    ("fixed-day", {"day_of_month": 25}, {}, as_is, COMES_IN),
    ("last-visit", {"interval_months": 6}, {}, as_is, "No visit is on record."),
    (
        "last-visit",
        {"interval_months": 6},
        {},
        visited("03-01 10:00"),
        "The day 6 months after the last visit, or a multiple of them, is not near.",
    ),
    ("last-visit", {"interval_months": 6}, {}, visited("05-24 10:00"), COMES_IN),
    ("no-show", {}, {}, as_is, "No appointment was missed in the last 5 days."),
    ("lead", {}, {}, as_is, "Only leads enter this journey."),
    (
        "lead",
        {},
        {"kind": "lead"},
        as_is,
        "Never asked to get to know the clinic, or did not confirm it.",
    ),
    ("joined", {}, {"kind": "lead"}, as_is, "Only patients enter this journey."),
    ("authorization-ending", {}, {}, as_is, "No signed permission ends soon."),
    (
        "procedure",
        {"at_most": 1},
        {},
        operated_twice,
        "Was in this journey 1 times already, which is as often as anybody.",
    ),
    ("procedure", {"days_between": 30}, {}, operated_twice, "Was in this journey less than 30 days ago."),
]


@pytest.mark.parametrize(("trigger", "says", "who", "more", "sentence"), CASES)
def test_sentence_is_what_the_enrolment_does(
    clinic: Location,
    trigger: str,
    says: dict[str, Any],
    who: dict[str, Any],
    more: Callable[[Person], None],
    sentence: str,
) -> None:
    Journey.objects.update(is_active=False)
    journey, person = journey_of(trigger, **says), patient(**who)
    more(person)
    person.refresh_from_db()
    assert why_not_entered(journey, person, AT) == sentence
    before = Enrolment.objects.count()
    enrol_due(by=BY, at=AT)
    assert (Enrolment.objects.count() > before) is (sentence == COMES_IN)


@pytest.mark.parametrize(
    ("day", "months", "until", "is_near"),
    [
        (date(2025, 11, 24), 12, date(2026, 11, 24), True),
        (date(2025, 11, 25), 12, date(2026, 11, 24), False),
        (date(2024, 2, 29), 12, date(2027, 2, 28), True),
        (date(2026, 8, 31), 6, date(2027, 2, 28), True),
        (date(2026, 8, 31), 1, date(2026, 9, 30), True),
        (date(2026, 8, 31), 1, date(2026, 10, 30), False),  # in October it is the 31st again
        (date(2026, 11, 24), 6, date(2026, 11, 24), False),  # the day itself is no return
        (date(2016, 5, 24), 6, date(2026, 11, 24), True),
    ],
)
def test_returns_keep_the_day_of_the_month_where_there_is_one(
    day: date, months: int, until: date, is_near: bool
) -> None:
    after = date.fromordinal(until.toordinal() - 1)
    assert returns_between(day, after, until, months=months) is is_near


@pytest.mark.parametrize(
    ("purpose", "topic", "nothing"),
    [
        ("treatment", "check-ups", True),
        ("operations", "welcome", True),
        ("operations", "greetings", False),
        ("own-service", "health-news", False),
        ("newsletter", "newsletter", False),
    ],
)
def test_greetings_and_news_are_asked_for(purpose: str, topic: str, nothing: bool) -> None:
    assert asks_nothing(purpose, topic) is nothing

"""Goals and exits: whoever reached one leaves at the next run, and what waited for them is taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.enums import CareAnswerKind
from campaigns.models import CareAnswer, Message
from clinic.models import Location
from consent.models import OptIn, Preference
from consent.operations import authorization_ends, holidays, preferences
from journeys.enums import RunKind
from journeys.models import Enrolment, Journey
from journeys.operations.following import follow_changes
from journeys.operations.runs import run
from patients.models import Person
from patients.operations import appointments, desk_tasks, people, visits
from tests.consent.people import form, signed
from tests.journeys.small_clinic import BY, LONG_AGO, booked, journey_of, local, operated, patient

LATER = {"offset_days": 20, "too_late_hours": 24, "late_entry_hours": 240}
SAID: dict[str, Any] = {"by": BY, "now": local("11-24 10:00")}


@pytest.fixture(autouse=True)
def nothing_else_is_on(clinic: Location) -> None:
    Journey.objects.update(is_active=False)


def night(day: str) -> None:
    run(local(f"{day} 02:00"), kind=RunKind.NIGHTLY, by=BY)


def ended() -> list[tuple[str, str]]:
    return list(Enrolment.objects.order_by("enrolled_at", "id").values_list("state", "exit_reason"))


def after_a_procedure(*steps: dict[str, Any], **said: Any) -> Person:
    """Somebody on a journey that began the day before yesterday; its one message, if any, comes in weeks."""
    journey_of("procedure", *(steps or (LATER,)), text="post-op-one-week", **said)
    person = patient()
    operated(person, "11-22 11:00")
    night("11-23")
    assert ended() == [("active", "")]
    return person


def came(person: Person) -> None:
    visits.record_visit(person_id=person.pk, category="dental", started_at=local("11-24 09:00"), **SAID)


def books(person: Person) -> None:
    booked(person, "12-20 10:00")


def switches_off(person: Person) -> None:
    preferences.set_topic(person_id=person.pk, topic="aftercare", wanted=False, via="preference-page", **SAID)


def leaves_all(person: Person) -> None:
    preferences.unsubscribe_all(person_id=person.pk, via="preference-page", **SAID)


def writes(person: Person) -> None:
    desk_tasks.ask(kind="booking", once_key="b1", person_id=person.pk, **SAID)


def dies(person: Person) -> None:
    people.update_person(person_id=person.pk, is_deceased=True, **SAID)


def nothing(person: Person) -> None:
    """Nothing happens."""


@pytest.mark.parametrize(
    ("says", "happens", "exit_reason"),
    [
        ({"goals": ["came"]}, came, "goal-reached"),
        ({"goals": ["booked"]}, books, "goal-reached"),
        ({"exits": ["came"]}, came, "came"),
        ({"exits": ["booked"]}, books, "booked-again"),
        ({"exits": ["unsubscribed"]}, switches_off, "unsubscribed"),
        ({"exits": ["unsubscribed"]}, leaves_all, "unsubscribed"),
        ({"exits": ["handed-over"]}, writes, "handed-over"),
        ({"goals": ["came"], "exits": ["came"]}, came, "goal-reached"),
        ({}, dies, "not-who-it-is-for"),
        ({}, came, ""),
        ({}, switches_off, ""),
        ({"goals": ["came"], "exits": ["unsubscribed"]}, nothing, ""),
    ],
)
def test_what_a_version_names_ends_it_and_nothing_else(
    says: dict[str, Any], happens: Callable[[Person], None], exit_reason: str
) -> None:
    happens(after_a_procedure(**says))
    night("11-25")
    assert ended() == [("exited", exit_reason) if exit_reason else ("active", "")]


def test_topic_switched_on_again_after_everything_off_does_not_end_it() -> None:
    person = after_a_procedure(exits=["unsubscribed"])
    leaves_all(person)
    preferences.set_topic(
        by=BY, now=local("11-24 11:00"), person_id=person.pk, topic="aftercare", wanted=True, via="preference-page"
    )
    night("11-25")
    assert ended() == [("active", "")]


def test_what_waited_is_taken_back_and_says_why() -> None:
    tomorrow = {"offset_days": 3, "late_entry_hours": 24}
    person = after_a_procedure(tomorrow, LATER, goals=["booked"])
    night("11-25")
    assert list(Message.objects.values_list("state", flat=True)) == ["planned"]
    books(person)
    run(local("11-25 08:30"), kind=RunKind.SWEEP, by=BY)
    assert list(Message.objects.values_list("state", "reason")) == [("expired", "goal-reached")]


def test_booking_that_goes_away_brings_the_journey_back() -> None:
    person = after_a_procedure(goals=["booked"])
    appointment = booked(person, "12-20 10:00")
    night("11-24")
    assert ended() == [("exited", "goal-reached")]
    appointments.cancel(by=BY, now=local("11-24 10:00"), appointment_id=appointment.pk)
    night("11-25")
    assert ended() == [("active", "")]


def test_whoever_came_does_not_come_back_to_it_when_a_booking_is_cancelled() -> None:
    person = after_a_procedure(goals=["booked", "came"])
    came(person)
    appointment = booked(person, "12-20 10:00")
    night("11-25")
    appointments.cancel(by=BY, now=local("11-25 10:00"), appointment_id=appointment.pk)
    night("11-26")
    assert ended() == [("exited", "goal-reached")]


def test_answer_to_a_message_of_the_journey_reaches_its_goal() -> None:
    person = after_a_procedure({"offset_days": 1, "late_entry_hours": 24}, LATER, goals=["answered"])
    message = Message.objects.get()
    CareAnswer.objects.create(
        message=message, person=person, answer=CareAnswerKind.FINE, answered_at=local("11-24 10:00")
    )
    night("11-25")
    assert ended() == [("exited", "goal-reached")]


def test_confirmed_appointment_reaches_the_goal_and_its_moving_begins_anew() -> None:
    journey_of("appointment", {"offset_days": -3}, text="appointment-reminder", goals=["confirmed"])
    appointment = booked(patient(), "12-02 10:00")
    night("11-23")
    appointments.set_status(by=BY, now=local("11-23 10:00"), appointment_id=appointment.pk, status="confirmed")
    night("11-24")
    assert ended() == [("exited", "goal-reached")]
    appointments.move(by=BY, now=local("11-24 10:00"), appointment_id=appointment.pk, starts_at=local("12-03 10:00"))
    appointment.refresh_from_db()
    night("11-25")
    assert ended() == [("exited", "goal-reached") if appointment.status == "confirmed" else ("active", "")]


def test_lead_who_becomes_a_patient_has_reached_the_goal() -> None:
    journey_of("lead", LATER, goals=["became-patient"])
    lead = patient("lead", kind="lead", birth_year=None)
    OptIn.objects.create(
        person=lead, topic="introduction", mode="single", form="f", text_version="t", via="booth",
        asked_at=local("11-22 10:00"),
    )  # fmt: skip
    night("11-23")
    people.become_patient(person_id=lead.pk, **SAID)
    night("11-25")
    assert ended() == [("exited", "goal-reached")]


def test_no_show_that_was_a_mistake_ends_what_it_began() -> None:
    journey_of("no-show", LATER)
    appointment = booked(patient(), "11-22 10:00")
    appointments.set_status(by=BY, now=local("11-22 12:00"), appointment_id=appointment.pk, status="noshow")
    night("11-23")
    assert ended() == [("active", "")]
    appointments.set_status(by=BY, now=local("11-23 12:00"), appointment_id=appointment.pk, status="arrived")
    night("11-24")
    assert ended() == [("exited", "not-who-it-is-for")]


def test_permission_signed_again_or_taken_back_ends_the_reminder_of_its_end() -> None:
    journey_of("authorization-ending", {"offset_days": -1, "late_entry_hours": 24}, goals=["signed-again"])
    again, takes_back, neither = (patient(name) for name in ("again", "back", "neither"))
    paper = form()
    papers = {
        person: signed(person.pk, paper, signed_on=date(2025, 11, 25), now=local("11-22 10:00").replace(year=2025))
        for person in (again, takes_back, neither)
    }
    night("11-23")
    assert ended() == [("active", "")] * 3
    signed(again.pk, paper, signed_on=date(2026, 11, 23), now=local("11-23 10:00"))
    authorization_ends.revoke(by=BY, now=local("11-23 10:00"), authorization_id=papers[takes_back].pk, via="letter")
    night("11-24")
    states = dict(Enrolment.objects.values_list("person_id", "exit_reason"))
    assert states == {again.pk: "goal-reached", takes_back.pk: "not-who-it-is-for", neither.pk: ""}


def test_holiday_left_out_later_and_birthday_corrected_take_the_greeting_back() -> None:
    journey_of("holiday", LATER, holidays=["us:thanksgiving"])
    journey_of("birthday", LATER)
    greeted = patient("greeted", birth_date=date(1980, 11, 24), birth_year=None)
    stays = patient("stays", birth_date=date(1980, 11, 24), birth_year=None)
    Preference.objects.create(
        person=greeted, topic="greetings", wanted=True, recorded_at=LONG_AGO, via="preference-page"
    )
    night("11-24")
    assert ended() == [("active", "")] * 3
    holidays.choose(person_id=greeted.pk, offered=["thanksgiving"], wanted=[], via="staff", text_version="t", **SAID)
    people.update_person(person_id=greeted.pk, birth_date=date(1980, 12, 4), **SAID)
    night("11-25")
    assert sorted(Enrolment.objects.values_list("person_id", "state")) == sorted(
        [(greeted.pk, "exited"), (greeted.pk, "exited"), (stays.pk, "active")]
    )


def test_following_takes_as_many_queries_for_three_people_as_for_one() -> None:
    journey_of(
        "procedure", LATER, text="post-op-one-week", goals=["booked", "came"], exits=["unsubscribed", "handed-over"]
    )
    counted = []
    for names in (("ada",), ("grace", "alan", "edsger")):
        for name in names:
            person = patient(name)
            operated(person, "11-22 11:00")
        night("11-23") if len(names) == 1 else run(local("11-23 03:00"), kind=RunKind.MANUAL, by=BY)
        for person in Person.objects.filter(enrolments__state="active"):
            came(person)
        with CaptureQueriesContext(connection) as seen:
            follow_changes(by=BY, at=local("11-25 02:00"))
        counted.append(len(seen))
    assert ended() == [("exited", "goal-reached")] * 4
    assert counted == [63, 63]  # a few for each word that a version of the library names

"""Conditions of steps over time: asked when a message is planned, and again while it waits."""

import pytest
from django.db.models import Q

from audit.domain.uuid7 import uuid7
from campaigns.models import CareAnswer, Message
from clinic.models import Location
from journeys.enums import Condition, RunKind
from journeys.models import Enrolment, Journey, JourneyVersion
from journeys.operations.runs import run
from patients.models import Appointment, Person
from patients.operations import appointments
from tests.journeys.small_clinic import BY, booked, local, operated, outcomes, patient, states


def go(at: str, kind: RunKind = RunKind.MANUAL):
    return run(local(at), kind=kind, by=BY)


def marked(appointment: Appointment, status: str, at: str) -> None:
    appointments.set_status(by=BY, now=local(at), appointment_id=appointment.pk, status=status)


def last_step_asks(slug: str, condition: Condition, *, alone: bool = False) -> None:
    """A new version whose last step has a condition."""
    old = JourneyVersion.objects.filter(journey__slug=slug).order_by("-number")[0]
    version = JourneyVersion.objects.create(journey=old.journey, number=old.number + 1, is_capped=False)
    *others, last = old.steps.order_by("offset_days", "-offset_hours", "-key").filter(channel="email")
    last.key, last.condition = "asks", condition
    for step in [last] if alone else [*others, last]:
        step.pk, step.version = uuid7(), version
        step.save(force_insert=True)
    JourneyVersion.objects.filter(pk=version.pk).update(published_at=local("01-05 09:00"))


@pytest.fixture
def asks_for_a_yes(clinic: Location) -> None:
    last_step_asks("appointment-reminder", Condition.NOT_CONFIRMED, alone=True)


@pytest.mark.usefixtures("asks_for_a_yes")
def test_reminder_that_asks_for_a_yes_is_taken_back_when_it_came_first() -> None:
    appointment = booked(patient(), "11-24 14:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    assert states() == [("asks", "planned", "")]
    marked(appointment, "confirmed", "11-23 10:00")
    assert outcomes(go("11-23 10:05", RunKind.SWEEP)) == {"expired": 1}
    assert outcomes(go("11-23 14:00")) == {}
    assert states() == [("asks", "expired", "condition-not-met")]


@pytest.mark.usefixtures("asks_for_a_yes")
def test_confirmed_before_the_night_it_is_not_planned() -> None:
    marked(booked(patient(), "11-24 14:00"), "confirmed", "11-22 10:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    assert states() == [("asks", "expired", "condition-not-met")]


@pytest.mark.usefixtures("asks_for_a_yes")
def test_yes_taken_back_lets_the_reminder_leave_after_all() -> None:
    appointment = booked(patient(), "11-24 14:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    marked(appointment, "confirmed", "11-23 10:00")
    go("11-23 10:05", RunKind.SWEEP)
    marked(appointment, "booked", "11-23 11:00")
    go("11-23 11:05", RunKind.SWEEP)
    assert outcomes(go("11-23 14:00")) == {"accepted": 1}
    assert states() == [("asks", "expired", "condition-not-met"), ("asks", "accepted", "")]
    assert [outcomes(go("11-23 14:10")) for _ in range(2)] == [{}, {}]


@pytest.mark.usefixtures("clinic")
def test_whoever_left_because_of_a_yes_is_asked_again_when_it_is_taken_back() -> None:
    Journey.objects.update(is_active=Q(slug="appointment-confirmation"))
    appointment = booked(patient(), "11-27 14:00")
    go("11-20 02:00", RunKind.NIGHTLY)
    go("11-20 15:00")
    marked(appointment, "confirmed", "11-20 16:00")
    go("11-20 16:05", RunKind.SWEEP)
    assert Enrolment.objects.get().exit_reason == "goal-reached"
    marked(appointment, "booked", "11-20 17:00")
    go("11-20 17:05", RunKind.SWEEP)
    assert Enrolment.objects.get().state == "active"
    go("11-24 02:00", RunKind.NIGHTLY)
    go("11-24 15:00")
    assert states() == [("a-week-before", "accepted", ""), ("three-days-before", "accepted", "")]


def test_question_that_was_answered_is_not_asked_again(clinic: Location) -> None:
    last_step_asks("post-op-care", Condition.NOT_ANSWERED)
    ada, grace = patient("ada"), patient("grace")
    for person in (ada, grace):
        operated(person, "11-16 15:00")
    go("11-17 15:00")
    answered(ada, "11-18 10:00")
    go("11-23 15:00")
    assert states(ada.pk)[1:] == [("asks", "expired", "condition-not-met")]
    assert states(grace.pk)[1:] == [("asks", "accepted", "")]


def test_question_that_is_answered_while_the_next_one_waits_takes_it_back(clinic: Location) -> None:
    last_step_asks("post-op-care", Condition.NOT_ANSWERED)
    ada = patient("ada")
    operated(ada, "11-16 15:00")
    go("11-17 15:00")
    go("11-23 02:00", RunKind.NIGHTLY)
    answered(ada, "11-23 10:00")
    assert outcomes(go("11-23 10:05", RunKind.SWEEP)) == {"expired": 1}
    assert outcomes(go("11-23 15:00")) == {}


def answered(person: Person, at: str) -> None:
    message = Message.objects.get(person=person, state="accepted")
    CareAnswer.objects.create(message=message, person=person, answer="fine", answered_at=local(at))

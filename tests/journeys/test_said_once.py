"""Two journeys ask for the same text about the same appointment at the same time: its reader gets it once."""

from typing import Any

from django.db import transaction

from campaigns.enums import Unsent
from campaigns.models import Message
from campaigns.operations import outbox
from clinic.models import Location
from journeys.enums import RunKind
from journeys.models import Enrolment, Journey
from journeys.operations import switching
from journeys.operations.runs import run
from patients.operations import appointments
from tests.at_once import elsewhere, until_somebody_waits_for_a_lock
from tests.conftest import CommittingDatabase
from tests.journeys.small_clinic import BY, booked, journey_of, local, open_clinic, outcomes, patient

REMINDER = {"offset_hours": -24, "too_late_hours": 22, "late_entry_hours": 48}
TEXT = "appointment-reminder"


def go(at: str) -> dict[str, int]:
    return outcomes(run(local(at), kind=RunKind.MANUAL, by=BY))


def a_journey(slug: str, *steps: dict[str, Any], **said: Any) -> Journey:
    return journey_of("appointment", *(steps or (REMINDER,)), text=TEXT, slug=slug, **said)


def no_others() -> None:
    Journey.objects.update(is_active=False)


def said() -> list[tuple[str, str, str]]:
    """(journey, step, what became of it)."""
    rows = Message.objects.order_by("origin_slug", "due_at", "occurrence").values_list(
        "origin_slug", "step", "state", "reason"
    )
    return [(slug, step, reason if state == "expired" else state) for slug, step, state, reason in rows]


def test_of_two_journeys_the_one_of_the_first_priority_writes(clinic: Location) -> None:
    no_others()
    a_journey("one", priority=7)
    a_journey("two", priority=2)
    booked(patient(), "11-24 14:00")
    assert go("11-23 14:00") == {"accepted": 1, "expired": 1}
    assert said() == [("one", "step-0", "said-already"), ("two", "step-0", "accepted")]
    second = Message.objects.get(origin_slug="one")
    assert [decision.outcome for decision in second.decisions.all()] == ["allowed"]


def test_what_was_written_before_is_not_written_again_by_a_journey_that_came_later(clinic: Location) -> None:
    no_others()
    a_journey("one")
    booked(patient(), "11-24 14:00")
    assert go("11-23 14:00") == {"accepted": 1}
    a_journey("two", priority=1)
    assert go("11-23 15:00") == {"expired": 1}
    assert go("11-23 16:00") == {}
    assert said() == [("one", "step-0", "accepted"), ("two", "step-0", "said-already")]


def test_a_second_reminder_with_the_same_words_is_no_double(clinic: Location) -> None:
    no_others()
    two_hours = {"offset_hours": -2, "too_late_hours": 2}
    a_journey("one", REMINDER, two_hours)
    a_journey("two", {**REMINDER, "offset_hours": -30})
    booked(patient(), "11-24 16:00")
    assert go("11-23 10:00") == {"accepted": 1}
    assert go("11-23 16:00") == {"accepted": 1}
    assert go("11-24 14:00") == {"accepted": 1}
    assert [slug for slug, _, _ in said()] == ["one", "one", "two"]


def test_other_texts_and_other_appointments_are_no_doubles(clinic: Location) -> None:
    no_others()
    a_journey("one", is_capped=False)
    journey_of("appointment", REMINDER, text="welcome", slug="two", is_capped=False)
    ada = patient()
    booked(ada, "11-24 14:00")
    booked(ada, "11-24 14:30")
    assert go("11-23 14:30") == {"accepted": 4}


def test_an_appointment_that_moved_is_told_of_once_again(clinic: Location) -> None:
    no_others()
    a_journey("one")
    a_journey("two")
    appointment = booked(patient(), "11-24 14:00")
    assert go("11-23 14:00") == {"accepted": 1, "expired": 1}
    appointments.move(by=BY, now=local("11-23 15:00"), appointment_id=appointment.pk, starts_at=local("11-26 14:00"))
    assert go("11-25 14:00") == {"accepted": 1, "expired": 1}


def test_the_other_one_writes_after_all_where_the_first_was_taken_back(clinic: Location) -> None:
    no_others()
    one = a_journey("one", priority=1)
    a_journey("two")
    booked(patient(), "11-24 14:00")
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    assert said() == [("one", "step-0", "planned"), ("two", "step-0", "said-already")]
    switching.switch_off(journey_id=one.pk, by=BY, now=local("11-23 11:00"))
    assert go("11-23 14:00") == {"accepted": 1}
    assert said() == [
        ("one", "step-0", "journey-off"),
        ("two", "step-0", "said-already"),
        ("two", "step-0", "accepted"),
    ]
    assert go("11-23 15:00") == {}


def test_the_other_one_asks_in_vain_where_the_first_found_no_leave(clinic: Location) -> None:
    """It is decided again once, not at each run."""
    no_others()
    a_journey("one", priority=1)
    a_journey("two")
    booked(patient(), "11-24 14:00")
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    ids = list(Message.objects.filter(origin_slug="one").values_list("pk", flat=True))
    outbox.withdraw(message_ids=ids, reason=Unsent.TOO_LATE, by=BY, now=local("11-23 10:00"))
    for hour in range(11, 14):
        go(f"11-23 {hour}:00")
    assert list(Enrolment.objects.order_by("journey__slug").values_list("revision", flat=True)) == [0, 1]


def test_of_two_that_are_switched_on_at_once_the_second_is_refused(committing_db: CommittingDatabase) -> None:
    open_clinic()
    no_others()
    one, two = a_journey("one"), a_journey("two")
    Journey.objects.update(is_active=False)
    with elsewhere() as start, transaction.atomic():
        switching.switch_on(journey_id=one.pk, by=BY, now=local("11-23 10:00"))
        other = start(lambda: _switched_on(two))
        until_somebody_waits_for_a_lock()
        assert not other.done()
    assert other.result() == "goes already"
    assert list(Journey.objects.filter(is_active=True).values_list("slug", flat=True)) == ["one"]


def _switched_on(journey: Journey) -> str:
    try:
        switching.switch_on(journey_id=journey.pk, by=BY, now=local("11-23 10:00"))
    except switching.GoesAlready:
        return "goes already"
    return "on"

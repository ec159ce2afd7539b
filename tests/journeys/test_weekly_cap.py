"""The weekly cap over journeys, priorities, nights and runs at once."""

from functools import partial

import pytest

from campaigns.models import Message
from clinic.domain.hours import local_day
from clinic.models import Organisation
from consent.operations import preferences
from journeys.enums import RunKind
from journeys.models import Journey
from journeys.operations.runs import run
from patients.models import Person
from tests.at_once import at_once
from tests.conftest import CommittingDatabase
from tests.journeys.small_clinic import BY, booked, journey_of, local, open_clinic, operated, outcomes, patient

STEP = {"late_entry_hours": 200, "too_late_hours": 200}


def go(at: str, kind: RunKind = RunKind.MANUAL):
    return run(local(at), kind=kind, by=BY)


def two_journeys(cap: int = 1, text: str = "welcome", **step: object) -> None:
    """For whoever joined on the 23rd after a procedure on the 22nd: both would write at once, the second is first."""
    Organisation.objects.update(weekly_cap=cap)
    Journey.objects.exclude(slug="appointment-reminder").update(is_active=False)
    journey_of("joined", STEP | step, priority=7)
    journey_of("procedure", STEP | step, priority=2, text=text)


def newcomer(name: str = "ada") -> Person:
    person = patient(name, joined_on=local("11-23 09:00").date())
    operated(person, "11-22 10:00")
    return person


def days() -> list[tuple[str, str, int]]:
    """(journey, what became of it, day of November by the clinic's clock)."""
    rows = Message.objects.order_by("due_at", "origin_slug").values_list("origin_slug", "state", "reason", "due_at")
    return [
        (slug, reason if state == "expired" else state, local_day(due_at, "America/Chicago").day)
        for slug, state, reason, due_at in rows
    ]


@pytest.mark.usefixtures("clinic")
def test_what_has_priority_leaves_and_the_other_a_week_later() -> None:
    two_journeys()
    newcomer()
    assert outcomes(go("11-23 10:00")) == {"accepted": 1}
    assert days() == [("test-procedure", "accepted", 23), ("test-joined", "planned", 30)]
    assert outcomes(go("11-29 10:00")) == {}
    assert outcomes(go("11-30 10:00")) == {"accepted": 1}


@pytest.mark.usefixtures("clinic")
def test_what_is_too_late_by_then_says_that_it_was_the_cap() -> None:
    two_journeys(too_late_hours=72)
    newcomer()
    assert outcomes(go("11-23 10:00")) == {"accepted": 1, "expired": 1}
    assert sorted(days()) == [("test-joined", "weekly-cap", 23), ("test-procedure", "accepted", 23)]


@pytest.mark.parametrize("cap", [0, 2])
@pytest.mark.usefixtures("clinic")
def test_with_room_for_both_both_leave(cap: int) -> None:
    two_journeys(cap)
    newcomer()
    assert outcomes(go("11-23 10:00")) == {"accepted": 2}


@pytest.mark.usefixtures("clinic")
def test_reminder_is_never_held_back_and_counts_against_the_others() -> None:
    two_journeys()
    booked(newcomer(), "11-24 14:00")
    assert outcomes(go("11-23 14:00")) == {"accepted": 1, "expired": 1}
    assert [slug for slug, state, _ in days() if state == "accepted"] == ["appointment-reminder"]


@pytest.mark.usefixtures("clinic")
def test_reminder_leaves_although_the_week_is_full() -> None:
    two_journeys()
    person = newcomer()
    go("11-23 10:00")
    booked(person, "11-26 14:00")
    assert outcomes(go("11-25 14:00")) == {"accepted": 1}


@pytest.mark.usefixtures("clinic")
def test_what_may_not_be_sent_takes_nobodys_room() -> None:
    """The one with priority is refused by the gate: the other leaves on its day."""
    two_journeys(text="post-op-next-day")
    preferences.set_topic(
        by=BY, now=local("11-22 12:00"), person_id=newcomer().pk, topic="aftercare", wanted=False, via="preference-page"
    )
    assert outcomes(go("11-23 10:00")) == {"refused": 1, "accepted": 1}
    assert sorted(days()) == [("test-joined", "accepted", 23), ("test-procedure", "refused", 23)]


@pytest.mark.usefixtures("clinic")
def test_what_an_outage_delayed_leaves_on_the_next_day_with_room() -> None:
    """Planned for the 23rd and the 30th; nobody delivers until the 29th, when the 30th takes the week's room."""
    two_journeys(too_late_hours=24 * 20)
    newcomer()
    go("11-23 02:00", RunKind.NIGHTLY)
    assert days() == [("test-procedure", "planned", 23), ("test-joined", "planned", 30)]
    assert outcomes(go("11-29 10:00")) == {}
    assert days() == [("test-joined", "planned", 30), ("test-procedure", "planned", 7)]
    assert outcomes(go("11-30 10:00")) == {"accepted": 1}


def test_runs_at_once_find_the_last_room_of_a_week_once(committing_db: CommittingDatabase) -> None:
    open_clinic()
    two_journeys()
    for number in range(12):
        newcomer(f"ada{number}")
    at_once(*[partial(go, "11-23 10:00")] * 3)
    assert sorted(days()) == sorted(12 * [("test-procedure", "accepted", 23), ("test-joined", "planned", 30)])

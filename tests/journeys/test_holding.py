"""What staff hold and release: before it is planned, after it, and beside a plan that is under way."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from campaigns.models import Message
from clinic.models import Location, Organisation
from journeys.domain.holding import Holds, Read, Release, Said, Which, Word
from journeys.enums import HoldScope, RunKind
from journeys.models import Journey
from journeys.operations import holds
from journeys.operations.runs import run
from patients.models import Person
from patients.operations import appointments
from tests.journeys.small_clinic import BY, booked, local, patient, states

_WHICH = Which(UUID(int=1), UUID(int=2), "appointment:7", "a-day-before")
_READ = Read(_WHICH, "email", local("11-24 14:00"))
_RELEASE = Release(local("11-22 16:00"), "somebody")
_NIGHT = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (Said(), Word()),
        (Said(Holds(everything=True)), Word("held-by-staff")),
        (Said(Holds(journeys=frozenset([UUID(int=2)]))), Word("held-by-staff")),
        (Said(Holds(journeys=frozenset([UUID(int=3)]))), Word()),
        (Said(Holds(people=frozenset([UUID(int=1)]))), Word("held-by-staff")),
        (Said(Holds(messages=frozenset([_WHICH]))), Word("held-by-staff")),
        (Said(Holds(messages=frozenset([replace(_WHICH, step="week-before")]))), Word()),
        (Said(by_hand=True), Word("awaiting-release")),
        (Said(by_hand=True, released={_READ: _RELEASE}), Word(release=_RELEASE)),
        (Said(Holds(everything=True), by_hand=True, released={_READ: _RELEASE}), Word("held-by-staff")),
        (
            Said(by_hand=True, released={replace(_READ, anchor_at=local("11-24 15:00")): _RELEASE}),
            Word("awaiting-release"),
        ),
        (Said(by_hand=True, released={replace(_READ, channel="sms"): _RELEASE}), Word("awaiting-release")),
    ],
)
def test_word_about_a_message(said: Said, word: Word) -> None:
    assert said.about(_READ) == word


def _night(at: str = "11-23 02:00") -> None:
    run(local(at), kind=RunKind.NIGHTLY, by=BY)


def _two_reminders() -> tuple[Person, Person]:
    ada, grace = patient("ada"), patient("grace")
    booked(ada, "11-24 14:00")
    booked(grace, "11-24 15:00")
    return ada, grace


def _of(scope: HoldScope, person: Person) -> dict[str, object]:
    reminder = Journey.objects.get(slug="appointment-reminder").pk
    key = str(person.appointments.get().pk)
    return {
        HoldScope.MESSAGE: {"person_id": person.pk, "journey_id": reminder, "anchor_key": key, "step": "a-day-before"},
        HoldScope.PERSON: {"person_id": person.pk},
        HoldScope.JOURNEY: {"journey_id": reminder},
        HoldScope.EVERYTHING: {},
    }[scope]


@pytest.mark.parametrize("first", ["the hold", "the plan"])
@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (HoldScope.MESSAGE, "grace"),
        (HoldScope.PERSON, "grace"),
        (HoldScope.JOURNEY, ""),
        (HoldScope.EVERYTHING, ""),
    ],
)
def test_hold_holds_what_it_covers_whichever_comes_first(
    clinic: Location, mail_folder: Path, scope: HoldScope, left: str, first: str
) -> None:
    ada, grace = _two_reminders()
    if first == "the plan":
        _night()
    holds.place(scope=scope, why="wrong hour", by=BY, now=local("11-23 02:30"), night=_NIGHT, **_of(scope, ada))
    if first == "the hold":
        run(local("11-23 03:00"), kind=RunKind.MANUAL, by=BY)
    run(local("11-23 16:00"), kind=RunKind.SWEEP, by=BY)
    assert states(ada.pk) == [("a-day-before", "held", "held-by-staff")]
    assert states(grace.pk) == [("a-day-before", *(("accepted", "") if left else ("held", "held-by-staff")))]


def test_hold_that_is_lifted_lets_go_what_nothing_else_holds(clinic: Location, mail_folder: Path) -> None:
    ada, grace = _two_reminders()
    _night()
    now = local("11-23 09:00")
    everything = holds.place(scope=HoldScope.EVERYTHING, why="fire alarm", by=BY, now=now)
    holds.place(scope=HoldScope.PERSON, why="called", by=BY, now=now, person_id=ada.pk)
    assert holds.lift(hold_id=everything.pk, by=BY, now=now) == 1
    run(local("11-23 16:00"), kind=RunKind.SWEEP, by=BY)
    assert (states(ada.pk)[0][1], states(grace.pk)[0][1]) == ("held", "accepted")
    assert Message.objects.get(person=grace).released_by == BY.id


def test_hold_of_one_night_does_not_touch_what_another_planned(clinic: Location, mail_folder: Path) -> None:
    ada, _ = _two_reminders()
    _night()
    tomorrow = date(2026, 11, 24)
    now = local("11-23 09:00")
    holds.place(scope=HoldScope.EVERYTHING, why="holiday", by=BY, now=now, night=tomorrow)
    run(local("11-23 16:00"), kind=RunKind.SWEEP, by=BY)
    assert states(ada.pk) == [("a-day-before", "accepted", "")]
    booked(ada, "11-25 14:00")
    _night("11-24 02:00")
    assert [state for _, state, _ in states(ada.pk)] == ["accepted", "held"]


def test_held_message_is_too_late_in_the_end_and_says_who_held_it(clinic: Location, mail_folder: Path) -> None:
    ada, _ = _two_reminders()
    holds.place(scope=HoldScope.PERSON, why="called", by=BY, now=local("11-22 16:00"), person_id=ada.pk)
    _night()
    run(local("11-24 15:00"), kind=RunKind.SWEEP, by=BY)
    assert states(ada.pk) == [("a-day-before", "expired", "held-by-staff")]


def test_appointment_that_moves_takes_its_held_message_along(clinic: Location, mail_folder: Path) -> None:
    ada, _ = _two_reminders()
    holds.place(scope=HoldScope.PERSON, why="called", by=BY, now=local("11-22 16:00"), person_id=ada.pk)
    _night()
    appointments.cancel(by=BY, now=local("11-23 09:00"), appointment_id=ada.appointments.get().pk)
    run(local("11-23 09:05"), kind=RunKind.SWEEP, by=BY)
    assert states(ada.pk) == [("a-day-before", "expired", "appointment-off")]


def test_hold_of_a_message_says_which_one(clinic: Location) -> None:
    with pytest.raises(holds.NothingToHold):
        holds.place(scope=HoldScope.MESSAGE, why="wrong", by=BY, now=local("11-22 16:00"), person_id=patient().pk)


def test_nothing_leaves_that_waits_for_release(clinic: Location, mail_folder: Path) -> None:
    Organisation.objects.update(release_by_hand=True)
    ada, _ = _two_reminders()
    _night()
    run(local("11-23 16:00"), kind=RunKind.SWEEP, by=BY)
    assert states(ada.pk) == [("a-day-before", "held", "awaiting-release")]

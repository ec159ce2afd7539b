"""The coming night, rehearsed: what it freezes is what the night then does, and nothing else happens."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from audit.domain.actors import Actor
from campaigns.models import Message
from clinic.enums import StaffAlert
from clinic.models import Location, Notice, Organisation
from consent.operations import preferences
from journeys.domain.rehearsing import coming_night
from journeys.enums import HoldScope, RunKind
from journeys.models import Enrolment, Rehearsal, RehearsedLine
from journeys.operations import holds, releases
from journeys.operations.rehearsals import rehearse_due, rehearse_now
from journeys.operations.runs import run
from tests.journeys.small_clinic import BY, booked, local, patient, states

_NIGHT = date(2026, 11, 23)
_EVENING = local("11-22 16:00")
_MANAGER = Actor.staff("7b0c3a52-8d7f-4d3c-9a51-2a3c1f0f4f11", "administrator")


def _rehearsed(at: str = "11-22 16:00") -> Rehearsal:
    found = rehearse_now(by=BY, now=local(at))
    assert found is not None
    return found


def _night() -> None:
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)


def _lines(rehearsal: Rehearsal) -> list[tuple[str, str, str]]:
    rows = RehearsedLine.objects.filter(rehearsal=rehearsal)
    return sorted(rows.values_list("person__email_key", "outcome", "reason")) and sorted(
        rows.values_list("step", "outcome", "reason")
    )


@pytest.mark.parametrize(
    ("now", "night", "from_"),
    [
        ("11-22 14:59", date(2026, 11, 23), "11-22 15:00"),
        ("11-22 23:59", date(2026, 11, 23), "11-22 15:00"),
        ("11-23 01:59", date(2026, 11, 23), "11-22 15:00"),
        ("11-23 02:00", date(2026, 11, 24), "11-23 15:00"),
    ],
)
def test_coming_night_is_the_one_whose_run_has_not_come(now: str, night: date, from_: str) -> None:
    found = coming_night(local(now), "America/Chicago", nightly_at=time(2), rehearsed_at=time(15))
    assert (found.night, found.rehearsed_from) == (night, local(from_))


def test_night_that_is_rehearsed_in_its_own_early_hours() -> None:
    found = coming_night(local("11-22 16:00"), "America/Chicago", nightly_at=time(5), rehearsed_at=time(1))
    assert (found.night, found.rehearsed_from, found.as_of) == (_NIGHT, local("11-23 01:00"), local("11-23 05:00"))


def test_rehearsal_says_what_the_night_then_does_and_leaves_nothing_else(clinic: Location) -> None:
    ada, ben = patient("ada"), patient("ben")
    for person in (ada, ben):
        booked(person, "11-24 14:00")
    preferences.set_topic(by=BY, now=_EVENING, person_id=ben.pk, topic="appointments", wanted=False, via="staff")
    rehearsal = _rehearsed()
    assert (Message.objects.count(), Enrolment.objects.count()) == (0, 0)
    assert _lines(rehearsal) == [("a-day-before", "planned", ""), ("a-day-before", "refused", "topic-off")]
    assert rehearsal.counts == {
        "planned": 1,
        "figures": [
            ["appointment-reminder", "planned", "", 1],
            ["appointment-reminder", "refused", "topic-off", 1],
        ],
    }
    _night()
    assert (states(ada.pk), states(ben.pk)) == (
        [("a-day-before", "planned", "")],
        [("a-day-before", "refused", "topic-off")],
    )


def test_rehearsal_knows_text_and_anchor_of_each_line(clinic: Location) -> None:
    appointment = booked(patient(), "11-24 14:00")
    line = RehearsedLine.objects.get(rehearsal=_rehearsed())
    assert line.text is not None
    assert (line.anchor_at, line.text.language, line.anchor_key) == (
        appointment.starts_at,
        "en",
        str(appointment.pk),
    )


def test_what_leaves_before_the_night_is_not_a_line_of_it(clinic: Location) -> None:
    booked(patient("ada"), "11-23 18:30")
    booked(patient("ben"), "11-24 14:00")
    run(local("11-22 02:00"), kind=RunKind.NIGHTLY, by=BY)
    assert list(Message.objects.values_list("due_at", flat=True)) == [local("11-22 18:30")]
    lines = RehearsedLine.objects.filter(rehearsal=_rehearsed())
    assert [line.due_at for line in lines] == [local("11-23 14:00")]


def test_what_did_not_leave_in_its_hours_is_a_line_of_the_night(clinic: Location) -> None:
    booked(patient("ada"), "11-23 18:30")
    run(local("11-22 02:00"), kind=RunKind.NIGHTLY, by=BY)
    lines = RehearsedLine.objects.filter(rehearsal=_rehearsed("11-22 20:30"))
    assert [line.due_at for line in lines] == [local("11-23 09:00")]


def test_forecast_counts_each_night_of_the_week_once(clinic: Location) -> None:
    booked(patient("ada"), "11-24 14:00")
    booked(patient("ben"), "11-27 14:00")
    found = [(day["night"][-2:], day["planned"]) for day in _rehearsed().forecast]
    one = {"appointment-reminder": 1}
    assert found == [("23", one), ("24", {}), ("25", {}), ("26", one), ("27", {}), ("28", {}), ("29", {})]


def test_clock_rehearses_a_night_once_at_its_time(clinic: Location) -> None:
    moments = ["11-22 14:59", "11-22 15:00", "11-22 15:01", "11-23 01:00"]
    found = [rehearse_due(local(at), by=BY) for at in moments]
    assert [bool(one) for one in found] == [False, True, False, False]
    assert not Notice.objects.filter(alert=StaffAlert.NOT_REHEARSED).exists()


def test_rehearsal_that_died_is_told_of_and_begun_again(clinic: Location) -> None:
    Rehearsal.objects.create(night=_NIGHT, as_of=local("11-23 02:00"), frozen_at=local("11-22 15:00"), frozen_by="x")
    assert rehearse_due(local("11-22 15:20"), by=BY) is None
    second = rehearse_due(local("11-22 15:50"), by=BY)
    assert second is not None
    assert second.number == 2
    assert Notice.objects.filter(alert=StaffAlert.NOT_REHEARSED).count() == 1


def test_ten_times_as_many_as_usual_is_told_to_staff(clinic: Location) -> None:
    for days in range(1, 8):
        night = _NIGHT - timedelta(days=days)
        figures = {"planned": 2, "figures": [["appointment-reminder", "planned", "", 2]]}
        Rehearsal.objects.create(night=night, as_of=_EVENING, frozen_at=_EVENING, frozen_by="x", counts=figures)
    for number in range(22):
        booked(patient(f"p{number}"), "11-24 14:00")
    rehearsal = _rehearsed()
    assert [(odd["kind"], odd["journey"], odd["tonight"], odd["usual"]) for odd in rehearsal.oddities] == [
        ("many", "", 22, 2),
        ("many", "appointment-reminder", 22, 2),
    ]
    assert Notice.objects.filter(alert=StaffAlert.RUN_ODD, subject_id=rehearsal.pk).count() == 1


def test_released_night_sends_what_was_read_and_keeps_what_came_since(clinic: Location, mail_folder: Path) -> None:
    Organisation.objects.update(release_by_hand=True)
    ada, ben = patient("ada"), patient("ben")
    booked(ada, "11-24 14:00")
    rehearsal = _rehearsed()
    assert Notice.objects.filter(alert=StaffAlert.RELEASE_WAITING, seen_at=None).count() == 1
    releases.release(rehearsal_id=rehearsal.pk, by=_MANAGER, now=_EVENING)
    booked(ben, "11-24 15:00")
    _night()
    assert (states(ada.pk), states(ben.pk)) == (
        [("a-day-before", "planned", "")],
        [("a-day-before", "held", "awaiting-release")],
    )
    assert Message.objects.get(person=ada).released_by == _MANAGER.id
    now = local("11-23 08:00")
    assert releases.release_what_came_since(shown_at=local("11-23 01:00"), by=_MANAGER, now=now) == 0
    assert releases.release_what_came_since(shown_at=now, by=_MANAGER, now=now) == 1
    assert states(ben.pk) == [("a-day-before", "planned", "")]
    assert not Notice.objects.filter(alert=StaffAlert.RELEASE_WAITING, seen_at=None).exists()


def test_night_released_after_its_run_lets_go_what_it_lists_but_for_what_is_held(clinic: Location) -> None:
    Organisation.objects.update(release_by_hand=True)
    ada, ben, cyd = patient("ada"), patient("ben"), patient("cyd")
    booked(ada, "11-24 14:00")
    booked(ben, "11-24 14:00")
    rehearsal = _rehearsed()
    holds.place(scope=HoldScope.PERSON, why="called", by=BY, now=_EVENING, person_id=ben.pk, night=_NIGHT)
    booked(cyd, "11-24 15:00")
    _night()
    assert releases.release(rehearsal_id=rehearsal.pk, by=_MANAGER, now=local("11-23 09:00")) == 1
    found = [(states(person.pk)[0][1], states(person.pk)[0][2]) for person in (ada, ben, cyd)]
    assert found == [("planned", ""), ("held", "held-by-staff"), ("held", "awaiting-release")]


def test_hold_lifted_before_release_waits_for_it(clinic: Location) -> None:
    Organisation.objects.update(release_by_hand=True)
    ada = patient("ada")
    booked(ada, "11-24 14:00")
    hold = holds.place(scope=HoldScope.PERSON, why="called", by=BY, now=_EVENING, person_id=ada.pk, night=_NIGHT)
    _night()
    assert holds.lift(hold_id=hold.pk, by=BY, now=local("11-23 08:00")) == 1
    assert states(ada.pk) == [("a-day-before", "held", "awaiting-release")]


def test_rehearsal_that_is_not_the_latest_cannot_be_released(clinic: Location) -> None:
    first, second = _rehearsed(), _rehearsed("11-22 17:00")
    with pytest.raises(releases.NotTheLatest):
        releases.release(rehearsal_id=first.pk, by=_MANAGER, now=_EVENING)
    assert (first.number, second.number) == (1, 2)

"""What waited for staff and is let go: one message, not a bunch; and nothing is lost on the way."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from audit.domain.actors import Actor
from campaigns.enums import StopScope
from campaigns.models import Message
from campaigns.operations import stops
from clinic.models import Location, Organisation
from journeys.enums import HoldScope, RunKind
from journeys.models import Journey
from journeys.operations import holds, rehearsals, releases
from journeys.operations.runs import run
from tests.journeys.small_clinic import BY, booked, journey_of, local, operated, outcomes, patient, states

_MANAGER = Actor.staff(UUID("7b0c3a52-8d7f-4d3c-9a51-2a3c1f0f4f11"), "administrator")
_DAYS_BEFORE = ({"offset_days": -3}, {"offset_days": -2}, {"offset_days": -1})


def _night(day: str) -> None:
    run(local(f"{day} 02:00"), kind=RunKind.NIGHTLY, by=BY)


def _sweep(at: str) -> dict[str, int]:
    return outcomes(run(local(at), kind=RunKind.SWEEP, by=BY))


def _stopped() -> Callable[[], object]:
    stop = stops.place(scope=StopScope.EVERYTHING, why="a fault", by=BY, now=local("11-23 12:00"))
    return partial(stops.lift, stop_id=stop.pk, by=BY, now=local("11-26 16:00"))


def _held() -> Callable[[], object]:
    hold = holds.place(scope=HoldScope.EVERYTHING, why="a fault", by=BY, now=local("11-23 12:00"))
    return partial(holds.lift, hold_id=hold.pk, by=BY, now=local("11-26 16:00"))


@pytest.mark.parametrize("stand_still", [_stopped, _held])
def test_after_a_stop_or_a_hold_only_the_latest_step_leaves(
    clinic: Location, stand_still: Callable[[], Callable[[], object]]
) -> None:
    Journey.objects.update(is_active=False)
    steps = [step | {"too_late_hours": -24 * step["offset_days"]} for step in _DAYS_BEFORE]
    journey_of("appointment", *steps, text="appointment-reminder", is_capped=False)
    booked(patient(), "11-27 15:00")
    _night("11-22")
    lift = stand_still()
    for day in ("11-23", "11-24", "11-25", "11-26"):
        _night(day)
        _sweep(f"{day} 15:30")
    lift()
    assert _sweep("11-26 16:05")["accepted"] == 1
    assert states() == [
        ("step-0", "expired", "too-late"),
        ("step-1", "expired", "too-late"),
        ("step-2", "accepted", ""),
    ]


def test_released_line_that_waits_since_an_earlier_night_leaves(clinic: Location, mail_folder: Path) -> None:
    """The weekly cap gave it a day a week later."""
    Organisation.objects.update(weekly_cap=1, release_by_hand=True)
    Journey.objects.update(is_active=False)
    kept = {"late_entry_hours": 200, "too_late_hours": 300}
    journey_of("joined", kept, priority=7)
    journey_of("procedure", kept, priority=2)
    operated(patient(joined_on=local("11-23 09:00").date()), "11-22 10:00")
    _night("11-23")
    rehearsal = rehearsals.rehearse_now(by=BY, now=local("11-29 15:00"))
    assert rehearsal is not None
    assert releases.release(rehearsal_id=rehearsal.pk, by=_MANAGER, now=local("11-29 16:00")) == 0
    _night("11-30")
    assert _sweep("11-30 10:00") == {"accepted": 1}
    assert Message.objects.get(state="accepted").released_by == _MANAGER.id


def test_what_waits_leaves_when_the_clinic_no_longer_releases_by_hand(clinic: Location, mail_folder: Path) -> None:
    Organisation.objects.update(release_by_hand=True)
    ada, ben = patient("ada"), patient("ben")
    booked(ada, "11-24 14:00")
    booked(ben, "11-24 14:00")
    _night("11-23")
    hold = holds.place(scope=HoldScope.PERSON, person_id=ben.pk, why="asked to wait", by=BY, now=local("11-23 09:00"))
    Organisation.objects.update(release_by_hand=False)
    assert _sweep("11-23 15:00") == {"accepted": 1}
    assert Message.objects.get(person=ada).released_by == ""
    assert states(ben.pk) == [("a-day-before", "held", "awaiting-release")]
    holds.lift(hold_id=hold.pk, by=BY, now=local("11-23 15:01"))
    assert _sweep("11-23 15:05") == {"accepted": 1}

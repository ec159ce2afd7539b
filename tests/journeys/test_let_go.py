"""What waited for staff and is let go: one message, not a bunch; and nothing is lost on the way."""

from collections.abc import Callable
from functools import partial

import pytest

from campaigns.enums import StopScope
from campaigns.operations import stops
from clinic.models import Location
from journeys.enums import HoldScope, RunKind
from journeys.models import Journey
from journeys.operations import holds
from journeys.operations.runs import run
from tests.journeys.small_clinic import BY, booked, journey_of, local, outcomes, patient, states

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

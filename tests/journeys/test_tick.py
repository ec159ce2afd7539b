"""Which run the clock asks for."""

from datetime import timedelta

import pytest

from clinic.models import Location
from journeys.enums import RunKind
from journeys.models import Run
from journeys.operations.runs import run, run_due
from journeys.queries import due_run
from tests.journeys.small_clinic import BY, local


def test_night_comes_first_then_sweeps_every_five_minutes(clinic: Location) -> None:
    kinds = []
    for minute in range(12):
        now = local("11-23 02:00") + timedelta(minutes=minute)
        kinds.append(due_run(now))
        run_due(now, by=BY)
    assert kinds == [
        RunKind.NIGHTLY, RunKind.SWEEP, None, None, None, None, RunKind.SWEEP, None, None, None, None, RunKind.SWEEP,
    ]  # fmt: skip


def test_nights_that_were_missed_are_caught_up_as_one(clinic: Location) -> None:
    run_due(local("11-19 02:00"), by=BY)
    for at in ("11-23 01:00", "11-23 01:01", "11-23 02:00"):
        run_due(local(at), by=BY)
    nights = Run.objects.filter(kind=RunKind.NIGHTLY).order_by("clinic_date").values_list("clinic_date", flat=True)
    assert [night.isoformat() for night in nights] == ["2026-11-19", "2026-11-22", "2026-11-23"]


@pytest.mark.parametrize(("minutes", "again"), [(10, False), (40, True)])
def test_night_that_died_is_taken_over(clinic: Location, minutes: int, again: bool) -> None:
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    Run.objects.update(finished_at=None)
    [died] = Run.objects.all()
    began = died.started_at - timedelta(minutes=minutes)
    Run.objects.filter(pk=died.pk).update(started_at=began)
    report = run(local("11-23 02:40"), kind=RunKind.NIGHTLY, by=BY)
    assert report.was_done_before is not again
    assert Run.objects.filter(kind=RunKind.NIGHTLY).count() == 1

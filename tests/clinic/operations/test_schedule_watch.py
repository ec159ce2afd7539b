"""A task that guards and stands still is seen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from clinic.domain.privacy import State
from clinic.enums import StaffAlert
from clinic.models import Notice
from clinic.operations.schedule_watch import stopped_tasks, watch_schedule
from clinic.privacy_desk.cards import timetable

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)


@pytest.fixture
def rows() -> None:
    every = IntervalSchedule.objects.create(every=60, period="seconds")
    for name, told in settings.CELERY_BEAT_SCHEDULE.items():
        PeriodicTask.objects.create(name=name, task=told["task"], interval=every, last_run_at=NOW)


def alerted() -> list[tuple[str, str]]:
    told = Notice.objects.filter(alert=StaffAlert.TASK_STOPPED)
    return sorted((one.once_key.split(":")[1], one.audience) for one in told)


def test_before_the_scheduler_has_begun_nothing_is_told() -> None:
    watch_schedule(now=NOW)
    assert (stopped_tasks(NOW), alerted(), timetable(NOW).state) == (None, [], State.LOOK)


@pytest.mark.usefixtures("rows")
def test_all_running_is_good_and_the_tick_may_rest() -> None:
    PeriodicTask.objects.filter(name="tick").update(enabled=False)
    watch_schedule(now=NOW)
    assert (stopped_tasks(NOW), alerted(), timetable(NOW).state) == ([], [], State.GOOD)


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    "change",
    [{"enabled": False}, {"task": "journeys.tasks.tick"}, {"last_run_at": NOW - timedelta(minutes=21)}],
    ids=["switched off", "does something else", "late"],
)
def test_stopped_task_is_on_the_desk_and_told_once_a_day(change: dict[str, object]) -> None:
    PeriodicTask.objects.filter(name="review-reads").update(**change)
    for minutes in (0, 30):
        watch_schedule(now=NOW + timedelta(minutes=minutes))
    assert stopped_tasks(NOW) == ["review-reads"]
    assert alerted() == [("review-reads", "administrator"), ("review-reads", "privacy-officer")]
    card = timetable(NOW)
    assert (card.state, "review-reads" in card.note) == (State.ACT, True)


@pytest.mark.usefixtures("rows")
def test_after_a_night_without_the_machine_nobody_is_called() -> None:
    watch_schedule(now=NOW + timedelta(hours=12))
    assert alerted() == []
    assert timetable(NOW + timedelta(hours=12)).state == State.ACT

"""When a step is due: offsets, windows, quiet hours, closed days, changes of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.domain.timeline import House, NeverOpen, StepRule, open_moment, slot

CHICAGO = "America/Chicago"
HOUSE = House(CHICAGO, quiet_from=time(20), quiet_until=time(8))
REMINDER = StepRule("a-day-before", hours=-24, too_late_hours=20)
NEXT_DAY = StepRule("next-day", days=1)
SAME_DAY = StepRule("welcome", too_late_hours=96)


def local(text: str, zone: str = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("step", "anchor", "due"),
    [
        (REMINDER, "2026-11-24 14:00", "2026-11-23 14:00"),
        (REMINDER, "2026-11-24 08:00", "2026-11-23 09:00"),  # its window opens at nine
        (REMINDER, "2026-11-24 20:00", "2026-11-23 09:00"),  # the next morning would be half the notice
        (REMINDER, "2026-11-02 01:30", "2026-11-01 09:00"),
        (NEXT_DAY, "2026-11-23 15:00", "2026-11-24 15:00"),
        (NEXT_DAY, "2026-11-23 21:00", "2026-11-25 09:00"),
        (NEXT_DAY, "2026-10-31 15:00", "2026-11-01 15:00"),  # clocks go back: the same time on the wall
        (NEXT_DAY, "2026-03-07 15:00", "2026-03-08 15:00"),  # and forward
        (SAME_DAY, "2026-11-23 00:00", "2026-11-23 09:00"),
        (StepRule("week", days=7), "2026-11-23 15:00", "2026-11-30 15:00"),
    ],
)
def test_due_moment_by_table(step: StepRule, anchor: str, due: str) -> None:
    assert slot(step, local(anchor), CHICAGO, HOUSE).due_at == local(due)


@pytest.mark.parametrize(
    ("anchor", "due"),
    [
        ("2026-11-01 14:00", "2026-10-31 15:00"),  # 24 hours, not one day, before the day of 25 hours
        ("2026-03-08 14:00", "2026-03-07 13:00"),
    ],
)
def test_hours_are_absolute_over_a_change_of_clocks(anchor: str, due: str) -> None:
    assert slot(REMINDER, local(anchor), CHICAGO, HOUSE).due_at == local(due)


def test_person_elsewhere_has_their_window_and_the_clinic_its_quiet_hours() -> None:
    anchor = local("2026-11-23 00:00")
    due = slot(SAME_DAY, anchor, "Asia/Taipei", HOUSE).due_at
    assert due == local("2026-11-24 09:00", "Asia/Taipei")  # 19:00 in Chicago
    assert due == local("2026-11-23 19:00")


def test_closed_day_postpones_what_follows_the_anchor() -> None:
    closed = House(CHICAGO, time(20), time(8), frozenset({date(2026, 11, 26)}))
    assert slot(NEXT_DAY, local("2026-11-25 15:00"), CHICAGO, closed).due_at == local("2026-11-27 09:00")


def test_closed_days_bring_a_reminder_forward() -> None:
    closed = House(CHICAGO, time(20), time(8), frozenset({date(2026, 11, 28), date(2026, 11, 29)}))
    found = slot(REMINDER, local("2026-11-30 10:00"), CHICAGO, closed)
    assert found.due_at == local("2026-11-27 10:00")
    assert found.expires_at == local("2026-11-28 06:00")


def test_reminder_expires_with_its_appointment() -> None:
    patient = StepRule("a-day-before", hours=-24, too_late_hours=48)
    anchor = local("2026-11-24 14:00")
    assert slot(patient, anchor, CHICAGO, HOUSE).expires_at == anchor


def test_hours_without_any_opening_say_so() -> None:
    nights = StepRule("night", window_from=time(21), window_until=time(23))
    with pytest.raises(NeverOpen):
        open_moment(local("2026-11-24 14:00"), nights, CHICAGO, HOUSE)


def test_window_that_ends_where_it_begins_is_always_open() -> None:
    always = StepRule("any", window_from=time(9), window_until=time(9))
    assert open_moment(local("2026-11-24 19:59"), always, CHICAGO, HOUSE) == local("2026-11-24 19:59")


def test_unknown_zone_is_the_clinics() -> None:
    assert HOUSE.known("Mars/Olympus") == CHICAGO
    assert HOUSE.known("Asia/Taipei") == "Asia/Taipei"


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from([CHICAGO, "Asia/Taipei", "Europe/London", "Australia/Lord_Howe", "UTC"])
STEPS = st.builds(
    StepRule,
    key=st.just("step"),
    days=st.integers(-10, 10),
    hours=st.integers(-48, 48),
    window_from=st.builds(time, st.integers(0, 12)),
    window_until=st.builds(time, st.integers(13, 23)),
    too_late_hours=st.integers(1, 100),
)
HOUSES = st.builds(
    House,
    zone=st.sampled_from([CHICAGO, "Asia/Taipei"]),
    quiet_from=st.just(time(22)),
    quiet_until=st.just(time(6)),
    blocked=st.frozensets(st.dates(date(2025, 1, 1), date(2030, 1, 1)), max_size=5),
)


@given(STEPS, MOMENTS, ZONES, HOUSES)
def test_every_due_moment_is_open(step: StepRule, anchor: datetime, zone: str, house: House) -> None:
    try:
        due = slot(step, anchor, zone, house).due_at
    except NeverOpen:
        return  # opposite zones may share no waking hour
    clock = due.astimezone(ZoneInfo(zone)).time()
    assert step.window_from <= clock < step.window_until
    assert time(6) <= due.astimezone(ZoneInfo(house.zone)).time() < time(22)
    assert due.astimezone(ZoneInfo(house.zone)).date() not in house.blocked


@given(STEPS.filter(lambda step: step.is_before_anchor), MOMENTS, st.just(CHICAGO))
def test_step_before_its_anchor_never_leaves_after_it(step: StepRule, anchor: datetime, zone: str) -> None:
    found = slot(step, anchor, zone, HOUSE)
    assert found.expires_at <= anchor


@given(STEPS.filter(lambda step: not step.is_before_anchor), MOMENTS, ZONES)
def test_step_after_its_anchor_never_leaves_before_its_time(step: StepRule, anchor: datetime, zone: str) -> None:
    wide = House("UTC", time(0), time(0))
    found = slot(step, anchor, zone, wide)
    assert found.due_at >= anchor + timedelta(hours=step.days * 24 + step.hours) - timedelta(hours=2)
    assert found.expires_at == found.due_at + timedelta(hours=step.too_late_hours)

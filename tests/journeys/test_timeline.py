"""When a step is due: offsets, windows, quiet hours, closed days, changes of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.domain.timeline import House, StepRule, clock_of, closing_moment, open_moment, slot

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
    assert found.late_since == local("2026-11-29 10:00")
    assert found.expires_at == local("2026-11-30 10:00")  # too late when Monday's hours would have been, or over


def test_reminder_expires_with_its_appointment() -> None:
    patient = StepRule("a-day-before", hours=-24, too_late_hours=48)
    anchor = local("2026-11-24 14:00")
    assert slot(patient, anchor, CHICAGO, HOUSE).expires_at == anchor


@pytest.mark.parametrize(
    ("step", "house"),
    [
        (StepRule("night", window_from=time(21), window_until=time(23)), HOUSE),
        (SAME_DAY, House(CHICAGO, quiet_from=time(8), quiet_until=time(21))),
        (REMINDER, House(CHICAGO, quiet_from=time(8), quiet_until=time(21))),
        (SAME_DAY, House(CHICAGO, time(20), time(8), frozenset(date(2026, 1, 1) + timedelta(n) for n in range(900)))),
    ],
)
def test_hours_without_any_opening_never_open(step: StepRule, house: House) -> None:
    anchor = local("2026-11-24 14:00")
    found = slot(step, anchor, CHICAGO, house)
    wanted = anchor - timedelta(hours=24) if step.is_before_anchor else anchor
    assert (found.opens, found.due_at) == (False, wanted)


@pytest.mark.parametrize(
    ("zone", "anchor", "clock"),
    [
        ("Asia/Bangkok", "2026-07-01 10:00", CHICAGO),  # never shares an hour with Chicago's 8 to 20
        ("Asia/Bangkok", "2026-12-01 10:00", CHICAGO),
        ("Asia/Taipei", "2026-07-01 10:00", CHICAGO),  # in summer it shares none ...
        ("Asia/Taipei", "2026-12-01 10:00", "Asia/Taipei"),  # ... and in winter the last one
        ("Europe/London", "2026-07-01 10:00", "Europe/London"),
        (CHICAGO, "2026-07-01 10:00", CHICAGO),
    ],
)
def test_window_is_read_on_the_persons_clock_while_it_shares_an_hour_with_the_clinic(
    zone: str, anchor: str, clock: str
) -> None:
    assert clock_of(local(anchor), SAME_DAY, zone, HOUSE) == clock


@pytest.mark.parametrize(("zone", "due"), [("Asia/Taipei", "2026-07-01 09:00"), ("Asia/Bangkok", "2026-07-01 09:00")])
def test_person_whose_hours_cannot_be_kept_is_written_to_in_the_clinics(zone: str, due: str) -> None:
    assert slot(SAME_DAY, local("2026-07-01 00:00"), zone, HOUSE).due_at == local(due)


def test_step_after_its_anchor_is_too_late_from_when_it_was_wanted() -> None:
    closed = House(CHICAGO, time(20), time(8), frozenset({date(2026, 11, 24), date(2026, 11, 25)}))
    found = slot(NEXT_DAY, local("2026-11-23 15:00"), CHICAGO, closed)
    assert (found.opens, found.expires_at) == (False, local("2026-11-25 15:00"))


def test_window_that_ends_where_it_begins_is_always_open() -> None:
    always, moment = StepRule("any", window_from=time(9), window_until=time(9)), local("2026-11-24 19:59")
    assert open_moment(moment, always, CHICAGO, HOUSE, before=moment + timedelta(hours=1)) == moment
    assert closing_moment(moment, always, CHICAGO, HOUSE) == local("2026-11-24 20:00")
    assert closing_moment(moment, always, CHICAGO, House(CHICAGO, time(0), time(0))) is None


@pytest.mark.parametrize(
    ("zone", "moment", "closes"),
    [
        (CHICAGO, "2026-11-24 10:00", "2026-11-24 20:00"),
        ("America/New_York", "2026-11-24 10:00", "2026-11-24 19:00"),  # eight in the evening there
        ("America/Los_Angeles", "2026-11-24 11:00", "2026-11-24 20:00"),  # the clinic's quiet hours come first
        ("Asia/Bangkok", "2026-11-24 10:00", "2026-11-24 20:00"),
    ],
)
def test_what_may_leave_may_leave_until_the_first_hour_closes(zone: str, moment: str, closes: str) -> None:
    assert closing_moment(local(moment), SAME_DAY, zone, HOUSE) == local(closes)


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
    found = slot(step, anchor, zone, house)
    if not found.opens:
        return
    due, clock = found.due_at, clock_of(found.due_at, step, zone, house)
    assert step.window_from <= due.astimezone(ZoneInfo(clock)).time() < step.window_until
    assert time(6) <= due.astimezone(ZoneInfo(house.zone)).time() < time(22)
    assert due.astimezone(ZoneInfo(house.zone)).date() not in house.blocked
    assert due < found.expires_at


@given(STEPS.filter(lambda step: step.is_before_anchor), MOMENTS, st.just(CHICAGO))
def test_step_before_its_anchor_never_leaves_after_it(step: StepRule, anchor: datetime, zone: str) -> None:
    found = slot(step, anchor, zone, HOUSE)
    assert found.expires_at <= anchor


@given(STEPS.filter(lambda step: not step.is_before_anchor), MOMENTS, ZONES)
def test_step_after_its_anchor_leaves_in_its_time_or_not_at_all(step: StepRule, anchor: datetime, zone: str) -> None:
    found = slot(step, anchor, zone, House("UTC", time(0), time(0)))
    assert found.due_at >= anchor + timedelta(hours=step.days * 24 + step.hours) - timedelta(hours=2)
    # whole days are counted on clocks, and one a year has 25 hours
    assert found.expires_at - found.due_at <= timedelta(hours=step.too_late_hours + 1)

"""On which days a step leaves: the clinic's days of the week and closed days, its own, the very day, a text's day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic.domain.hours import EVERY_DAY, next_closed_day, next_open
from journeys.domain.timeline import House, StepRule, clock_of, closing_moment, slot

CHICAGO = "America/Chicago"
MONDAY, TUESDAY, SATURDAY, SUNDAY = 1, 2, 6, 7
WORKDAYS = frozenset(range(1, 6))
OPEN = House(CHICAGO, quiet_from=time(20), quiet_until=time(8))
WEEKEND_OFF = House(CHICAGO, time(20), time(8), weekdays=WORKDAYS)
THANKSGIVING = House(CHICAGO, time(20), time(8), frozenset({date(2026, 11, 26)}), WORKDAYS)
NEXT_DAY = StepRule("next-day", days=1, too_late_hours=96)
REMINDER = StepRule("a-day-before", hours=-24, too_late_hours=22)
TUESDAYS = StepRule("tuesdays", weekdays=frozenset({TUESDAY}), too_late_hours=200)
SUNDAYS = StepRule("sundays", weekdays=frozenset({SUNDAY}), too_late_hours=400)
ANY = StepRule("any", window_from=time(0), window_until=time(0), too_late_hours=96)
GREETING = replace(ANY, on_closed_days=True)
TEXT = StepRule("text", window_from=time(6), window_until=time(23), is_text=True)
DAY_AND_NIGHT = House(CHICAGO, time(0), time(0))
BIRTHDAY = StepRule("that-day", too_late_hours=24, on_closed_days=True, only_that_day=True)


def local(text: str, zone: str = CHICAGO) -> datetime:
    """2026-11-23 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("step", "house", "anchor", "due"),
    [
        (NEXT_DAY, WEEKEND_OFF, "2026-11-26 15:00", "2026-11-27 15:00"),
        (NEXT_DAY, WEEKEND_OFF, "2026-11-27 15:00", "2026-11-30 09:00"),  # Saturday waits for Monday
        (NEXT_DAY, THANKSGIVING, "2026-11-25 15:00", "2026-11-27 09:00"),
        (REMINDER, WEEKEND_OFF, "2026-11-30 10:00", "2026-11-27 10:00"),  # Sunday's leaves on Friday
        (REMINDER, WEEKEND_OFF, "2026-11-29 10:00", "2026-11-27 10:00"),
        (TUESDAYS, OPEN, "2026-11-25 10:00", "2026-12-01 09:00"),
        (TUESDAYS, OPEN, "2026-11-24 10:00", "2026-11-24 10:00"),
        (  # nothing of the last minute: the Tuesday before
            StepRule("tuesdays", hours=-24, weekdays=frozenset({TUESDAY})), OPEN, "2026-11-27 10:00", "2026-11-24 10:00"
        ),
        (BIRTHDAY, THANKSGIVING, "2026-11-26 00:00", "2026-11-26 09:00"),  # greetings leave on closed days ...
        (BIRTHDAY, WEEKEND_OFF, "2026-11-28 00:00", "2026-11-28 09:00"),  # ... and on every day of the week
        (StepRule("any", days=1, window_from=time(0), window_until=time(0), too_late_hours=96), WEEKEND_OFF,
         "2026-11-27 15:00", "2026-11-30 08:00"),
    ],
)  # fmt: skip
def test_due_day_by_table(step: StepRule, house: House, anchor: str, due: str) -> None:
    assert slot(step, local(anchor), CHICAGO, house).due_at == local(due)


@pytest.mark.parametrize(
    ("step", "house", "anchor"),
    [
        (SUNDAYS, WEEKEND_OFF, "2026-11-24 10:00"),
        (StepRule("sundays", hours=-24, weekdays=frozenset({SUNDAY})), WEEKEND_OFF, "2026-11-24 10:00"),
        (NEXT_DAY, House(CHICAGO, time(20), time(8), weekdays=frozenset()), "2026-11-24 10:00"),
        (StepRule("that-day", only_that_day=True, too_late_hours=96), THANKSGIVING, "2026-11-26 00:00"),
        (StepRule("that-day", only_that_day=True, too_late_hours=96), OPEN, "2026-11-26 20:30"),
        (StepRule("eve", days=-1, only_that_day=True), WEEKEND_OFF, "2026-11-30 00:00"),  # moved to no Friday
        (replace(TEXT, window_from=time(21)), DAY_AND_NIGHT, "2026-11-24 10:00"),
    ],
)  # fmt: skip
def test_days_without_any_opening_never_open(step: StepRule, house: House, anchor: str) -> None:
    assert not slot(step, local(anchor), CHICAGO, house).opens


@pytest.mark.parametrize(
    ("zone", "anchor", "due", "expires"),
    [
        (CHICAGO, "2026-11-26 00:00", "2026-11-26 09:00", "2026-11-27 00:00"),
        ("America/Los_Angeles", "2026-11-26 00:00", "2026-11-26 09:00", "2026-11-27 00:00"),
        ("Asia/Taipei", "2026-11-26 00:00", "2026-11-26 09:00", "2026-11-27 00:00"),  # 19:00 in Chicago, the day before
        ("Asia/Taipei", "2026-07-01 00:00", "2026-07-01 00:00", "2026-07-02 00:00"),  # no hour is shared: the clinic's
        ("Asia/Taipei", "2026-11-01 00:00", "2026-11-01 00:00", "2026-11-02 00:00"),  # nor here: clocks go back
        ("Asia/Taipei", "2026-11-02 00:00", "2026-11-02 09:00", "2026-11-03 00:00"),
        (CHICAGO, "2026-03-08 00:00", "2026-03-08 09:00", "2026-03-09 00:00"),  # a day of 23 hours
        (CHICAGO, "2026-11-01 00:00", "2026-11-01 09:00", "2026-11-02 00:00"),  # and one of 25
        ("America/Santiago", "2026-09-06 01:00", "2026-09-06 10:00", "2026-09-07 00:00"),  # its midnight is skipped
    ],
)  # fmt: skip
def test_very_day_is_the_persons_calendar_day(zone: str, anchor: str, due: str, expires: str) -> None:
    that_day = StepRule("that-day", too_late_hours=30, only_that_day=True, on_closed_days=True)
    found = slot(that_day, local(anchor, zone), zone, OPEN)
    assert (found.opens, found.due_at, found.expires_at) == (True, local(due, zone), local(expires, zone))


@pytest.mark.parametrize(
    ("step", "house", "moment", "closes"),
    [
        (NEXT_DAY, WEEKEND_OFF, "2026-11-27 10:00", "2026-11-27 20:00"),
        (ANY, replace(DAY_AND_NIGHT, weekdays=WORKDAYS),
         "2026-11-24 10:00", "2026-11-28 00:00"),  # until Saturday begins
        (StepRule("any", window_from=time(0), window_until=time(0), weekdays=frozenset({TUESDAY})),
         DAY_AND_NIGHT, "2026-11-24 10:00", "2026-11-25 00:00"),
        (GREETING, WEEKEND_OFF,
         "2026-11-27 10:00", "2026-11-27 20:00"),
        (ANY, House(CHICAGO, time(3), time(5), weekdays=WORKDAYS),
         "2026-11-27 10:00", "2026-11-28 00:00"),  # quiet hours would come later
    ],
)  # fmt: skip
def test_what_may_leave_may_leave_until_a_closed_day(step: StepRule, house: House, moment: str, closes: str) -> None:
    assert closing_moment(local(moment), step, CHICAGO, house) == local(closes)


def test_open_day_and_night_closes_never_for_a_greeting() -> None:
    workdays = replace(DAY_AND_NIGHT, weekdays=WORKDAYS)
    assert closing_moment(local("2026-11-24 10:00"), GREETING, CHICAGO, workdays) is None


@pytest.mark.parametrize(
    ("step", "anchor", "due"),
    [
        (TEXT, "2026-11-24 06:30", "2026-11-24 08:00"),
        (TEXT, "2026-11-24 20:59", "2026-11-24 20:59"),
        (TEXT, "2026-11-24 21:00", "2026-11-25 08:00"),
        (replace(ANY, is_text=True), "2026-11-24 23:00", "2026-11-25 08:00"),
        (replace(TEXT, window_from=time(10), window_until=time(12)), "2026-11-24 13:00", "2026-11-25 10:00"),
    ],
)  # fmt: skip
def test_text_message_keeps_to_the_day_of_its_reader(step: StepRule, anchor: str, due: str) -> None:
    assert slot(step, local(anchor), CHICAGO, DAY_AND_NIGHT).due_at == local(due)


def test_text_message_is_never_sent_by_the_clinics_clock_to_the_other_side_of_the_world() -> None:
    assert clock_of(local("2026-07-01 10:00"), TEXT, "Asia/Bangkok", OPEN) == "Asia/Bangkok"
    shared = slot(TEXT, local("2026-07-01 10:00"), "Asia/Bangkok", OPEN)
    assert shared.due_at == local("2026-07-02 20:00", "Asia/Bangkok")  # 8:00 in Chicago
    nine_to_five = House(CHICAGO, time(17), time(9))
    assert not slot(TEXT, local("2026-07-01 10:00"), "Asia/Bangkok", nine_to_five).opens


def test_two_places_in_two_zones_keep_their_own_mornings() -> None:
    anchors = {"America/New_York": "2026-11-24 08:30", "America/Los_Angeles": "2026-11-24 08:30"}
    dues = [slot(REMINDER, local(anchor, zone), zone, OPEN).due_at for zone, anchor in anchors.items()]
    assert dues == [local("2026-11-23 09:00", zone) for zone in anchors]
    assert dues[1] - dues[0] == timedelta(hours=3)


def test_weekly_appointments_each_have_their_reminder_at_the_same_hour_over_the_change_of_clocks() -> None:
    day_before = StepRule("a-day-before", days=-1, too_late_hours=22)
    weekly = [local(f"2026-{day} 10:00") for day in ("10-21", "10-28", "11-04", "11-11")]
    dues = [slot(day_before, anchor, CHICAGO, OPEN).due_at for anchor in weekly]
    assert dues == [local(f"2026-{day} 10:00") for day in ("10-20", "10-27", "11-03", "11-10")]


@pytest.mark.parametrize(
    ("moment", "weekdays", "opens"),
    [
        ("2026-11-27 19:00", WORKDAYS, "2026-11-27 19:00"),
        ("2026-11-27 21:00", WORKDAYS, "2026-11-30 08:00"),
        ("2026-11-27 21:00", EVERY_DAY, "2026-11-28 08:00"),
        ("2026-11-27 21:00", frozenset({MONDAY, SATURDAY}), "2026-11-28 08:00"),
    ],
)
def test_next_open_moment_passes_over_days_of_the_week(moment: str, weekdays: frozenset[int], opens: str) -> None:
    found = next_open(local(moment), CHICAGO, quiet_from=time(20), quiet_until=time(8), weekdays=weekdays)
    assert found == local(opens)


def test_no_day_of_the_week_never_opens() -> None:
    with pytest.raises(ValueError, match="no open moment"):
        next_open(local("2026-11-27 10:00"), CHICAGO, quiet_from=time(20), quiet_until=time(8), weekdays=frozenset())


def test_next_closed_day_is_looked_for_in_so_many_days() -> None:
    friday, blocked = local("2026-11-27 10:00"), frozenset({date(2026, 11, 30)})
    assert next_closed_day(friday, CHICAGO, blocked=blocked, weekdays=EVERY_DAY, days=3) == local("2026-11-30 00:00")
    assert next_closed_day(friday, CHICAGO, blocked=blocked, weekdays=EVERY_DAY, days=2) is None

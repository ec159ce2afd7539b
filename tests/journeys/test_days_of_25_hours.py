"""Hours that come once a day come in time for a step that has 24 hours: also on the days on which clocks change.

Five zones of people × three of clinics × both days on which either's clocks change × windows × each half hour.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from clinic.domain.hours import at_local, is_quiet
from journeys.domain.timeline import House, StepRule, slot

CHANGES: dict[str, tuple[date, ...]] = {
    "America/Chicago": (date(2028, 3, 12), date(2028, 11, 5)),
    "America/Santiago": (date(2028, 9, 3), date(2028, 4, 2)),
    "Europe/Berlin": (date(2028, 3, 26), date(2028, 10, 29)),
    "Australia/Lord_Howe": (date(2028, 10, 1), date(2028, 4, 2)),
    "Asia/Taipei": (),
}
CLINICS = ("America/Chicago", "Europe/Berlin", "Asia/Taipei")
WINDOWS = ((9, 20), (9, 10), (19, 20), (8, 21))
CASES = [
    (clinic, zone, day)
    for clinic, zone in product(CLINICS, CHANGES)
    for day in sorted({*CHANGES[clinic], *CHANGES[zone]})
]


def house(zone: str) -> House:
    return House(zone, quiet_from=time(20), quiet_until=time(8))


def half_hours_around(day: date, zone: str) -> Iterator[datetime]:
    first = at_local(day - timedelta(days=1), time(0), zone)
    return (first + timedelta(minutes=30 * number) for number in range(3 * 48))


@pytest.mark.parametrize(("clinic", "zone", "day"), CASES)
def test_a_step_with_24_hours_opens_at_any_half_hour_around_a_change_of_clocks(
    clinic: str, zone: str, day: date
) -> None:
    for opens, closes in WINDOWS:
        step = StepRule("step", window_from=time(opens), window_until=time(closes), too_late_hours=24)
        for anchor in half_hours_around(day, zone):
            found = slot(step, anchor, zone, house(clinic))
            assert found.opens, (opens, anchor)
            assert found.due_at < found.expires_at
            assert not is_quiet(found.due_at, clinic, quiet_from=time(20), quiet_until=time(8))
            clocks = [found.due_at.astimezone(ZoneInfo(each)).time() for each in (zone, clinic)]
            assert any(time(opens) <= clock < time(closes) for clock in clocks)


@pytest.mark.parametrize(
    ("anchor", "due"),
    [
        ("2028-11-04 10:00", "2028-11-05 09:00"),  # 24 hours later, on a day of 25
        ("2028-11-04 10:30", "2028-11-05 09:00"),
        ("2028-03-11 10:00", "2028-03-12 09:00"),
        ("2028-06-10 10:00", "2028-06-11 09:00"),
    ],
)
def test_the_next_morning_is_in_time_whichever_length_the_day_has(anchor: str, due: str) -> None:
    zone = "America/Chicago"
    there = ZoneInfo(zone)
    step = StepRule("step", window_from=time(9), window_until=time(10), too_late_hours=24)
    found = slot(step, datetime.fromisoformat(anchor).replace(tzinfo=there), zone, house(zone))
    assert (found.opens, found.due_at.astimezone(there)) == (True, datetime.fromisoformat(due).replace(tzinfo=there))


def test_a_step_with_fewer_hours_has_no_more_of_them_on_a_long_day() -> None:
    zone = "America/Chicago"
    anchor = datetime(2028, 11, 4, 21, tzinfo=ZoneInfo(zone))
    hours = {
        too_late: slot(StepRule("step", too_late_hours=too_late), anchor, zone, house(zone))
        for too_late in (22, 24, 47)
    }
    lasts = {too_late: found.expires_at - found.wanted_at for too_late, found in hours.items()}
    assert lasts == {22: timedelta(hours=22), 24: timedelta(hours=25), 47: timedelta(hours=48)}

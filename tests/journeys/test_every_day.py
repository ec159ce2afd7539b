"""Five zones × both days on which clocks change × 29 February × the turn of the year: each due date comes once.

Walked hour by hour as the sweeps do, with what was planned before as what they find.
"""

from collections.abc import Iterator
from datetime import UTC, date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic.domain.hours import at_local, is_quiet, local_day
from journeys.domain.deciding import PastMessage, Timeline, Verb, moves
from journeys.domain.timeline import House, StepRule, slot

#: Zone → its days of 2027 and 2028 on which clocks go forward and back. Santiago's midnight is skipped, Lord Howe's
#: clocks move by half an hour, Taipei's never.
CHANGES: dict[str, tuple[date, ...]] = {
    "America/Chicago": (date(2028, 3, 12), date(2028, 11, 5)),
    "America/Santiago": (date(2028, 9, 3), date(2028, 4, 2)),
    "Europe/Berlin": (date(2028, 3, 26), date(2028, 10, 29)),
    "Australia/Lord_Howe": (date(2028, 10, 1), date(2028, 4, 2)),
    "Asia/Taipei": (),
}
DAYS_THAT_ARE_ODD = (date(2028, 2, 29), date(2027, 12, 31), date(2028, 1, 1))
ZONES_AND_DAYS = [(zone, day) for zone, changes in CHANGES.items() for day in (*changes, *DAYS_THAT_ARE_ODD)]
AROUND = range(-3, 4)
CLOCKS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]

GREETING = StepRule("that-day", too_late_hours=24, only_that_day=True, on_closed_days=True)
DAY_BEFORE = StepRule("day-before", days=-1, too_late_hours=20)
NEXT_DAY = StepRule("next-day", days=1, too_late_hours=48)
HOURS_BEFORE = StepRule("hours-before", hours=-24, too_late_hours=22)
STEPS = [GREETING, DAY_BEFORE, NEXT_DAY, HOURS_BEFORE]


def house(zone: str) -> House:
    return House(zone, quiet_from=time(20), quiet_until=time(8))


def days_around(day: date) -> Iterator[date]:
    return (day + timedelta(days=number) for number in AROUND)


@pytest.mark.parametrize(("zone", "day"), [(zone, day) for zone, days in CHANGES.items() for day in days])
def test_clocks_do_change_on_these_days(zone: str, day: date) -> None:
    midnights = [at_local(each, time(12), zone) for each in (day - timedelta(days=1), day)]
    assert midnights[1] - midnights[0] != timedelta(days=1)


@pytest.mark.parametrize(("zone", "day"), ZONES_AND_DAYS)
def test_each_day_has_its_greeting_once_and_on_that_day(zone: str, day: date) -> None:
    for each in days_around(day):
        found = slot(GREETING, at_local(each, time(0), zone), zone, house(zone))
        assert found.opens
        assert found.due_at == at_local(each, time(9), zone)
        assert local_day(found.expires_at - timedelta(microseconds=1), zone) == each


@pytest.mark.parametrize(
    "zone", ["Asia/Taipei", "Asia/Bangkok", "Pacific/Auckland", "Pacific/Honolulu", "Europe/Berlin"]
)
def test_clinic_far_away_greets_on_every_day_of_a_year(zone: str) -> None:
    """Also where the days on which clocks change leave no hour that both share."""
    chicago = house("America/Chicago")
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(days=number)
        found = slot(GREETING, at_local(day, time(0), zone), zone, chicago)
        assert (found.opens, local_day(found.due_at, zone)) == (True, day)
        assert not is_quiet(found.due_at, chicago.zone, quiet_from=chicago.quiet_from, quiet_until=chicago.quiet_until)


@pytest.mark.parametrize(("zone", "day"), ZONES_AND_DAYS)
def test_each_step_is_due_on_its_calendar_day_at_any_hour_of_its_anchor(zone: str, day: date) -> None:
    for each in days_around(day):
        for clock in CLOCKS:
            anchor = at_local(each, clock, zone)
            before, after = slot(DAY_BEFORE, anchor, zone, house(zone)), slot(NEXT_DAY, anchor, zone, house(zone))
            today = local_day(anchor, zone)
            if clock < time(20):
                assert local_day(before.due_at, zone) == today - timedelta(days=1)
                assert local_day(after.due_at, zone) == today + timedelta(days=1)
            else:  # in quiet hours: the evening's next morning, or the morning before where it would be short notice
                assert before.due_at in (at_local(today + timedelta(days=back), time(9), zone) for back in (-1, 0))
                assert after.due_at == at_local(today + timedelta(days=2), time(9), zone)
            assert before.due_at < before.expires_at <= anchor


@pytest.mark.parametrize(("zone", "day"), ZONES_AND_DAYS)
def test_sweeps_at_every_hour_plan_each_step_once(zone: str, day: date) -> None:
    for each in (day - timedelta(days=1), day, day + timedelta(days=1)):
        for clock in (time(0), time(2, 30), time(15), time(23, 30)):
            anchor = at_local(each, clock, zone)
            timeline = Timeline(anchor, zone, enrolled_at=anchor - timedelta(days=3))
            opens = {step.key: slot(step, anchor, zone, house(zone)).opens for step in STEPS}
            decided = [(step, Verb.PLAN if there else Verb.SKIP) for step, there in opens.items()]
            assert sorted(_walk(timeline, STEPS, zone)) == sorted(decided)


def _walk(timeline: Timeline, steps: list[StepRule], zone: str) -> list[tuple[str, Verb]]:
    """What is decided about each step by sweeps at each hour, and the night's with its look ahead."""
    past: list[PastMessage] = []
    decided: list[tuple[str, Verb]] = []
    at = timeline.anchor_at - timedelta(days=2)
    while at < timeline.anchor_at + timedelta(days=3):
        ahead = timedelta(hours=24) if at.astimezone(ZoneInfo(zone)).hour == 2 else timedelta(0)
        found = moves(timeline, steps, past, house(zone), at=at.astimezone(UTC), horizon=at + ahead)
        settled = [(move.step.key, move.verb) for move in found if move.verb is not Verb.WAIT]
        past += [PastMessage(step, timeline.anchor_at, False, True) for step, _ in settled]
        decided += settled
        at += timedelta(hours=1)
    return decided

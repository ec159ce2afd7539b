"""What becomes of a step at a moment."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.domain.deciding import (
    Move,
    PastMessage,
    SkipReason,
    Timeline,
    Verb,
    moves,
    next_look,
    occurrence,
)
from journeys.domain.timeline import House, StepRule, slot

HOUSE = House("UTC", quiet_from=time(20), quiet_until=time(8))
ANCHOR = datetime(2026, 11, 24, 14, tzinfo=UTC)
EARLY = datetime(2026, 11, 20, 10, tzinfo=UTC)
REMINDER = StepRule("a-day-before", hours=-24, too_late_hours=20, late_entry_hours=6, condition="still-on")
NEXT_DAY = StepRule("next-day", days=1)
ONE_WEEK = StepRule("one-week", days=7, too_late_hours=72)
THREE = [StepRule(f"minus-{n}", days=-n, too_late_hours=96, late_entry_hours=96) for n in (3, 2, 1)]


def timeline(**facts: object) -> Timeline:
    return Timeline(**{"anchor_at": ANCHOR, "zone": "UTC", "enrolled_at": EARLY} | facts)


def at_(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}:00+00:00")


def decided(
    steps: list[StepRule], at: datetime, past: tuple[PastMessage, ...] = (), ahead: int = 0, **facts: object
) -> list[tuple[str, str, str]]:
    found = moves(timeline(**facts), steps, past, HOUSE, at=at, horizon=at + timedelta(hours=ahead))
    return [(move.step.key, move.verb.value, move.reason) for move in found]


@pytest.mark.parametrize(
    ("at", "verb", "reason"),
    [
        ("23 13:59", Verb.WAIT, ""),
        ("23 14:00", Verb.PLAN, ""),
        ("23 19:59", Verb.PLAN, ""),
        ("23 21:00", Verb.PLAN, ""),  # quiet now: it leaves at nine
        ("24 09:59", Verb.PLAN, ""),
        ("24 10:00", Verb.SKIP, "too-late"),
        ("25 14:00", Verb.SKIP, "too-late"),
    ],
)
def test_reminder_through_time(at: str, verb: Verb, reason: str) -> None:
    assert decided([REMINDER], at_(at)) == [("a-day-before", verb, reason)]


@pytest.mark.parametrize(
    ("entered", "verb", "reason"),
    [
        ("23 14:00", Verb.PLAN, ""),
        ("23 20:00", Verb.PLAN, ""),  # six hours late: still told
        ("23 20:01", Verb.SKIP, "past-when-enrolled"),
        ("24 11:00", Verb.SKIP, "past-when-enrolled"),
    ],
)
def test_reminder_of_a_late_booking(entered: str, verb: Verb, reason: str) -> None:
    assert decided([REMINDER], at_(entered), enrolled_at=at_(entered)) == [("a-day-before", verb, reason)]


def test_planned_at_night_it_leaves_when_the_window_opens() -> None:
    move = moves(timeline(), [REMINDER], (), HOUSE, at=at_("23 21:00"), horizon=at_("23 21:00"))[0]
    assert (move.due_at, move.expires_at) == (at_("24 09:00"), at_("24 10:00"))


def test_looking_ahead_keeps_the_due_moment() -> None:
    move = moves(timeline(), [REMINDER], (), HOUSE, at=at_("23 02:00"), horizon=at_("24 02:00"))[0]
    assert (move.verb, move.due_at) == (Verb.PLAN, at_("23 14:00"))


def test_late_joiner_gets_the_latest_step_alone() -> None:
    assert decided(THREE, at_("23 18:00"), enrolled_at=at_("23 18:00")) == [
        ("minus-3", "skip", "too-late"),
        ("minus-2", "skip", "too-late"),
        ("minus-1", "plan", ""),
    ]


def test_late_joiner_of_a_week_ago_is_told_nothing() -> None:
    assert decided([NEXT_DAY, ONE_WEEK], at_("30 10:00"), enrolled_at=at_("30 10:00")) == [
        ("next-day", "skip", "past-when-enrolled"),
        ("one-week", "wait", ""),
    ]


@pytest.mark.parametrize(
    ("step", "facts", "reason"),
    [
        (REMINDER, {"appointment_is_on": False}, SkipReason.APPOINTMENT_OFF),
        (
            StepRule("year", hours=-24, condition="no-upcoming-visit"),
            {"has_upcoming_visit": True},
            SkipReason.CONDITION_NOT_MET,
        ),
    ],
)
def test_condition_that_does_not_hold_skips(step: StepRule, facts: dict[str, object], reason: str) -> None:
    assert decided([step], at_("23 15:00"), **facts) == [(step.key, "skip", reason)]


OTHER = ANCHOR + timedelta(days=1)


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ((PastMessage("a-day-before", ANCHOR, False, True),), []),  # told
        ((PastMessage("a-day-before", ANCHOR, False, False),), []),  # planned or refused: one answer
        ((PastMessage("a-day-before", ANCHOR, True, False),), [("a-day-before", "plan", "")]),  # taken back
        ((PastMessage("a-day-before", OTHER, False, True),), [("a-day-before", "plan", "")]),  # told another time
        (  # told this time, then another, now this one again
            (PastMessage("a-day-before", ANCHOR, False, True), PastMessage("a-day-before", OTHER, False, True)),
            [("a-day-before", "plan", "")],
        ),
        (  # told this time; another was planned and taken back
            (PastMessage("a-day-before", ANCHOR, False, True), PastMessage("a-day-before", OTHER, True, False)),
            [],
        ),
    ],
)
def test_step_with_messages_of_before(past: tuple[PastMessage, ...], expected: list[tuple[str, str, str]]) -> None:
    assert decided([REMINDER], at_("23 15:00"), past) == expected


def test_somebody_told_another_time_is_told_the_new_one_although_they_came_late() -> None:
    told = (PastMessage("a-day-before", OTHER, False, True),)
    assert decided([REMINDER], at_("24 09:00"), told, enrolled_at=at_("24 01:00")) == [("a-day-before", "plan", "")]


def test_next_look_is_the_first_step_that_waits() -> None:
    found = moves(timeline(), [ONE_WEEK, NEXT_DAY], (), HOUSE, at=ANCHOR, horizon=ANCHOR)
    assert next_look(found) == ANCHOR + timedelta(days=1)
    assert next_look([move for move in found if move.verb is not Verb.WAIT]) is None


@pytest.mark.parametrize(("revision", "key"), [(0, "2026-11-24T14:00:00Z"), (2, "2026-11-24T14:00:00Z~2")])
def test_occurrence_names_the_anchor_moment(revision: int, key: str) -> None:
    assert occurrence(ANCHOR, revision) == key


def test_occurrence_is_the_same_in_any_zone() -> None:
    assert occurrence(ANCHOR.astimezone(ZoneInfo("Asia/Taipei")), 0) == "2026-11-24T14:00:00Z"


STEPS = st.lists(
    st.builds(
        StepRule,
        key=st.sampled_from(["a", "b", "c", "d"]),
        days=st.integers(-5, 5),
        hours=st.integers(-24, 24),
        too_late_hours=st.integers(1, 90),
        late_entry_hours=st.integers(0, 90),
    ),
    max_size=4,
    unique_by=lambda step: step.key,
)
MOMENTS = st.datetimes(datetime(2026, 11, 15), datetime(2026, 12, 5), timezones=st.just(UTC))


@given(STEPS, MOMENTS, MOMENTS, st.integers(0, 24))
def test_each_step_has_one_move_and_nobody_gets_a_bunch(
    steps: list[StepRule], enrolled_at: datetime, at: datetime, ahead: int
) -> None:
    horizon = at + timedelta(hours=ahead)
    found: list[Move] = moves(timeline(enrolled_at=enrolled_at), steps, (), HOUSE, at=at, horizon=horizon)
    assert sorted(move.step.key for move in found) == sorted(step.key for step in steps)
    planned = [move for move in found if move.verb is Verb.PLAN]
    overdue = {
        slot(move.step, ANCHOR, "UTC", HOUSE).due_at
        for move in planned
        if slot(move.step, ANCHOR, "UTC", HOUSE).due_at <= at
    }
    assert len(overdue) <= 1
    assert all(at <= move.due_at < move.expires_at for move in planned)
    look = next_look(found)
    assert look is None or look > horizon


NOT_CONFIRMED = StepRule("still-not-confirmed", hours=-24, too_late_hours=20, condition="not-confirmed")
NOT_ANSWERED = StepRule("ask-again", hours=-24, condition="not-answered")


@pytest.mark.parametrize(
    ("step", "facts", "expected"),
    [
        (NOT_CONFIRMED, {}, ("plan", "")),
        (NOT_CONFIRMED, {"is_confirmed": True}, ("skip", "condition-not-met")),
        (NOT_CONFIRMED, {"is_confirmed": True, "appointment_is_on": False}, ("skip", "appointment-off")),
        (NOT_CONFIRMED, {"appointment_is_on": False}, ("skip", "appointment-off")),
        (NOT_ANSWERED, {}, ("plan", "")),
        (NOT_ANSWERED, {"is_answered": True}, ("skip", "condition-not-met")),
        (NOT_ANSWERED, {"is_confirmed": True, "has_upcoming_visit": True}, ("plan", "")),
        (REMINDER, {"is_confirmed": True}, ("plan", "")),
    ],
)
def test_each_condition_asks_for_its_own_fact(
    step: StepRule, facts: dict[str, object], expected: tuple[str, str]
) -> None:
    assert decided([step], at_("23 15:00"), **facts) == [(step.key, *expected)]


def test_step_that_would_leave_at_the_same_opening_as_the_next_gives_way_to_it() -> None:
    """Due at 14:00 on the 22nd, found at 21:00 that night: it would leave at nine, when the next one does."""
    two_days, one_day = (StepRule(f"minus-{n}", days=-n, too_late_hours=96, hours=-6) for n in (2, 1))
    found = decided([two_days, one_day], at_("22 21:00"), ahead=24)
    assert found == [("minus-2", "skip", "too-late"), ("minus-1", "plan", "")]
    assert decided([two_days, one_day], at_("22 21:00")) == [("minus-2", "skip", "too-late"), ("minus-1", "wait", "")]


def test_step_that_is_past_leaves_when_the_later_one_cannot() -> None:
    soon_too_late = StepRule("minus-1", days=-1, too_late_hours=1)
    long_in_time = StepRule("minus-2", days=-2, too_late_hours=96)
    assert decided([long_in_time, soon_too_late], at_("23 18:00")) == [
        ("minus-2", "plan", ""),
        ("minus-1", "skip", "too-late"),
    ]

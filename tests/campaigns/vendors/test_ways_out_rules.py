"""Rate, day and breaker of a way out: tables of cases, no database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.domain.ways_out import FAILURES_THAT_SHUT, Allowed, Limits, Way, allow, failed, give_back, served

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
TODAY = date(2026, 6, 15)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def _allow(
    way: Way, limits: Limits, wanted: int = 100, now: datetime = NOW, today: date = TODAY
) -> tuple[Allowed, Way]:
    return allow(way, limits, wanted=wanted, now=now, today=TODAY)


def _after(seconds: float, tokens: float, **more: object) -> Way:
    """Counted so long ago, with so many left."""
    return Way(tokens=tokens, counted_at=NOW - seconds * SECOND, day=TODAY, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("way", "limits", "number", "more_after"),
    [
        (Way(), Limits(), 100, None),
        (Way(), Limits(a_second=10), 20, 0.1),
        (Way(), Limits(a_second=1000), 100, None),
        (Way(), Limits(a_second=0.25), 1, 4),
        (_after(0, 0), Limits(a_second=10), 0, 0.1),
        (_after(0, 0.5), Limits(a_second=10), 0, 0.05),
        (_after(1, 0), Limits(a_second=10), 10, 0.1),
        (_after(3600, 0), Limits(a_second=10), 20, 0.1),
        (_after(-5, 3), Limits(a_second=10), 3, 0.1),  # the clock was set back
        (_after(2, 0), Limits(a_second=0.25), 0, 2),
        (Way(), Limits(a_day=0), 0, None),
        (Way(), Limits(a_day=60), 60, None),
        (Way(day=TODAY, sent_today=59), Limits(a_day=60), 1, None),
        (Way(day=TODAY, sent_today=61), Limits(a_day=60), 0, None),
        (Way(day=TODAY - timedelta(days=1), sent_today=60), Limits(a_day=60), 60, None),
        (_after(0, 5, sent_today=58), Limits(a_second=10, a_day=60), 2, None),  # tomorrow, not in a second
    ],
)
def test_how_many_may_go(way: Way, limits: Limits, number: int, more_after: float | None) -> None:
    allowed, _ = _allow(way, limits)
    assert allowed.number == number
    assert (allowed.more_after and allowed.more_after.total_seconds()) == more_after


def test_what_may_go_is_gone_and_may_be_given_back() -> None:
    limits = Limits(a_second=10, a_day=60)
    _, after = _allow(Way(), limits, wanted=15)
    assert (after.tokens, after.sent_today, after.day) == (5.0, 15, TODAY)
    back = give_back(after, limits, 7)
    assert (back.tokens, back.sent_today) == (12.0, 8)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(0, 3), st.integers(0, 40)), max_size=40), st.floats(0.1, 50))
def test_never_more_than_the_rate_and_one_burst(steps: list[tuple[float, int]], rate: float) -> None:
    way, now, sent = Way(), NOW, 0
    for seconds, wanted in steps:
        now += timedelta(seconds=seconds)
        allowed, way = allow(way, Limits(a_second=rate), wanted=wanted, now=now, today=TODAY)
        sent += allowed.number
    assert sent <= max(rate * 2, 1) + (now - NOW).total_seconds() * rate + 0.01


def _shut(times: int = 1) -> Way:
    way = Way()
    for _ in range(times):
        now = way.shut_until or NOW
        way = failed(way, number=FAILURES_THAT_SHUT, because="busy", now=now)
    return way


def test_failures_in_a_row_shut_it_and_anything_else_in_between_does_not() -> None:
    way = failed(Way(), number=FAILURES_THAT_SHUT - 1, because="busy", now=NOW)
    assert (way.shut_until, way.failures) == (None, FAILURES_THAT_SHUT - 1)
    assert failed(served(way), number=1, because="busy", now=NOW).shut_until is None
    shut = failed(way, number=1, because="turned-away", now=NOW)
    assert (shut.shut_until, shut.shut_because, shut.times_shut) == (NOW + MINUTE, "turned-away", 1)


def test_a_shut_way_lets_nothing_out_then_one_message_then_none_until_it_is_known() -> None:
    shut = _shut()
    assert _allow(shut, Limits())[0] == Allowed(0)
    later = NOW + MINUTE
    allowed, trying = _allow(shut, Limits(), now=later)
    assert (allowed, trying.shut_until) == (Allowed(1), later + 2 * MINUTE)
    assert _allow(trying, Limits(), now=later + SECOND)[0] == Allowed(0)
    assert _allow(served(trying), Limits(), now=later + SECOND)[0] == Allowed(100)
    assert _allow(trying, Limits(), now=later + 2 * MINUTE)[0] == Allowed(1)  # who tried never came back


def test_a_try_takes_its_place_in_the_day() -> None:
    shut = replace(_shut(), day=TODAY, sent_today=60)
    allowed, after = _allow(shut, Limits(a_day=60), now=NOW + MINUTE)
    assert (allowed, after.shut_until) == (Allowed(0), shut.shut_until)


def test_it_stays_shut_longer_each_time_and_forgets_once_it_is_well() -> None:
    found, way, now = [], Way(), NOW
    for _ in range(6):
        way = failed(way, number=FAILURES_THAT_SHUT, because="busy", now=now)
        assert way.shut_until
        found.append((way.shut_until - now) // MINUTE)
        now = way.shut_until
        _, way = _allow(way, Limits(), now=now)
    assert found == [1, 2, 5, 10, 30, 30]
    assert served(way).is_as_new


@pytest.mark.parametrize(("seconds", "shut_for"), [(7, 60), (300, 300), (999_999, 3600)])
def test_who_asks_to_be_left_in_peace_is_at_once(seconds: int, shut_for: int) -> None:
    way = failed(Way(), number=1, because="busy", now=NOW, wait=seconds * SECOND)
    assert way.shut_until == NOW + shut_for * SECOND


def test_late_news_of_other_workers_does_not_shut_it_for_longer() -> None:
    shut = _shut(4)
    assert failed(shut, number=3, because="busy", now=NOW).shut_until == shut.shut_until

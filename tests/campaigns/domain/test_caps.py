"""The weekly cap across journeys and campaigns, and how many text messages one person gets."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.caps import Limit, Taken, Wanted, has_room, placed
from campaigns.domain.sending_hours import House, SendingHours

CHICAGO = "America/Chicago"
HOUSE = House(CHICAGO, quiet_from=time(20), quiet_until=time(8))
EMAIL, TEXT = SendingHours(), SendingHours(is_text=True)
GREETING = SendingHours(only_that_day=True)


def local(day: int, clock: int = 10) -> datetime:
    """A moment of November 2026, which began on a Sunday."""
    return datetime(2026, 11, day, clock, tzinfo=ZoneInfo(CHICAGO)).astimezone(UTC)


def wanted(number: int, day: int, *, late: int = 30, **details: object) -> Wanted:
    told: dict[str, object] = {
        "hours": EMAIL,
        "origin": f"journey-{number}",
        "step": "only",
        "due_at": local(day),
        "expires_at": local(day) + timedelta(days=late),
        "leaves_until": local(day, 20),
    }
    return Wanted(UUID(int=number), **(told | details))  # type: ignore[arg-type]


def taken(*days: int, is_text: bool = False) -> list[Taken]:
    return [Taken(date(2026, 11, day), is_text) for day in days]


def days(messages: list[Wanted], there: list[Taken], cap: int = 3) -> dict[int, int | str]:
    """By number: the day on which it leaves, or why it does not."""
    found = placed(messages, there, weekly_cap=cap, zone=CHICAGO, house=HOUSE)
    return {
        place.key.int: place.reason or place.due_at.astimezone(ZoneInfo(CHICAGO)).day
        for place in sorted(found, key=lambda place: place.key)
    }


@pytest.mark.parametrize(
    ("day", "there", "limit", "expected"),
    [
        (10, (), Limit(1, 1), True),
        (10, (10,), Limit(1, 1), False),
        (10, (9, 11), Limit(1, 1), True),
        (10, (4, 7), Limit(3, 7), True),
        (10, (4, 7, 9), Limit(3, 7), False),
        (10, (3, 7, 9), Limit(3, 7), True),  # a week ago counts no more
        (10, (7, 9, 13), Limit(3, 7), False),  # the 7th to the 13th is a week
        (10, (4, 5, 15, 16), Limit(3, 7), True),  # two in each of the weeks around it
        (10, (4, 5, 6, 7), Limit(3, 7), False),
        (10, (4, 16), Limit(1, 7), False),
        (10, (3, 17), Limit(1, 7), True),
        (10, (), Limit(0, 7), False),
    ],
)
def test_room_by_table(day: int, there: tuple[int, ...], limit: Limit, expected: bool) -> None:
    assert has_room(date(2026, 11, day), [date(2026, 11, other) for other in there], limit) is expected


@pytest.mark.parametrize(
    ("messages", "there", "cap", "expected"),
    [
        ([wanted(1, 10)], taken(), 3, {1: 10}),
        ([wanted(1, 10)], taken(8, 9, 9), 3, {1: 15}),  # a week after the 8th
        ([wanted(1, 10)], taken(8, 9, 9), 0, {1: 10}),  # no limit
        ([wanted(1, 10, late=2)], taken(8, 9, 9), 3, {1: "weekly-cap"}),
        ([wanted(1, 10, hours=GREETING, late=1)], taken(8, 9, 9), 3, {1: "weekly-cap"}),
        ([wanted(1, 10, is_capped=False)], taken(8, 9, 9), 3, {1: 10}),  # never held back ...
        ([wanted(1, 10), wanted(2, 10, is_capped=False)], taken(8, 9), 3, {1: 15, 2: 10}),  # ... and counts, first
        ([wanted(1, 10, priority=7), wanted(2, 10, priority=2)], taken(8, 9), 3, {1: 15, 2: 10}),
        ([wanted(1, 10), wanted(2, 10)], taken(8, 9), 3, {1: 10, 2: 15}),  # alike: by the journey's name
        ([wanted(1, 11), wanted(2, 10)], taken(8, 9), 3, {1: 15, 2: 10}),  # what is due first
        ([wanted(1, 10), wanted(2, 10), wanted(3, 10)], taken(), 1, {1: 10, 2: 17, 3: 24}),
        ([wanted(1, 10, hours=SendingHours(weekdays=frozenset({1})))], taken(9, 9), 2, {1: 16}),
        ([wanted(1, 10)], taken(12, 13), 2, {1: 19}),  # what is planned ahead counts, too
    ],
)
def test_weekly_cap_by_table(
    messages: list[Wanted], there: list[Taken], cap: int, expected: dict[int, int | str]
) -> None:
    assert days(messages, there, cap) == expected


@pytest.mark.parametrize(
    ("messages", "there", "expected"),
    [
        ([wanted(1, 10, hours=TEXT)], taken(10), {1: 10}),  # mail is no text
        ([wanted(1, 10, hours=TEXT)], taken(10, is_text=True), {1: 11}),
        ([wanted(1, 10, hours=TEXT)], taken(6, 8, 9, is_text=True), {1: 13}),
        ([wanted(1, 10, hours=TEXT, is_capped=False)], taken(6, 8, 9, is_text=True), {1: 13}),  # a reminder, too
        ([wanted(1, 10, hours=TEXT, late=0)], taken(10, is_text=True), {1: "sms-cap"}),
        ([wanted(1, 10, hours=TEXT), wanted(2, 10, hours=TEXT)], taken(), {1: 10, 2: 11}),
        ([wanted(1, 10, hours=TEXT), wanted(2, 10)], taken(8, 9), {1: 10, 2: 15}),  # a text counts for the week
        ([wanted(1, 10, hours=TEXT, late=2)], taken(8, 9, 9), {1: "weekly-cap"}),
    ],
)
def test_text_messages_by_table(messages: list[Wanted], there: list[Taken], expected: dict[int, int | str]) -> None:
    assert days(messages, there) == expected


def test_what_is_moved_gets_the_hours_of_its_new_day() -> None:
    (found,) = placed([wanted(1, 10)], taken(8, 9, 9), weekly_cap=3, zone=CHICAGO, house=HOUSE)
    assert (found.due_at, found.leaves_until) == (local(15, 9), local(15, 20))


def test_day_is_the_persons_own() -> None:
    """21:00 in Chicago is the next day in Taipei."""
    evening = wanted(1, 10, due_at=local(10, 19), hours=SendingHours(window_from=time(0), window_until=time(0)))
    there = [Taken(date(2026, 11, 11))]
    here = placed([evening], there, weekly_cap=1, zone=CHICAGO, house=HOUSE)
    far = placed([evening], [Taken(date(2026, 11, 4))], weekly_cap=1, zone="Asia/Taipei", house=HOUSE)
    assert here[0].due_at > evening.due_at
    assert far[0].due_at == evening.due_at


MESSAGES = st.lists(
    st.builds(
        wanted,
        number=st.integers(1, 999),
        day=st.integers(8, 14),
        late=st.integers(0, 16),
        hours=st.sampled_from([EMAIL, TEXT]),
        priority=st.integers(1, 9),
        is_capped=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda message: message.key,
)
DAYS = st.lists(st.integers(1, 20), max_size=6)


@given(MESSAGES, DAYS, st.integers(1, 4))
def test_no_week_around_what_may_be_held_back_is_over_full(messages: list[Wanted], there: list[int], cap: int) -> None:
    found = placed(messages, taken(*there), weekly_cap=cap, zone=CHICAGO, house=HOUSE)
    known = {message.key: message for message in messages}
    assert sorted(place.key for place in found) == sorted(known)
    gone = [(_day(place.due_at), known[place.key]) for place in found if not place.reason]
    everything = [day for day, _ in gone] + [other.day for other in taken(*there)]
    for capped in (day for day, message in gone if message.is_capped):
        for start in (capped - timedelta(days=back) for back in range(7)):
            assert sum(0 <= (day - start).days < 7 for day in everything) <= cap


@given(MESSAGES)
def test_text_messages_are_one_a_day_and_three_a_week(messages: list[Wanted]) -> None:
    found = placed(messages, [], weekly_cap=0, zone=CHICAGO, house=HOUSE)
    texts = {message.key for message in messages if message.hours.is_text}
    days_of_texts = sorted(_day(place.due_at) for place in found if place.key in texts and not place.reason)
    assert max(Counter(days_of_texts).values(), default=0) <= 1
    assert all((fourth - first).days >= 7 for first, fourth in zip(days_of_texts, days_of_texts[3:], strict=False))


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(CHICAGO)).date()


@given(MESSAGES, DAYS)
def test_nothing_leaves_before_its_time_or_after_it(messages: list[Wanted], there: list[int]) -> None:
    known = {message.key: message for message in messages}
    for place in placed(messages, taken(*there), weekly_cap=2, zone=CHICAGO, house=HOUSE):
        message = known[place.key]
        assert message.due_at <= place.due_at
        assert place.due_at == message.due_at or place.due_at < message.expires_at
        assert not (place.reason and place.due_at != message.due_at)


def test_order_of_equals_is_the_same_whatever_comes_first() -> None:
    messages = [wanted(number, 10) for number in range(1, 6)]
    orders = [messages, messages[::-1], messages[2:] + messages[:2]]
    found = [days(order, taken(), cap=1) for order in orders]
    assert all(first == second for first, second in pairwise(found))

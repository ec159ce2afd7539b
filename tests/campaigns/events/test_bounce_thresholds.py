"""When mail to an address stops: a table of what happened on which day, without a database."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from campaigns.domain.bounce_thresholds import Happened, Limits, standings

_LIMITS = Limits(days=3, within=timedelta(days=30), pause=timedelta(days=14))
_START = datetime(2026, 6, 1, 9, tzinfo=UTC)
_H, _S, _D, _C = "hard", "soft", "delivered", "complained"


def _day(number: float) -> datetime:
    return _START + timedelta(days=number)


#: what happened (day, what) → cause, since, until (days; None: until somebody lifts it)
_CASES = {
    "nothing": ([], []),
    "delivered": ([(0, _D)], []),
    "one hard": ([(0, _H)], [("bounced", 0, None)]),
    "hard, then delivered": ([(0, _H), (1, _D)], [("bounced", 0, None)]),
    "complaint": ([(0, _C)], [("complained", 0, None)]),
    "complaint of what was delivered": ([(0, _D), (1, _C), (2, _D)], [("complained", 1, None)]),
    "complaint and hard": ([(0, _C), (1, _H)], [("complained", 0, None), ("bounced", 1, None)]),
    "two soft": ([(0, _S), (1, _S)], []),
    "three soft on three days": ([(0, _S), (1, _S), (2, _S)], [("bounced", 2, 16)]),
    "three soft on one day": ([(0, _S), (0.1, _S), (0.2, _S)], []),
    "four soft on two days": ([(0, _S), (0.1, _S), (1, _S), (1.1, _S)], []),
    "delivered between": ([(0, _S), (1, _S), (2, _D), (3, _S)], []),
    "too far apart": ([(0, _S), (15, _S), (31, _S)], []),
    "just near enough": ([(0, _S), (15, _S), (30, _S)], [("bounced", 30, 44)]),
    "delivered within the pause": ([(0, _S), (1, _S), (2, _S), (5, _D)], [("bounced", 2, 5)]),
    "delivered after the pause": ([(0, _S), (1, _S), (2, _S), (20, _D)], [("bounced", 2, 16)]),
    "again after the pause": ([(0, _S), (1, _S), (2, _S), (17, _S)], [("bounced", 17, 31)]),
    "once more within the pause": ([(0, _S), (1, _S), (2, _S), (3, _S)], [("bounced", 2, 17)]),
    "three soft, then hard": ([(0, _S), (1, _S), (2, _S), (3, _H)], [("bounced", 3, None)]),
}


def _standings(days: list[tuple[float, str]], **lifted: datetime) -> list[tuple[str, datetime, datetime | None]]:
    found = standings([Happened(_day(day), what) for day, what in days], _LIMITS, **lifted)
    return [(one.cause, one.since, one.until) for one in found]


@pytest.mark.parametrize(("days", "expected"), _CASES.values(), ids=_CASES)
def test_what_happened_decides_whatever_order_it_came_in(
    days: list[tuple[float, str]], expected: list[tuple[str, float, float | None]]
) -> None:
    told = [(cause, _day(since), None if until is None else _day(until)) for cause, since, until in expected]
    assert [_standings(list(order)) for order in permutations(days)] == [told] * len(list(permutations(days)))


@pytest.mark.parametrize("what", [_H, _S])
def test_what_came_before_a_lifting_counts_no_more(what: str) -> None:
    days = [(0.0, what), (1.0, what), (2.0, what)]
    assert _standings(days, bounce_lifted=_day(2)) == []
    assert _standings([*days, (3.0, _H)], bounce_lifted=_day(2)) == [("bounced", _day(3), None)]


def test_lifting_one_cause_leaves_the_other() -> None:
    both = [(0.0, _C), (0.0, _H)]
    assert _standings(both, complaint_lifted=_day(1)) == [("bounced", _day(0), None)]
    assert _standings(both, bounce_lifted=_day(1)) == [("complained", _day(0), None)]

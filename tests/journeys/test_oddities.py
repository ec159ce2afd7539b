"""What counts as unusual, as a table."""

from datetime import date, timedelta

import pytest

from journeys.domain.oddities import Night, oddities

_TONIGHT = date(2026, 11, 23)


def _nights(*counts: dict[tuple[str, str, str], int]) -> list[Night]:
    """The nights before tonight, last night first."""
    return [Night(_TONIGHT - timedelta(days=back), found) for back, found in enumerate(counts, 1)]


def _planned(count: int) -> dict[tuple[str, str, str], int]:
    return {("recall", "planned", ""): count}


def _refused(count: int) -> dict[tuple[str, str, str], int]:
    return {("recall", "planned", ""): 30, ("recall", "refused", "no-address"): count}


@pytest.mark.parametrize(
    ("tonight", "before", "found"),
    [
        (_planned(30), [_planned(30)] * 7, []),
        (_planned(300), [_planned(30)] * 7, [("many", "", 30), ("many", "recall", 30)]),
        (_planned(299), [_planned(30)] * 7, []),
        (_planned(300), [_planned(30)] * 2, []),  # too few nights to compare with
        (_planned(19), [_planned(0)] * 7, []),
        (_planned(20), [_planned(0)] * 7, [("many", "", 0), ("many", "recall", 0)]),
        (_planned(300), [_planned(30)] * 6 + [_planned(290)], []),  # as many as on this weekday a week ago
        (_planned(0), [_planned(30)] * 7, [("silent", "", 30), ("silent", "recall", 30)]),
        (_planned(0), [_planned(30)] * 6 + [_planned(0)], []),  # as silent as on this weekday a week ago
        (_planned(0), [_planned(4)] * 7, []),
        (_refused(50), [_refused(2)] * 7, [("reason", "recall", 2)]),
        (_refused(9), [_refused(1)] * 7, []),
        (_refused(49), [_refused(10)] * 7, []),
        (_refused(12), [_refused(0)] * 7, [("reason", "recall", 0)]),
    ],
)
def test_oddities(
    tonight: dict[tuple[str, str, str], int],
    before: list[dict[tuple[str, str, str], int]],
    found: list[tuple[str, str, int]],
) -> None:
    odd = oddities(Night(_TONIGHT, tonight), _nights(*before))
    assert [(one.kind, one.journey, one.usual) for one in odd] == found


def test_journeys_by_the_calendar_are_loud_on_their_day() -> None:
    odd = oddities(Night(_TONIGHT, {("holiday", "planned", ""): 15}), _nights(*[{}] * 7), by_calendar={"holiday"})
    assert odd == []

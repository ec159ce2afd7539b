from datetime import date, timedelta

import pytest

from clinic.domain.agreements import agreement_on
from clinic.domain.due_dates import AGREEMENT_STAGES, stage_on

TODAY = date(2026, 6, 15)


def _in(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("signed_on", "ends_on", "words", "is_active"),
    [
        (None, None, "None", False),
        (_in(1), None, "Begins in 1 day", False),
        (TODAY, None, "In force", True),
        (_in(-9), _in(61), "In force", True),
        (_in(-9), _in(60), "Ends in 60 days", True),
        (_in(-9), _in(1), "Ends in 1 day", True),
        (_in(-9), TODAY, "Ends today", True),
        (_in(-9), _in(-1), "Ended 1 day ago", False),
    ],
)
def test_agreement_in_words(signed_on: date | None, ends_on: date | None, words: str, is_active: bool) -> None:
    found = agreement_on(TODAY, signed_on=signed_on, ends_on=ends_on)
    assert (found.words, found.is_active) == (words, is_active)


@pytest.mark.parametrize(
    ("left", "stage"),
    [(61, None), (60, 60), (59, 60), (31, 60), (30, 30), (7, 7), (2, 7), (1, 1), (0, 0), (-1, 0), (-500, 0)],
)
def test_stage_that_is_reached(left: int, stage: int | None) -> None:
    assert stage_on(TODAY, _in(left), AGREEMENT_STAGES) == stage

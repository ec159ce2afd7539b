"""Reads of a case that was signed off: which of them open it again, and what the officer is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from audit.domain.review import Hit, grown

AT = datetime(2026, 6, 15, 15, tzinfo=UTC)
KNOWN = Hit(
    rule="no-appointment", staff_id=UUID(int=1), person_id=UUID(int=2), day=date(2026, 6, 15), reads=4, first_event=10,
    last_event=20, first_at=AT, last_at=AT + timedelta(hours=1), facts={"people": 3},
)  # fmt: skip
LATER = replace(KNOWN, reads=2, first_event=30, last_event=40, first_at=AT + timedelta(hours=2), facts={"people": 5})


@pytest.mark.parametrize(
    ("rule", "is_whole_day", "reads", "total"),
    [
        ("no-appointment", False, 1, 5),  # of one person: any read is news
        ("bulk", True, 7, None),
        ("bulk", True, 8, 8),  # twice what was known
        ("after-hours", True, 7, None),
        ("denied-burst", True, 8, 8),
        ("export", True, 5, 5),  # whatever left is news
    ],
)
def test_reads_behind_a_sign_off_are_news_or_not(rule: str, is_whole_day: bool, reads: int, total: int | None) -> None:
    found = replace(LATER, rule=rule, is_whole_day=is_whole_day, reads=reads)
    again = grown(replace(KNOWN, rule=rule), found, is_signed_off=True)
    assert (again and again.reads) == total
    if again:
        assert again.facts == {"people": 5, "signed_off_at": 4}


def test_reads_of_an_open_case_are_added_without_a_sign_off() -> None:
    again = grown(KNOWN, LATER, is_signed_off=False)
    assert again == replace(LATER, reads=6, first_event=10, first_at=AT, facts={"people": 5})


def test_the_same_whole_day_found_again_changes_nothing() -> None:
    same = replace(KNOWN, rule="export", is_whole_day=True, reads=9)
    assert grown(replace(KNOWN, rule="export"), same, is_signed_off=True) is None

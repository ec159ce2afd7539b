"""Emergency access: who, how long, who looks at it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from audit.domain.actors import Actor
from clinic.domain.break_glass import (
    Why,
    is_open,
    is_overdue,
    minutes_left,
    why_not_end,
    why_not_open,
    why_not_review,
)

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
READER, OFFICER = uuid4(), uuid4()
reader, officer = Actor.staff(READER, "front-desk"), Actor.staff(OFFICER, "privacy-officer")
ALL, SOME, NONE = frozenset({"a", "b"}), frozenset({"b"}), frozenset[str]()
WORDS = "Unconscious, allergies unknown."


@pytest.mark.parametrize(
    ("by", "table", "added", "words", "why"),
    [
        (reader, ALL, SOME, WORDS, None),
        (reader, ALL, SOME, " now     ", Why.NO_WORDS),
        (reader, ALL, SOME, "", Why.NO_WORDS),
        (reader, ALL, NONE, WORDS, Why.ADDS_NOTHING),
        (reader, NONE, NONE, WORDS, Why.NOT_FOR_ROLE),
        (Actor.system("nightly"), ALL, SOME, WORDS, Why.NOT_FOR_ROLE),
        (Actor.patient(READER), ALL, SOME, WORDS, Why.NOT_FOR_ROLE),
    ],
)
def test_opening(by: Actor, table: frozenset[str], added: frozenset[str], words: str, why: Why | None) -> None:
    assert why_not_open(by, table=table, added=added, words=words) == why


@pytest.mark.parametrize(
    ("seconds_left", "is_it_open", "minutes"),
    [(3600, True, 60), (3599, True, 60), (61, True, 2), (60, True, 1), (1, True, 1), (0, False, 0), (-5, False, 0)],
)
def test_an_hour_passes(seconds_left: int, is_it_open: bool, minutes: int) -> None:
    ends_at = NOW + timedelta(seconds=seconds_left)
    assert (is_open(NOW, ends_at), minutes_left(NOW, ends_at)) == (is_it_open, minutes)


@pytest.mark.parametrize(
    ("by", "reader_id", "has_ended", "is_reviewed", "why"),
    [
        (officer, READER, True, False, None),
        (officer, READER, False, False, Why.STILL_OPEN),
        (officer, OFFICER, True, False, Why.OWN),
        (officer, READER, True, True, Why.REVIEWED),
        (Actor.staff(OFFICER, "administrator"), READER, True, False, Why.NOT_A_REVIEWER),
        (Actor.system("hourly"), READER, True, False, Why.NOT_A_REVIEWER),
    ],
)
def test_reviewing(by: Actor, reader_id: object, has_ended: bool, is_reviewed: bool, why: Why | None) -> None:
    assert why_not_review(by, reader_id=str(reader_id), has_ended=has_ended, is_reviewed=is_reviewed) == why


@pytest.mark.parametrize(
    ("by", "ends_at", "why"),
    [
        (reader, NOW + timedelta(minutes=1), None),
        (reader, NOW, Why.NOT_OPEN),
        (officer, NOW + timedelta(minutes=1), Why.NOT_THEIRS),
    ],
)
def test_ending(by: Actor, ends_at: datetime, why: Why | None) -> None:
    assert why_not_end(by, reader_id=str(READER), ends_at=ends_at, now=NOW) == why


@pytest.mark.parametrize(
    ("hours", "is_reviewed", "overdue"),
    [(71, False, False), (72, False, True), (100, False, True), (100, True, False)],
)
def test_review_is_overdue_after_72_hours(hours: int, is_reviewed: bool, overdue: bool) -> None:
    due = NOW + timedelta(hours=72)
    assert is_overdue(NOW + timedelta(hours=hours), due, is_reviewed=is_reviewed) is overdue

"""The quarterly review: when, who answers, when somebody is reminded, when a grant lapses."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from audit.domain.actors import Actor
from clinic.domain.access_reviews import (
    Why,
    due_on,
    has_lapsed,
    is_time_to_open,
    quarter_of,
    reminder_due,
    reviewer_of,
    stand_in,
    why_not_answer,
    why_not_open,
)

DUE = date(2026, 10, 22)
MANAGER, OWNER, OTHER = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
        (date(2026, 9, 30), "2026-Q3"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_quarter(day: date, quarter: str) -> None:
    assert quarter_of(day) == quarter


@pytest.mark.parametrize(
    ("today", "quarters", "oldest", "is_time"),
    [
        (date(2026, 10, 1), {"2026-Q3"}, date(2026, 5, 1), True),
        (date(2026, 12, 30), {"2026-Q3"}, date(2026, 5, 1), True),  # nothing ran for weeks
        (date(2026, 10, 1), {"2026-Q4"}, date(2026, 5, 1), False),
        (date(2026, 9, 30), set(), date(2026, 7, 1), False),  # the clinic has just begun
        (date(2026, 10, 1), set(), date(2026, 9, 30), True),
        (date(2026, 10, 1), set(), None, False),
    ],
)
def test_time_to_open(today: date, quarters: set[str], oldest: date | None, is_time: bool) -> None:
    assert is_time_to_open(today, quarters=quarters, oldest_grant_on=oldest) is is_time


def test_three_weeks_to_answer() -> None:
    assert due_on(date(2026, 10, 1)) == DUE
    assert [has_lapsed(day, DUE) for day in (date(2026, 10, 21), DUE, date(2026, 10, 23))] == [False, False, True]


@pytest.mark.parametrize(
    ("today", "reminded_on", "days"),
    [
        (date(2026, 10, 14), None, 0),
        (date(2026, 10, 15), None, 7),
        (date(2026, 10, 18), None, 7),  # caught up
        (date(2026, 10, 18), date(2026, 10, 15), 0),
        (date(2026, 10, 21), date(2026, 10, 15), 1),
        (date(2026, 10, 21), None, 1),  # one reminder, not two
        (date(2026, 10, 22), date(2026, 10, 21), 0),
        (date(2026, 10, 23), None, 0),
    ],
)
def test_reminders(today: date, reminded_on: date | None, days: int) -> None:
    assert reminder_due(today, DUE, reminded_on) == days


def test_manager_answers_and_never_for_oneself() -> None:
    assert [reviewer_of("ivy", manager) for manager in ("boss", None, "ivy")] == ["boss", None, None]
    assert [stand_in(role) for role in ("front-desk", "administrator", "privacy-officer")] == [
        "privacy-officer",
        "privacy-officer",
        "administrator",
    ]


@pytest.mark.parametrize(
    ("by", "role", "reviewer", "why"),
    [
        (Actor.staff(MANAGER, "clinician"), "front-desk", MANAGER, None),
        (Actor.staff(OTHER, "clinician"), "front-desk", MANAGER, Why.NOT_THEIRS),
        (Actor.staff(OTHER, "privacy-officer"), "front-desk", MANAGER, Why.NOT_THEIRS),
        (Actor.staff(OTHER, "privacy-officer"), "front-desk", None, None),
        (Actor.staff(OTHER, "administrator"), "front-desk", None, Why.NOT_THEIRS),
        (Actor.staff(OTHER, "administrator"), "privacy-officer", None, None),
        (Actor.staff(OTHER, "privacy-officer"), "privacy-officer", None, Why.NOT_THEIRS),
        (Actor.staff(OWNER, "privacy-officer"), "front-desk", None, Why.OWN),
        (Actor.staff(OWNER, "clinician"), "clinician", OWNER, Why.OWN),
        (Actor.system("hourly"), "front-desk", None, Why.NOT_THEIRS),
    ],
)
def test_answering(by: Actor, role: str, reviewer: UUID | None, why: Why | None) -> None:
    asked = {"owner_id": str(OWNER), "owner_role": role, "reviewer_id": str(reviewer or "")}
    assert why_not_answer(by, **asked, is_answered=False, is_closed=False) == why


@pytest.mark.parametrize(("is_answered", "is_closed", "why"), [(True, False, Why.ANSWERED), (True, True, Why.CLOSED)])
def test_answered_once(is_answered: bool, is_closed: bool, why: Why) -> None:
    asked = {"owner_id": str(OWNER), "owner_role": "clinician", "reviewer_id": str(MANAGER)}
    by = Actor.staff(MANAGER, "clinician")
    assert why_not_answer(by, **asked, is_answered=is_answered, is_closed=is_closed) == why


@pytest.mark.parametrize(
    ("by", "quarters", "why"),
    [
        (Actor.staff(OTHER, "privacy-officer"), set(), None),
        (Actor.system("hourly"), set(), None),
        (Actor.staff(OTHER, "administrator"), set(), Why.NOT_AN_OPENER),
        (Actor.patient(OTHER), set(), Why.NOT_AN_OPENER),
        (Actor.staff(OTHER, "privacy-officer"), {"2026-Q4"}, Why.THERE_IS_ONE),
    ],
)
def test_opening(by: Actor, quarters: set[str], why: Why | None) -> None:
    assert why_not_open(by, quarters=quarters, today=date(2026, 10, 1)) == why

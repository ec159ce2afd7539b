"""Clocks of rights, and what answers must hold: tables of cases, no database."""

from datetime import date

import pytest

from consent.domain.rights import CLOCKS, NotExtendable, Right, check_extension, due_on, latest_extension
from consent.domain.rights_answers import Answer, Ground, Statement, grounds, lacks, statements
from consent.enums import RightKind


def test_every_kind_of_request_has_a_clock() -> None:
    assert {right.value for right in CLOCKS} == set(RightKind.values)


@pytest.mark.parametrize(
    ("right", "received", "due", "latest"),
    [
        ("access", date(2026, 1, 31), date(2026, 3, 2), date(2026, 4, 1)),
        ("amendment", date(2026, 1, 31), date(2026, 4, 1), date(2026, 5, 1)),
        ("accounting", date(2024, 1, 1), date(2024, 3, 1), date(2024, 3, 31)),
        ("erasure", date(2026, 1, 31), date(2026, 2, 28), date(2026, 4, 30)),
        ("portability", date(2025, 12, 15), date(2026, 1, 15), date(2026, 3, 15)),
        ("confidential", date(2026, 1, 31), date(2026, 2, 15), None),
        ("restriction", date(2026, 1, 31), date(2026, 3, 2), None),
        ("health-plan", date(2026, 1, 31), date(2026, 2, 15), None),
    ],
)
def test_last_day_to_answer_and_the_last_it_can_be_put_to(
    right: str, received: date, due: date, latest: date | None
) -> None:
    assert (due_on(right, received), latest_extension(right, received)) == (due, latest)


_FIRST = {"received_on": date(2026, 1, 1), "due": date(2026, 1, 31), "extended_to": None}


@pytest.mark.parametrize("to", [date(2026, 2, 1), date(2026, 3, 2)])
def test_extension_within_the_law_is_taken(to: date) -> None:
    check_extension("access", **_FIRST, to=to, on=date(2026, 1, 31))


@pytest.mark.parametrize(
    ("right", "changes", "words"),
    [
        ("access", {"to": date(2026, 3, 3)}, "not after 2026-03-02"),
        ("access", {"to": date(2026, 1, 31)}, "must come after 2026-01-31"),
        ("access", {"on": date(2026, 2, 1)}, "first term has passed"),
        ("access", {"extended_to": date(2026, 2, 15)}, "taken once already"),
        ("restriction", {}, "No more time"),
    ],
)
def test_extension_beyond_the_law_is_refused(right: str, changes: dict[str, date], words: str) -> None:
    told = {**_FIRST, "to": date(2026, 3, 2), "on": date(2026, 1, 31), **changes}
    with pytest.raises(NotExtendable, match=words):
        check_extension(right, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("right", "answer", "ground", "told"),
    [
        ("access", "granted", "", ()),
        ("access", "denied", "danger", (Statement.REVIEW, Statement.COMPLAIN)),
        ("access", "denied", "psychotherapy-notes", (Statement.COMPLAIN,)),
        ("access", "partly", "names-another", (Statement.REVIEW, Statement.COMPLAIN)),
        ("amendment", "granted", "", (Statement.TELL_OTHERS,)),
        ("amendment", "denied", "accurate", (Statement.DISAGREE, Statement.ATTACH, Statement.COMPLAIN)),
        ("erasure", "denied", "record-must-stay", (Statement.SUPERVISOR,)),
        ("restriction", "denied", "not-agreed", (Statement.COMPLAIN,)),
    ],
)
def test_answer_says_what_the_law_wants_said(right: str, answer: str, ground: str, told: tuple[Statement, ...]) -> None:
    assert statements(right, answer, ground) == told


@pytest.mark.parametrize(
    ("right", "answer"),
    [(right, answer) for right in Right for answer in Answer if (right, answer) != (Right.ERASURE, Answer.PARTLY)],
)
def test_answer_with_all_it_needs_lacks_nothing(right: Right, answer: Answer) -> None:
    ground = "" if answer is Answer.GRANTED else grounds(right)[0]
    assert lacks(right, answer, is_known=True, ground=ground, words="In plain words.") == ()


@pytest.mark.parametrize(
    ("answer", "changes", "number"),
    [
        ("granted", {"is_known": False}, 1),
        ("granted", {"ground": "danger"}, 1),
        ("granted", {"ground": "", "words": ""}, 0),
        ("denied", {"words": "  "}, 1),
        ("denied", {"ground": ""}, 1),
        ("denied", {"ground": "accurate"}, 1),
        ("denied", {"is_known": False}, 1),
        ("denied", {"is_known": False, "ground": Ground.NOT_RECOGNISED}, 0),
        ("partly", {"is_known": False, "ground": "", "words": ""}, 3),
    ],
)
def test_answer_to_access_says_what_it_lacks(answer: str, changes: dict[str, object], number: int) -> None:
    told = {"is_known": True, "ground": "danger" if answer != "granted" else "", "words": "Because.", **changes}
    assert len(lacks("access", answer, **told)) == number  # type: ignore[arg-type]

"""Bounces that we did not write, with the verdicts that Sisimai gives them (sisimai/set-of-emails, BSD-2)."""

import json
from pathlib import Path

import pytest

from campaigns.domain.bounce_kinds import Kind, reason_of, severity_of
from campaigns.domain.bounces import NotAReport, read

_EVENTS = {
    "feedback": {"complained", "unsubscribed", "unknown"},
    "vacation": {"autoresponded"},
    "delivered": {"delivered"},
}


@pytest.fixture
def maildir(samples: Path) -> Path:
    return samples / "bounces_sisimai" / "maildir"


@pytest.fixture
def expected(samples: Path) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(
        (samples / "bounces_sisimai" / "expected_rb_sisimai_5.1.0p3.json").read_text()
    )
    return found


def _verdicts(path: Path) -> list[tuple[str, bool]]:
    try:
        return [(told.verdict.event_type, told.verdict.severity == "hard") for told in read(path.read_bytes()).told]
    except NotAReport:
        return []


def test_nine_of_ten_verdicts_agree_and_hardly_one_that_is_hard_is_not(
    maildir: Path, expected: dict[str, list[dict[str, object]]]
) -> None:
    agree = right = wrong = 0
    for name, theirs in expected.items():
        ours = _verdicts(maildir / "bsd" / name)
        words = {str(one["reason"]) for one in theirs}
        events = set().union(*(_EVENTS.get(word, {"bounced", "deferred"}) for word in words))
        hard, said = sum(bool(one["hardbounce"]) for one in theirs), sum(is_hard for _, is_hard in ours)
        agree += {event for event, _ in ours} <= events and bool(ours) and bool(hard) == bool(said)
        right, wrong = right + min(hard, said), wrong + max(0, said - hard)
    share, precision = agree / len(expected), right / (right + wrong)
    print(
        f"{agree} of {len(expected)} agree: {share:.1%}; hard: {right} right, {wrong} wrong, precision {precision:.1%}"
    )
    assert share >= 0.90
    assert precision >= 0.97


def test_what_is_no_bounce_is_refused(maildir: Path) -> None:
    letters = sorted((maildir / "not").glob("is-not-bounce-*.eml"))
    assert [(path.name, _verdicts(path)) for path in letters] == [(path.name, []) for path in letters]


def test_words_are_those_of_the_samples(expected: dict[str, list[dict[str, object]]]) -> None:
    """Hard for us is never what is not hard for them."""
    reasons = {str(one["reason"]) for theirs in expected.values() for one in theirs}
    assert reasons - {kind.value for kind in Kind} == set()
    ours = {kind.value for kind in Kind if severity_of(kind) == "hard"}
    assert ours == {str(one["reason"]) for theirs in expected.values() for one in theirs if one["hardbounce"]}
    assert {reason_of(kind) for kind in Kind if severity_of(kind) == "hard"} == {"bounced"}

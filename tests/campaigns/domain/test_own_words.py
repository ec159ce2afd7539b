"""A reader's own record in a rendered text."""

import pytest

from campaigns.domain.guard import Finding
from campaigns.domain.guard.own_words import own_findings, telling_words

RECORD = telling_words(["Follow-up of the pottery wheel accident", "左手陶艺伤"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("How is the pottery going?", ["pottery"]),
        ("陶藝還好嗎？", ["陶艺"]),
        ("We look forward to your visit on Monday.", []),
        ("感谢您的来访", []),
    ],
)
def test_words_of_the_record_are_found(text: str, found: list[str]) -> None:
    assert own_findings(text, RECORD) == [Finding("own-record", word) for word in found]


def test_values_of_placeholders_may_stand_there() -> None:
    said = "See you at Pottery Lane on Monday."
    assert own_findings(said, RECORD) == [Finding("own-record", "pottery")]
    assert own_findings(said, RECORD, approved=["Pottery Lane"]) == []


def test_a_record_without_words_finds_nothing() -> None:
    assert telling_words([]) == frozenset()
    assert own_findings("How is the pottery going?", frozenset()) == []

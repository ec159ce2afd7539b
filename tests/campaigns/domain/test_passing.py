import pytest

from campaigns.domain import guard
from campaigns.domain.guard import BODY, PREHEADER, SUBJECT, Finding, Passed
from campaigns.domain.guard.identifiers import IDENTIFIERS


@pytest.mark.parametrize(
    ("part", "rule", "word", "may"),
    [
        (BODY, "sensitive-word", "flu", True),
        (BODY, "about-the-reader", "your voices", True),
        (BODY, "typed-name", "Maria Garcia", False),
        (BODY, "address", "12 Maple Street", False),
        (BODY, "mixed-scripts", "аspirin", False),
        (BODY, "own-record", "implant", False),
        (BODY, "some-new-rule", "anything", False),
        (SUBJECT, "not-in-vocabulary", "Halloween", True),
        (PREHEADER, "not-in-vocabulary", "Halloween", True),
        (SUBJECT, "not-in-vocabulary", "diabetes", False),
        (SUBJECT, "not-in-vocabulary", "糖尿病", False),
        (SUBJECT, "number", "42", False),
        (SUBJECT, "placeholder", "{{ person.given_name }}", False),
        (SUBJECT, "about-the-reader", "your time", False),
        *((BODY, rule, "anything", False) for rule in IDENTIFIERS),
    ],
)
def test_only_what_is_named_may_pass(part: str, rule: str, word: str, may: bool) -> None:
    assert guard.may_pass(part, Finding(rule, word)) == may


def test_what_may_not_pass_stays_whatever_was_granted() -> None:
    found = [Finding("sensitive-word", "flu"), Finding("phone-number", "555 010 0199")]
    passed = frozenset(Passed(BODY, one.rule, one.word) for one in found)
    assert guard.left(BODY, found, passed) == found[1:]


def test_a_word_that_passed_in_one_part_does_not_pass_in_another() -> None:
    found = [Finding("not-in-vocabulary", "Halloween")]
    assert guard.left(SUBJECT, found, frozenset({Passed(PREHEADER, "not-in-vocabulary", "Halloween")})) == found

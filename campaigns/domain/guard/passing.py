"""Which findings a second person may let pass, and which nobody may. What is not named here may not.

In a body: words that may be a condition, a treatment or a sentence about the reader, and sometimes are not. Never what
identifies somebody, whatever the reason. In subjects and preheaders, which everybody sees who sees the screen: an
everyday word that the vocabulary lacks; never a number, a placeholder, or a word that bodies may not hold either.
"""

from collections.abc import Iterable
from typing import NamedTuple

from campaigns.domain.guard.finding import BODY, Finding, Own
from campaigns.domain.guard.findings import findings

PASSABLE_IN_BODIES = frozenset(
    {
        "sensitive-word", "medical-ending", "disguised-word", "sensitive-picture", "about-the-reader", "visit-told",
        "frequency", "we-know", "age-or-sex", "family", "pregnancy", "results", "money", "department", "body",
    }
)  # fmt: skip
PASSABLE_IN_HEADS = frozenset({"not-in-vocabulary"})


class Passed(NamedTuple):
    """A finding that a second person let pass, in one text."""

    part: str
    rule: str
    word: str


NOTHING_PASSED: frozenset[Passed] = frozenset()


def may_pass(part: str, finding: Finding) -> bool:
    if part == BODY:
        return finding.rule in PASSABLE_IN_BODIES
    return finding.rule in PASSABLE_IN_HEADS and not findings(finding.word, part=BODY, language="en")


def left(part: str, found: Iterable[Finding], passed: frozenset[Passed]) -> list[Finding]:
    """What still speaks against the text. What may not pass stays, whatever `passed` says."""
    return [
        finding
        for finding in found
        if not (passed and Passed(part, finding.rule, finding.word) in passed and may_pass(part, finding))
    ]


def unpassed(text: str, *, part: str, language: str, own: Own, passed: frozenset[Passed]) -> list[Finding]:
    """As `findings`, without what was let pass."""
    return left(part, findings(text, part=part, language=language, own=own), passed)

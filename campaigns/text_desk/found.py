"""What the guard finds in a draft, as its page shows it: the word, why, a better wording, and what can be done."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.domain import guard, texts
from campaigns.domain.guard import Finding, Passed
from campaigns.domain.texts import Draft
from campaigns.models import GuardException
from campaigns.queries import clinics_own


@dataclass(frozen=True, slots=True)
class Found:
    """`asked`: the request about it, if there is one for exactly this text."""

    part: str
    rule: str
    word: str
    why: str
    better: str
    may_pass: bool
    asked: GuardException | None

    @property
    def rule_in_words(self) -> str:
        return self.rule.replace("-", " ")


def found_in(draft: Draft, asked: Iterable[GuardException]) -> list[Found]:
    """`asked`: of its version."""
    if texts.is_unreadable(draft):
        return []
    here = texts.digest(draft)
    answers = {Passed(one.part, one.rule, one.word): one for one in asked if one.text_digest == here}
    return [_found(part, finding, answers) for part, finding in texts.guard_findings(draft, own=clinics_own())]


def _found(part: str, finding: Finding, answers: dict[Passed, GuardException]) -> Found:
    said = guard.advice(finding, part=part)
    asked = answers.get(Passed(part, finding.rule, finding.word))
    may_pass = guard.may_pass(part, finding)
    return Found(part, finding.rule, finding.word, said.why, said.better, may_pass, asked)

"""The PHI guard: what a text must not say, why, and how to say it better.

Pure; docs/guard.md has method and figures."""

from campaigns.domain.guard.advice import Advice, advice
from campaigns.domain.guard.finding import BODY, NOTHING_OWN, PREHEADER, SUBJECT, Finding, Own
from campaigns.domain.guard.findings import findings
from campaigns.domain.guard.identifiers import IDENTIFYING
from campaigns.domain.guard.names import as_a_name
from campaigns.domain.guard.passing import NOTHING_PASSED, Passed, left, may_pass, unpassed

__all__ = [
    "BODY",
    "IDENTIFYING",
    "NOTHING_OWN",
    "NOTHING_PASSED",
    "PREHEADER",
    "SUBJECT",
    "Advice",
    "Finding",
    "Own",
    "Passed",
    "advice",
    "as_a_name",
    "findings",
    "left",
    "may_pass",
    "unpassed",
]

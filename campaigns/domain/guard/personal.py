"""What says too much of one person although each word is harmless: the shape of the sentence tells it."""

import re
from collections.abc import Iterator

from campaigns.domain.guard.finding import Finding
from campaigns.domain.guard.personal_en import PATTERNS as ENGLISH
from campaigns.domain.guard.personal_zh import PATTERNS as CHINESE
from campaigns.domain.guard.seen import HAN_RUN

_LATIN = re.compile(r"[A-Za-z]{2}")


def personal_findings(text: str) -> Iterator[Finding]:
    """`text`: readable, Simplified, as it is typed: capitals tell names."""
    if _LATIN.search(text):
        for rule, pattern in ENGLISH:
            yield from _found(rule, pattern, text)
    if HAN_RUN.search(text):
        for rule, pattern in CHINESE:
            yield from _found(rule, pattern, text)


def _found(rule: str, pattern: re.Pattern[str], text: str) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        yield Finding(rule, " ".join(match[0].split()).strip(" ,.;:"))

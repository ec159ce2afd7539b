"""What says too much of one person although each word is harmless: the shape of the sentence tells it."""

import re
from collections.abc import Iterator

from campaigns.domain.guard.chinese import without_safe_words
from campaigns.domain.guard.finding import Finding
from campaigns.domain.guard.seen import HAN_RUN
from campaigns.domain.guard.told import (
    addresses,
    body_en,
    body_zh,
    care_en,
    care_zh,
    knowledge_en,
    knowledge_zh,
    names_en,
    news_en,
    news_zh,
    people_en,
    people_zh,
    visits_en,
    visits_zh,
)
from campaigns.domain.guard.told.abbreviations import abbreviated

_LATIN = re.compile(r"[A-Za-z]{2}")
_ENGLISH = tuple(
    rule
    for part in (visits_en, knowledge_en, people_en, care_en, news_en, body_en, names_en, addresses)
    for rule in part.PATTERNS
)
_CHINESE = tuple(
    rule
    for part in (visits_zh, knowledge_zh, people_zh, care_zh, news_zh, body_zh, addresses)
    for rule in part.PATTERNS
)


def personal_findings(text: str) -> Iterator[Finding]:
    """`text`: readable, Simplified, as it is typed: capitals tell names."""
    if _LATIN.search(text):
        yield from _found(abbreviated(), text)
        yield from _found(_ENGLISH, text)
    if HAN_RUN.search(text):
        yield from _found(_CHINESE, without_safe_words(text))


def _found(patterns: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> Iterator[Finding]:
    for rule, pattern in patterns:
        for match in pattern.finditer(text):
            yield Finding(rule, " ".join(match[0].split()).strip(" ,.;:"))

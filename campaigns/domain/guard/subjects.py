"""Subjects and preheaders: an allow-list. Whoever sees the screen sees them, so each word must be in a small neutral
vocabulary or be one of the clinic's own names."""

import re
from collections.abc import Iterator
from functools import lru_cache

from campaigns.domain.guard.finding import Finding, Own
from campaigns.domain.guard.pictures import picture_findings
from campaigns.domain.guard.seen import HAN_RUN, readable, simplified, without
from campaigns.domain.guard.word_lists import as_compared, as_written
from campaigns.domain.hidden_markup import MARKUP

_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’][^\W\d_]+)?")
_NUMBER = re.compile(r"\d[\d/.:-]*")
_YOUR = re.compile(r"\byour\s+((?:[^\W\d_](?:[^\W\d_]|['’-])*\s?){1,3})")
_YOUR_HAN = re.compile(r"[您你](?:们)?的\s?([\u4e00-\u9fff]{1,4})")
_HEARTFELT = re.compile(r"\b(?:from|with all|in) (?:the |our |my )?(?:bottom of (?:the|our) )?hearts?\b", re.IGNORECASE)
_ENDING = re.compile(r"n['’]t$|['’](?:s|d|re|ve|ll|m)?$")


def subject_findings(text: str, own: Own, *, more: frozenset[str] = frozenset()) -> list[Finding]:
    """`more`: words beyond the vocabulary that may stand here."""
    bare = _HEARTFELT.sub(" ", simplified(without(readable(MARKUP.sub(" ", text)), own.names)))
    placeholders = [Finding("placeholder", found[0])] if (found := MARKUP.search(text)) else []
    return placeholders + (list(_not_in_vocabulary(bare, more)) or list(_about_the_reader(bare, more)))


def _not_in_vocabulary(bare: str, more: frozenset[str]) -> Iterator[Finding]:
    yield from picture_findings(bare)
    for digits in _NUMBER.findall(bare):
        yield Finding("number", digits)
    for word in _LATIN_WORD.findall(bare):
        plain = _ENDING.sub("", word.casefold())
        if _forms(plain).isdisjoint(as_written("subject_en")) and _forms(plain).isdisjoint(
            as_written("topics_en") | more
        ):
            yield Finding("not-in-vocabulary", word)
    for run in HAN_RUN.findall(bare):
        for piece in _uncovered(run, _vocabulary_han()):
            yield Finding("not-in-vocabulary", piece)


def _forms(word: str) -> set[str]:
    """The word, and what it is a form of: racks, opens, planned, gently."""
    return {word, *(word.removesuffix(ending) for ending in ("s", "es", "ed", "d", "ing", "ly") if len(word) > 4)}


def _about_the_reader(text: str, more: frozenset[str]) -> Iterator[Finding]:
    """Neutral words, put together: “your time”, 您的时间."""
    things = as_written("subject_things_en") | more
    for match in _YOUR.finditer(text.casefold()):
        word = _unexpected(match[1].replace("’", "'").split(), things)
        if word:
            yield Finding("about-the-reader", f"your {word}")
    for match in _YOUR_HAN.finditer(text):
        if not match[1].startswith(tuple(as_compared("subject_things_zh") | as_compared("things_zh"))):
            yield Finding("about-the-reader", f"您的{match[1]}")


def _unexpected(words: list[str], things: frozenset[str]) -> str:
    """The first word that neither describes nor is a thing one may have, before the first such thing."""
    for word in words:
        if word.removesuffix("'s") in things:
            return ""
        if word not in as_written("describing_en"):
            return word
    return ""


@lru_cache(maxsize=1)
def _vocabulary_han() -> frozenset[str]:
    return as_compared("subject_zh") | as_compared("topics_zh")


def _uncovered(run: str, vocabulary: frozenset[str]) -> list[str]:
    """What no row of vocabulary words covers: the shortest leftovers of the best split."""
    longest = max(map(len, vocabulary))
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(run) + 1):
        options = [(best[end - 1][0] + 1, end - 1)]
        for start in range(max(0, end - longest), end):
            if run[start:end] in vocabulary:
                options.append((best[start][0], -start - 1))
        best.append(min(options, key=lambda option: (option[0], option[1] >= 0)))
    return _leftovers(run, best)


def _leftovers(run: str, best: list[tuple[int, int]]) -> list[str]:
    marks = [False] * len(run)
    end = len(run)
    while end:
        step = best[end][1]
        start = step if step >= 0 else -step - 1
        if step >= 0:
            marks[start] = True
        end = start
    return ["".join(run[i] for i in group) for group in _neighbours([i for i, mark in enumerate(marks) if mark])]


def _neighbours(places: list[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for place in places:
        if groups and groups[-1][-1] == place - 1:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups

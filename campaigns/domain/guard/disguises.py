"""Words that somebody hid from a machine and not from the eye: letters apart, digits and look-alikes for letters,
markup inside a word, one letter too many or too few."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache

from campaigns.domain.guard.finding import Finding
from campaigns.domain.guard.word_lists import as_written, safe_english, sensitive_english

_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_EMPHASIS = re.compile(r"(?<=\w)(?:\*{1,3}|_{1,3}|`|~~)(?=\w)")
_APART = re.compile(r"(?<![a-z\d])[a-z](?:[-._·* ]{1,2}[a-z](?![a-z\d])){2,}")
_MIXED = re.compile(r"(?<![a-z\d])(?=[a-z\d@$!|]*[a-z])(?=[a-z\d@$!|]*[\d@$!|])[a-z@$\d!|]{4,}(?![a-z\d])")
_HALVES = re.compile(r"(?<![a-z\d])[a-z]{2,}[-_./\\\\ ][a-z]{2,}(?![a-z\d])")
_LONG = re.compile(r"[a-z]{6,}")
_READ_AS = (str.maketrans("0134578@$!|", "oieastbasil"), str.maketrans("0134578@$!|", "oleastbasll"))
_MARKED = re.compile(r"[<&*_`~\[\\]")
_SHORTEST_MISTYPED = 6


def unmarked(text: str) -> str:
    """The text as a browser or mail program would show it, should markup survive."""
    if not _MARKED.search(text):
        return text
    return _EMPHASIS.sub("", _LINK.sub(r"\1", html.unescape(_TAG.sub("", text))).replace("\\", ""))


def disguised(text: str) -> Iterator[Finding]:
    """`text`: readable, in lower case, without accents."""
    for match in _APART.finditer(text):
        if any(word in sensitive_english() for word in _put_together(match[0])):
            yield Finding("disguised-word", match[0])
    for match in _MIXED.finditer(text):
        if any(_listed(match[0].translate(letters)) for letters in _READ_AS):
            yield Finding("disguised-word", match[0])
    for match in _HALVES.finditer(text):
        if len(joined := re.sub(r"[^a-z]", "", match[0])) >= _SHORTEST_MISTYPED and _listed(joined):
            yield Finding("disguised-word", match[0])
    for word in _LONG.findall(text):
        if _is_mistyped(word):
            yield Finding("disguised-word", word)


def _put_together(apart: str) -> Iterator[str]:
    """`d i a b e t e s` is one word; `y o u r  t e s t` are two."""
    for part in (apart, *re.split(r"[-._·* ]{2,}", apart)):
        yield re.sub(r"[^a-z]", "", part)


def _listed(word: str) -> bool:
    return word.isalpha() and not sensitive_english().isdisjoint({word, word.removesuffix("s")})


@lru_cache(maxsize=4096)
def _is_mistyped(word: str) -> bool:
    return word not in as_written("built_near_en") and lies_near_a_listed_word(word)


def lies_near_a_listed_word(word: str) -> bool:
    """One letter away from a long listed word, and not listed itself."""
    if _listed(word) or word in safe_english() or word in as_written("harmless_en"):
        return False
    return not _shortened(word).isdisjoint(_near_listed())


def _shortened(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


@lru_cache(maxsize=1)
def _near_listed() -> frozenset[str]:
    """Listed words of our own hand and their forms with one letter left out: two words that share a form are one letter
    (or one exchange) apart. The first letter is kept: whoever mistypes seldom does so there."""
    hand = {word for name in ("sensitive_en", "consumer_en") for word in as_written(name)}
    long = (word for word in hand if word.isalpha() and len(word) >= _SHORTEST_MISTYPED)
    return frozenset(form for word in long for form in _shortened(word) if form[0] == word[0])

"""The lists beside this file. Hand lists (one word each, `-` for the blank of a phrase) say what patients and clinics
say; `built_*` come from packages (`manage.py build_guard_words`). Read once, when first asked for."""

import re
from functools import lru_cache
from importlib.resources import files

from campaigns.domain.guard.seen import simplified

FOLDER = files("campaigns.domain.guard") / "words"
_NO_LETTERS = re.compile(r"[^a-z\d]+")

ENGLISH = ("sensitive_en", "consumer_en", "built_conditions_en", "built_drugs_en", "built_terms_en")
CHINESE = ("sensitive_zh", "consumer_zh", "built_terms_zh", "built_medical_zh")


@lru_cache(maxsize=16)
def as_written(name: str) -> frozenset[str]:
    """The words of a hand list, as they stand there."""
    return frozenset(word for line in _lines(name) for word in line.split())


@lru_cache(maxsize=8)
def as_lines(name: str) -> frozenset[str]:
    """The lines of a built list."""
    return frozenset(_lines(name))


@lru_cache(maxsize=8)
def as_compared(name: str) -> frozenset[str]:
    """The words of a Chinese hand list, and what becomes of them when a text is made Simplified: the converter takes
    some words of the mainland for Taiwan's (程序)."""
    words = as_written(name)
    return words | frozenset(simplified("\n".join(sorted(words))).split("\n"))


@lru_cache(maxsize=1)
def safe_english() -> frozenset[str]:
    return frozenset(map(_as_phrase, as_written("safe_en")))


@lru_cache(maxsize=1)
def sensitive_english() -> frozenset[str]:
    """Words and phrases of one to four words in lower case with single blanks, mostly in the singular."""
    hand = {_as_phrase(word) for name in ENGLISH[:2] for word in as_written(name)}
    built = {line for name in ENGLISH[2:] for line in _lines(name)} - safe_english()
    return frozenset(hand | (built - {_as_phrase(word) for word in as_written("harmless_en")}))


@lru_cache(maxsize=1)
def safe_chinese() -> frozenset[str]:
    return as_compared("safe_zh")


@lru_cache(maxsize=1)
def sensitive_chinese() -> frozenset[str]:
    """In Simplified."""
    hand = as_compared(CHINESE[0]) | as_compared(CHINESE[1])
    built = as_written(CHINESE[2]) | as_written(CHINESE[3])
    return hand | (built - as_written("harmless_zh"))


def _lines(name: str) -> list[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _as_phrase(word: str) -> str:
    return _NO_LETTERS.sub(" ", word).strip()

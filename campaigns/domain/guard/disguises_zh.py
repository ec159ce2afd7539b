"""Chinese words that somebody hid or mistyped: a character of the same sound, another in the middle of a well-known
word, or the sounds in Latin letters."""

import re
from collections.abc import Iterator
from functools import lru_cache

from campaigns.domain.guard.finding import Finding
from campaigns.domain.guard.seen import HAN_RUN
from campaigns.domain.guard.word_lists import as_compared, as_lines, safe_chinese

_SHORTEST, _LONGEST = 3, 5
_SPELLED = re.compile(r"(?<![a-z])[a-z]{2,6}(?:\s?[a-z]{1,6}){1,4}(?![a-z])")
_ANY = "[\u4e00-\u9fff]"
#: Words that stay the word although one character is another.
_WELL_KNOWN = (
    [
        "糖尿病",
        "抑郁症",
        "忧郁症",
        "焦虑症",
        "前列腺",
        "白内障",
        "青光眼",
        "乳腺癌",
        "甲状腺",
        "肺结核",
        "胰岛素",
        "艾滋病",
        "类固醇",
    ],
    ["心脏病", "高血压", "胆固醇", "精神科", "妇产科", "皮肤科", "泌尿科"],
)


def disguised_chinese(text: str) -> Iterator[Finding]:
    """`text`: readable, Simplified."""
    for run in HAN_RUN.findall(text):
        yield from _of_the_same_sound(run)
        for match in _changed().finditer(run):
            yield Finding("disguised-word", match[0])
    if HAN_RUN.search(text):
        for match in _SPELLED.finditer(text.lower()):
            if re.sub(r"\s", "", match[0]) in _spelled():
                yield Finding("disguised-word", match[0])


def _of_the_same_sound(run: str) -> Iterator[Finding]:
    sounds = sound_of(run)
    for start in range(len(run) - _SHORTEST + 1):
        for length in _lengths().get(sounds[start : start + 2], ()):
            piece = run[start : start + length]
            meant = by_sound().get(sounds[start : start + length])
            if meant and _is_one_off(piece, meant) and piece not in as_lines("built_near_zh"):
                yield Finding("disguised-word", piece)


def _is_one_off(piece: str, meant: frozenset[str]) -> bool:
    if piece in meant or any(piece in word for word in safe_chinese()):
        return False
    return any(sum(a != b for a, b in zip(piece, word, strict=True)) == 1 for word in meant)


def sound_of(word: str) -> tuple[str, ...]:
    return tuple(_sounds().get(letter, letter) for letter in word)


@lru_cache(maxsize=1)
def by_sound() -> dict[tuple[str, ...], frozenset[str]]:
    """Listed words of our own hand by their sound."""
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for word in as_compared("sensitive_zh") | as_compared("consumer_zh"):
        if _SHORTEST <= len(word) <= _LONGEST and HAN_RUN.fullmatch(word):
            sound = sound_of(word)
            found[sound] = found.get(sound, frozenset()) | {word}
    return found


@lru_cache(maxsize=1)
def _lengths() -> dict[tuple[str, ...], tuple[int, ...]]:
    """The first two sounds → how long listed words are that begin so."""
    found: dict[tuple[str, ...], set[int]] = {}
    for sound in by_sound():
        found.setdefault(sound[:2], set()).add(len(sound))
    return {first: tuple(sorted(lengths)) for first, lengths in found.items()}


@lru_cache(maxsize=1)
def _spelled() -> frozenset[str]:
    return frozenset("".join(sound) for sound in by_sound())


@lru_cache(maxsize=1)
def _sounds() -> dict[str, str]:
    lines = (line.split(" ") for line in as_lines("built_sounds_zh"))
    return {letter: sound for sound, letters in lines for letter in letters}


@lru_cache(maxsize=1)
def _changed() -> re.Pattern[str]:
    anywhere, inside = _WELL_KNOWN
    forms = [(word, place) for word in anywhere for place in range(len(word))] + [(word, 1) for word in inside]
    return re.compile("|".join(f"(?!{word}){word[:i]}{_ANY}{word[i + 1 :]}" for word, i in forms))

"""Words of a name, as they are searched: whole words and prefixes of 2 to 7 letters; Chinese by character.

Names are folded before (NFKD, marks stripped, case folded), so that `Agustín` is found by `agus`.
"""

import re
import unicodedata
from collections.abc import Iterable

PREFIX_LENGTHS = range(2, 8)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W_]+")


def fold(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def stored_tokens(names: Iterable[str]) -> set[str]:
    """Everything a name can be found by. A prefix is marked by a trailing `*`."""
    found: set[str] = set()
    for word in _words(" ".join(names)):
        found.add(word)
        if not _HAN.match(word):
            found.update(f"{word[:length]}*" for length in PREFIX_LENGTHS if length <= len(word))
    return found


def searched_tokens(typed: str) -> set[str]:
    """What must all be stored for a match: each typed word as a prefix (cut at 7 letters), each Han character.

    Single letters are stored as whole words only, so they narrow nothing unless nothing else was typed; `matches`
    looks at them afterwards.
    """
    words = _words(typed)
    telling = [word for word in words if len(word) >= PREFIX_LENGTHS.start or _HAN.match(word)]
    return {_searched(word) for word in telling or words[:1]}


def whole_words(name: str) -> set[str]:
    """What all of it is stored as: nobody of whom a word only begins so."""
    return set(_words(name))


def matches(typed: str, names: Iterable[str]) -> bool:
    """The re-check on plaintext: every typed word begins a word of the name."""
    stored = _words(" ".join(names))
    return all(any(word.startswith(part) for word in stored) for part in _words(typed))


def _searched(word: str) -> str:
    if _HAN.match(word) or len(word) < PREFIX_LENGTHS.start:
        return word
    return f"{word[: PREFIX_LENGTHS.stop - 1]}*"


def _words(text: str) -> list[str]:
    words: list[str] = []
    for word in _WORD.findall(fold(text)):
        words.extend(part for part in re.split(f"({_HAN.pattern})", word) if part)
    return words

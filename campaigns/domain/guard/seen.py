"""What the eye reads: a text as it is compared, whatever letters it was typed with."""

import re
import unicodedata
from functools import lru_cache

import opencc

HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LETTER = r"[0-9A-Za-z\u00c0-\u024f]"
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe63\uff0d]")
_BLANKS = re.compile(r"[\u034f\u115f\u1160\u3164\ufe00-\ufe0f]")
#: What the eye passes over between two Chinese characters.
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])[ \t*_~·•.\-‧]{1,2}(?=[\u3400-\u9fff])")
#: Variant characters that the converter leaves.
_VARIANTS = str.maketrans("欝葯鍼癥臓躰疴", "郁药针症脏体病")
_NEWLINES = re.compile(r"[\n\r\t]")
_ONLY_ASCII = re.compile(r"[\x20-\x7e\n\t]*")


def readable(text: str) -> str:
    """No invisible characters, no full-width or ornamental letters, one kind of dash and apostrophe."""
    if _ONLY_ASCII.fullmatch(text):
        return text
    seen = unicodedata.normalize("NFKC", text)
    if not _NEWLINES.sub("", seen).isprintable():
        seen = "".join(character for character in seen if _is_seen(character))
    return _DASHES.sub("-", _BLANKS.sub("", seen)).replace("’", "'")


def simplified(text: str) -> str:
    """Traditional characters and Taiwan's words as Simplified."""
    return str(_converter().convert(text)).translate(_VARIANTS) if HAN_RUN.search(text) else text


def without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def joined_han(text: str) -> str:
    """`手 术` and `手.术` are read as one word."""
    return _BETWEEN_HAN.sub("", text)


def without(text: str, names: frozenset[str]) -> str:
    """Names are taken out as whole words (“Our clinic” leaves “your” alone); Chinese has no gaps between words."""
    pattern = _any_of(names)
    return pattern.sub(" ", text) if pattern else text


@lru_cache(maxsize=64)
def _any_of(names: frozenset[str]) -> re.Pattern[str] | None:
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    return re.compile("|".join(map(_whole, longest_first)), re.IGNORECASE) if longest_first else None


def _whole(name: str) -> str:
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, name) else ""
    after = rf"(?!{_LETTER})" if re.match(_LETTER, name[-1]) else ""
    return f"{before}{re.escape(name)}{after}"


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) != "Cf"


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2sp")

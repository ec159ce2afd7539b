"""Sentences about the reader: what may follow “your” or 您的 is an allow-list, as in subjects. What clinics write of
everybody's appointment is on it; “your levels”, “your voices” and 您的片子 are not."""

import re
from collections.abc import Iterator
from functools import lru_cache

from campaigns.domain.guard.finding import Finding
from campaigns.domain.guard.word_lists import as_compared, as_written

_YOUR = re.compile(r"\byour\s+((?:[a-z][a-z'-]*\s?){1,4})")
_YOU_HAVE = re.compile(
    r"\byou\s+(?:have|had|got|may have|might have|still have|also have|lost|need)\s+(?:an?"
    r"|some)\s+((?:[a-z][a-z'-]*\s?){1,4})"
)
_YOUR_HAN = re.compile(
    r"[您你](?:们|家)?的\s*([\u4e00-\u9fff]{1,6}|(?!(?i:e-?mail|app|line|qr|id|wi-?fi|web|pdf|sms|google|apple"
    r"|iphone|android|outlook|gmail))[A-Za-z]{2,12})"
)
#: What everybody is told to do: “stretch your legs”, “wash your hands”.
_FOR_EVERYBODY = re.compile(
    r"\b(?:stretch|wash|washing|move|moving|warm up|shake|lend|clap|wave|cross|raise|use|rest|close|open"
    r"|tap)\s+your\s+"
    r"(?:legs|hands|feet|arms|eyes|ears|fingers|shoulders|muscles|body|voice|ear|hand)\b(?!\s+(?:for|until|after"
    r"|before|up))"
)
_MOST_DESCRIBING = 3


def reader_findings(text: str, lowered: str) -> Iterator[Finding]:
    """`text`: readable, Simplified; `lowered`: the same in lower case without accents."""
    for match in _YOUR.finditer(_FOR_EVERYBODY.sub(" ", lowered)):
        if word := _unexpected(match[1].split()):
            yield Finding("about-the-reader", f"your {word}")
    for match in _YOU_HAVE.finditer(lowered):
        if word := _unexpected(match[1].split()):
            yield Finding("we-know", f"you have {word}")
    for match in _YOUR_HAN.finditer(text):
        if not match[1].startswith(_allowed_han()):
            yield Finding("about-the-reader", f"您的{match[1][:4]}")


def _unexpected(words: list[str]) -> str:
    """The words up to the first that is neither a describing word nor a thing one may have; nothing if all is well."""
    describing, things = as_written("describing_en"), as_written("reader_en") | as_written("things_en")
    for place, word in enumerate(words[: _MOST_DESCRIBING + 1]):
        plain = word.removesuffix("'s").rstrip("'")
        if plain in things or plain.removesuffix("s") in things:
            return ""
        if plain not in describing:
            return " ".join(words[: place + 1])
    return ""


@lru_cache(maxsize=1)
def _allowed_han() -> tuple[str, ...]:
    return tuple(as_compared("reader_zh") | as_compared("things_zh"))

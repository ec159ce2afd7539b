"""What a form's own words promise, found by plain patterns: how long it lasts, by which channel, that nobody pays.

The gate goes by the form's data; a version whose words say otherwise is not published (45 CFR 164.508(b)(2)(v)). The
patterns know the usual ways to say it, and no more: a reader of the text is still needed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_ENGLISH, 1)},
    **{word: number for number, word in enumerate("一二三四五六七八九十", 1)},
    **dict.fromkeys("兩两", 2),
    "a": 1,
}  # fmt: skip
#: Unit → how many days it may mean.
_UNITS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("day", "天", "日"), (1, 1)),
    **dict.fromkeys(("week", "週", "周"), (7, 7)),
    **dict.fromkeys(("month", "個月", "个月"), (28, 31)),
    **dict.fromkeys(("year", "年"), (365, 366)),
}
_TERM = re.compile(
    r"\b(?P<en>\d+|one|two|three|four|five|six|seven|eight|nine|ten|a)[ -](?P<unit>day|week|month|year)s?\b"
    r"|(?P<zh>\d+|[一二三四五六七八九十兩两])\s*(?P<zh_unit>天|日|週|周|個月|个月|年)",
    re.IGNORECASE,
)
_NOBODY_PAYS = re.compile(
    r"\b(?:nobody|no[ -]one|no company|no third party)(?: else)? (?:pays|is paying)\b|\bnot paid\b"
    r"|[沒没]有?(?:任何)?人[^。；]{0,12}付[費费]|[無无]人[^。；]{0,12}付[費费]",
    re.IGNORECASE,
)
_CHANNELS = {
    "email": re.compile(r"e-?mail|電子郵件|电子邮件", re.IGNORECASE),
    "sms": re.compile(r"text message|\bSMS\b|簡訊|短信", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as written, and the days it may mean."""

    written: str
    least: int
    most: int

    def means(self, days: int) -> bool:
        return self.least <= days <= self.most


def terms(text: str) -> Iterator[Term]:
    """The lengths of time that a text names."""
    for found in _TERM.finditer(text):
        number, unit = found["en"] or found["zh"], found["unit"] or found["zh_unit"]
        many = int(number) if number.isdecimal() else _NUMBERS[number.lower()]
        least, most = _UNITS[unit.lower()]
        yield Term(found[0], many * least, many * most)


def nobody_pays(text: str) -> str:
    """The words that say so; empty if none do."""
    found = _NOBODY_PAYS.search(text)
    return found[0] if found else ""


def names_channel(text: str, channel: str) -> bool:
    return bool(_CHANNELS[channel].search(text))


def names(text: str, event: str) -> bool:
    """Whether the event stands in the text, whatever its capitals and full stop."""
    return _plain(event) in _plain(text)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).rstrip(" .。")

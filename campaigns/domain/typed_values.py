"""What stands in a text, typed by hand, that may belong to one person: addresses, numbers, dates, names. Values of
placeholders are not in it. Whose they are is for `campaigns.own_values` to ask.

A name counts where it is whole (“Maria Garcia”) or somebody is addressed by it (“Dear Maria”, 王小明先生). “May”,
“Hill” and 高明 are names as well as words, and a reminder must not stop for a month.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache

from campaigns.domain.guard import Own
from campaigns.domain.hidden_markup import MARKUP

_MOST = 200
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"(?<![\w/])\+?\(?\d(?:[\s().-]{0,2}\d){6,14}(?!\w)")
_NUMBER = re.compile(r"(?<![\w@-])(?=(?:[\w-]*\d){4})[A-Za-z\d][A-Za-z\d-]{4,19}(?![\w@-])")
_MONTHS = {name: place for place, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
)}  # fmt: skip
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_MONTH_FIRST = re.compile(r"\b([A-Z][a-z]{2})[a-z]*\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s([A-Z][a-z]{2})[a-z]*\.?,?\s(\d{4})\b")
_HOME = re.compile(
    r"\b\d{1,6}\s(?:[A-Z\d][\w.'’-]*\s){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Way"
    r"|Place|Pl|Circle|Terrace|Parkway)\b\.?(?:,?\s(?:Apt|Apartment|Unit|Suite|Ste|#)\.?\s?[\w-]+)?"
)
_CAPITAL = r"[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f'’-]+"
_PAIR = re.compile(rf"(?<![\w'’-])(?=({_CAPITAL}[ \t]+{_CAPITAL})(?![\w'’-]))")
_ADDRESSED = re.compile(rf"\b(?:Dear|Hello|Hi|Hey|Mr|Mrs|Ms|Miss)\.?[ \t]+({_CAPITAL})(?![\w'’-])")
_ADDRESSED_HAN = re.compile(
    r"([\u3400-\u9fff]{2,4})(?=\s?(?:先生|女士|小姐|太太))"
    r"|(?:(?<=[亲親][爱愛]的)|^)([\u3400-\u9fff]{2,4})(?=\s?[，,]?\s?[您你]好(?![\u3400-\u9fff]))"
    r"|(?<=[亲親][爱愛]的)([\u3400-\u9fff]{2,4})",
    re.MULTILINE,
)
#: Who is greeted when nobody is.
_EVERYBODY = re.compile(
    r"(?:all|every\w+|there|friends?|patients?|neighbou?rs?|readers?|members?|families|guests?)\Z", re.IGNORECASE
)
_EVERYBODY_HAN = re.compile(
    r"大家|各位|朋友|患者|病友|[读讀]者|[会會][员員]|[贵貴][宾賓]|嘉[宾賓]|客[户戶]|家[长長]|同[学學]"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """`names`: each some words that must all be in a person's names. `homes`: street lines."""

    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    dates: frozenset[date] = frozenset()
    homes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


@lru_cache(maxsize=512)
def typed_values(text: str, own: Own) -> Typed:
    """At most so many of each kind. What the clinic says of itself does not count."""
    said = unicodedata.normalize("NFKC", MARKUP.sub("\n", text))
    for ours in sorted(own.names | own.contacts, key=len, reverse=True):
        said = said.replace(unicodedata.normalize("NFKC", ours), "\n")
    return Typed(
        emails=_some(_EMAIL.findall(said)),
        phones=_some(match[0].strip() for match in _PHONE.finditer(said)),
        numbers=_some(_NUMBER.findall(said)),
        dates=frozenset(list(_dates(said))[:_MOST]),
        homes=_some(match[0] for match in _HOME.finditer(said)),
        names=_some(_names(said)),
    )


def _some(found: Iterator[str] | list[str]) -> frozenset[str]:
    return frozenset(list(dict.fromkeys(found))[:_MOST])


def _names(said: str) -> Iterator[str]:
    for match in _PAIR.finditer(said):
        yield " ".join(match[1].split())
    for match in _ADDRESSED.finditer(said):
        if not _EVERYBODY.match(match[1]):
            yield match[1]
    for match in _ADDRESSED_HAN.finditer(said):
        name = match[1] or match[2] or match[3]
        if not _EVERYBODY_HAN.search(name):
            # Who precedes 先生 is one to four characters; the run before it may hold a word more.
            yield from {name[-length:] if match[1] else name[:length] for length in (2, 3, 4)}


def _dates(said: str) -> Iterator[date]:
    for year, month, day in _YEAR_FIRST.findall(said):
        yield from _date(year, month, day)
    for first, second, year in _YEAR_LAST.findall(said):
        yield from _date(year, first, second)
        yield from _date(year, second, first)
    for word, day, year in _MONTH_FIRST.findall(said):
        yield from _date(year, _MONTHS.get(word.lower(), 0), day)
    for day, word, year in _DAY_FIRST.findall(said):
        yield from _date(year, _MONTHS.get(word.lower(), 0), day)


def _date(year: str, month: str | int, day: str) -> Iterator[date]:
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return

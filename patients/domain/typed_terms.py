"""What somebody typed into the look-up box: which keys it may be. One box, no switch to set first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

KeyKind = Literal["email", "phone", "record-number", "birth-date", "name"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what was typed. A birth date's value is in ISO form, any other as typed."""

    kind: KeyKind
    value: str


_YEAR_FIRST = re.compile(r"(\d{4})[-/. 年](\d{1,2})[-/. 月](\d{1,2})日?$")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_PHONE = re.compile(r"\+?[\d\s().-]+$")
_FEWEST_PHONE_DIGITS = 7
_OLDEST_YEAR = 1890
#: O'Neil, typed without its apostrophe.
_ELIDED = re.compile(r"\b(o)([^\W\d_]{3,})", re.IGNORECASE)


def readings(typed: str) -> tuple[Reading, ...]:
    """All ways to read it, likeliest first; none for an empty box.

    Digits can be several things (a record number, a phone, a date): each is looked up. `03/04/1980` is 4 March and
    3 April: both are. Letters are a name or a record number, with digits too (test systems write `Alice368`).
    """
    typed = " ".join(typed.split())
    if not typed:
        return ()
    if "@" in typed:
        return (Reading("email", typed),)
    if not any(sign.isdigit() for sign in typed):
        return (*_names(typed), Reading("record-number", typed))
    dates = [Reading("birth-date", day.isoformat()) for day in _dates(typed)]
    phones = [Reading("phone", typed)] if _may_be_phone(typed) else []
    names = _names(typed) if not dates and any(sign.isalpha() for sign in typed) else ()
    return (*dates, *phones, Reading("record-number", typed), *names)


def _names(typed: str) -> tuple[Reading, ...]:
    """As typed, and `oneil` as `O'Neil`, whose O is a word of its own."""
    parted = _ELIDED.sub(r"\1'\2", typed)
    return tuple(Reading("name", name) for name in dict.fromkeys((typed, parted)))


def _may_be_phone(typed: str) -> bool:
    return bool(_PHONE.match(typed)) and sum(sign.isdigit() for sign in typed) >= _FEWEST_PHONE_DIGITS


def _dates(typed: str) -> Iterator[date]:
    if match := _YEAR_FIRST.match(typed) or _EIGHT_DIGITS.match(typed):
        year, month, day = map(int, match.groups())
        yield from _real(year, month, day)
    elif match := _YEAR_LAST.match(typed):
        first, second, year = map(int, match.groups())
        yield from _real(year, first, second)
        if first != second:
            yield from _real(year, second, first)


def _real(year: int, month: int, day: int) -> Iterator[date]:
    try:
        found = date(year, month, day)
    except ValueError:
        return
    if found.year >= _OLDEST_YEAR:
        yield found

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


def readings(typed: str) -> tuple[Reading, ...]:
    """All ways to read it, likeliest first; none for an empty box.

    Digits can be several things (a record number, a phone, a date): each is looked up. `03/04/1980` is 4 March and
    3 April: both are. Letters with digits are a record number; letters alone a name or a record number.
    """
    typed = " ".join(typed.split())
    if not typed:
        return ()
    if "@" in typed:
        return (Reading("email", typed),)
    if not any(sign.isdigit() for sign in typed):
        return (Reading("name", typed), Reading("record-number", typed))
    dates = [Reading("birth-date", day.isoformat()) for day in _dates(typed)]
    phones = [Reading("phone", typed)] if _may_be_phone(typed) else []
    return (*dates, *phones, Reading("record-number", typed))


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

"""Holidays that a clinic greets: fixed and moving ones, by country, with the name that a reader knows them by.

A key is `country:name`, as `us:thanksgiving`. The same name on the same day is one holiday, whoever keeps it: a person
is greeted once. When a day falls is what the `holidays` package says; which days are greeted, and what they are called,
stands here (not the Tomb-Sweeping Day, on which nobody wishes anybody a happy one).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays import PUBLIC, UNOFFICIAL, country_holidays

_EN, _HANT, _HANS = "en", "zh-hant", "zh-hans"


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the package has the day: country, category, its English name there (the first such day of a year)."""

    country: str
    english: str
    category: str = PUBLIC


_NAMES: Mapping[str, tuple[str, str, str]] = {
    "new-year": ("New Year", "新年", "新年"),
    "lunar-new-year": ("Lunar New Year", "農曆新年", "农历新年"),
    "easter": ("Easter", "復活節", "复活节"),
    "mothers-day": ("Mother’s Day", "母親節", "母亲节"),
    "dragon-boat": ("Dragon Boat Festival", "端午節", "端午节"),
    "fathers-day": ("Father’s Day", "父親節", "父亲节"),
    "independence-day": ("Independence Day", "美國獨立紀念日", "美国独立日"),
    "mid-autumn": ("Mid-Autumn Festival", "中秋節", "中秋节"),
    "national-day": ("National Day", "國慶節", "国庆节"),
    "double-ninth": ("Double Ninth Festival", "重陽節", "重阳节"),
    "thanksgiving": ("Thanksgiving", "感恩節", "感恩节"),
    "christmas": ("Christmas", "聖誕節", "圣诞节"),
}
_EASTER = _Source("US", "Easter Sunday", UNOFFICIAL)
_MOTHERS_DAY = _Source("US", "Mother's Day", UNOFFICIAL)
_NINTH = _Source("HK", "Double Ninth Festival")
# One moon for all of them: Hong Kong's days off are others (the day after, or none of that name on a Sunday).
_NEW_YEARS_MOON, _MOON = _Source("TW", "Chinese New Year"), _Source("TW", "Mid-Autumn Festival")
_SOURCES: Mapping[str, _Source] = {
    "us:new-year": _Source("US", "New Year's Day"),
    "us:easter": _EASTER,
    "us:mothers-day": _MOTHERS_DAY,
    "us:fathers-day": _Source("US", "Father's Day", UNOFFICIAL),
    "us:independence-day": _Source("US", "Independence Day"),
    "us:thanksgiving": _Source("US", "Thanksgiving Day"),
    "us:christmas": _Source("US", "Christmas Day"),
    "tw:new-year": _Source("TW", "Founding Day of the Republic of China"),
    "tw:lunar-new-year": _NEW_YEARS_MOON,
    "tw:mothers-day": _MOTHERS_DAY,
    "tw:dragon-boat": _Source("TW", "Dragon Boat Festival"),
    "tw:mid-autumn": _MOON,
    "tw:double-ninth": _NINTH,
    "cn:new-year": _Source("CN", "New Year's Day"),
    "cn:lunar-new-year": _NEW_YEARS_MOON,
    "cn:dragon-boat": _Source("CN", "Dragon Boat Festival"),
    "cn:mid-autumn": _MOON,
    "cn:national-day": _Source("CN", "National Day"),
    "cn:double-ninth": _NINTH,
    "hk:new-year": _Source("HK", "New Year's Day"),
    "hk:lunar-new-year": _NEW_YEARS_MOON,
    "hk:easter": _EASTER,
    "hk:dragon-boat": _Source("HK", "Dragon Boat Festival"),
    "hk:mid-autumn": _MOON,
    "hk:double-ninth": _NINTH,
    "hk:christmas": _Source("HK", "Christmas Day"),
}
HOLIDAYS: tuple[str, ...] = tuple(_SOURCES)


@dataclass(frozen=True, slots=True)
class HolidayOn:
    """One day of a holiday. `name`: without the country (`mid-autumn`)."""

    name: str
    day: date


def name_of(key: str) -> str:
    return key.partition(":")[2]


def holiday_in_words(name: str, language: str) -> str:
    """`mid-autumn` as a reader of this language calls it; empty for a name that nobody knows."""
    words = dict(zip((_EN, _HANT, _HANS), _NAMES.get(name, ("", "", "")), strict=True))
    return words.get(language, words[_EN])


def of_calendars(calendars: Iterable[str]) -> tuple[str, ...]:
    """The keys of the countries (`US`, `TW`, `CN`, `HK`), in their order here."""
    wanted = {calendar.lower() for calendar in calendars}
    return tuple(key for key in HOLIDAYS if key.partition(":")[0] in wanted)


def names_of_calendars(calendars: Iterable[str]) -> tuple[str, ...]:
    """Their names, each once, in the order of the year."""
    there = {name_of(key) for key in of_calendars(calendars)}
    return tuple(name for name in _NAMES if name in there)


def day_of(key: str, year: int) -> date | None:
    """When it falls in a year; None where the package knows no such day. Raises KeyError for an unknown key."""
    source = _SOURCES[key]
    return _days(source.country, source.category, year).get(source.english)


def holidays_between(keys: Iterable[str], after: date, until: date) -> list[HolidayOn]:
    """Those that fall in (after, until], each name and day once. Keys that nobody knows are nothing."""
    years = range(after.year, until.year + 1)
    days = ((name_of(key), day_of(key, year)) for key in keys if key in _SOURCES for year in years)
    found = {HolidayOn(name, day) for name, day in days if day and after < day <= until}
    return sorted(found, key=lambda one: (one.day, one.name))


@lru_cache(maxsize=64)
def _days(country: str, category: str, year: int) -> Mapping[str, date]:
    """English name → its first day of the year. Several on one day are one text, parted by semicolons."""
    found: dict[str, date] = {}
    calendar = country_holidays(country, years=year, categories=(category,), language="en_US")
    for day, names in sorted(calendar.items()):
        for name in names.split("; "):
            found.setdefault(name, day)
    return found

"""Dates and moments as other systems write them (ISO 8601, as FHIR `date` and `dateTime`)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from patients.domain.people import is_plausible_birth_year

_NOON = time(12)
_YEARS = range(1900, 2200)
_PARTIAL = re.compile(r"(\d{4})(?:-(?:0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth as far as it is known: of a partial one the year alone counts."""

    day: date | None
    year: int


def is_day_of_a_clinic(day: date) -> bool:
    """Not a slip of the year, and far enough from the calendar's ends to reckon with."""
    return day.year in _YEARS


def birth_from(text: str, today: date) -> Birth | None:
    """`1982`, `1982-05` or `1982-05-17`; None for anything else, a day to come, or one longer ago than a life."""
    partial = _PARTIAL.fullmatch(text.strip())
    if partial:
        year = int(partial[1])
        return Birth(None, year) if is_plausible_birth_year(year, today) else None
    day = day_from(text)
    if day is None or day > today or not is_plausible_birth_year(day.year, today):
        return None
    return Birth(day, day.year)


def day_from(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if len(text.strip()) == 10 else None
    except ValueError:
        return None


def moment_from(text: str, zone: str) -> datetime | None:
    """The UTC moment; without an offset it is wall-clock time in `zone`, a day alone means its noon there.

    None for a partial date (`2013-04`), for everything else that names no day, and outside 1900 to 2199.
    """
    day = day_from(text)
    try:
        written = datetime.combine(day, _NOON) if day else datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    is_sane = written.year in _YEARS and len(text.strip()) >= len("2000-01-01")
    return _utc(written, zone) if is_sane else None


def _utc(moment: datetime, zone: str) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)

"""Age, as coarse as it may stand in clear."""

from datetime import date

#: Stands for everybody of 90 and older (45 CFR 164.514(b)(2)(i)(C)).
NINETY_OR_OLDER = 1900
OLDEST_SHOWN = 89
ADULT_AGE = 18
_LONGEST_LIFE = 130


def coarse_birth_year(year: int, today: date) -> int:
    """The year of birth, or 1900 for whoever is or turns 90 this year or earlier."""
    return NINETY_OR_OLDER if today.year - year > OLDEST_SHOWN else year


def is_minor(birth_year: int | None, today: date) -> bool:
    """Whether somebody must be treated as a minor: until the end of the year of turning 18.

    The year alone is known, so a birthday later in that year cannot be told from an earlier one. An unknown year
    is no minor: subscribers are never asked for it.
    """
    return birth_year is not None and today.year - birth_year <= ADULT_AGE


def is_plausible_birth_year(year: int, today: date) -> bool:
    return today.year - _LONGEST_LIFE <= year <= today.year

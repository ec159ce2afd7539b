"""Shares with an interval, and the difference of two: Wilson's score interval, and Newcombe's from it.

E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209–212. R. G. Newcombe, Statistics in Medicine
17 (1998), 857–872 (one share: method 3, without continuity correction) and 873–890 (two independent ones: method 10).
Both hold their level with few people and with shares near none or all, where the textbook's "plus or minus" does not.
"""

from dataclasses import dataclass
from math import sqrt

#: Two-sided 95 %: the 0.975 quantile of the normal distribution.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """`number` of `of`; `low` to `high` is the interval. `of` is not 0."""

    number: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.number / self.of


@dataclass(frozen=True, slots=True)
class Difference:
    """Of two shares, the first minus the second, with its interval."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out no difference at all."""
        return self.low > 0 or self.high < 0


def share(number: int, of: int) -> Share:
    """Raises `ValueError` where there is nobody, or more than there are."""
    if not 0 <= number <= of or not of:
        raise ValueError("a share is of somebody, and of no more than there are")
    middle, spread, whole = 2 * number + _Z**2, _Z * sqrt(_Z**2 + 4 * number * (of - number) / of), 2 * (of + _Z**2)
    low = 0.0 if number == 0 else (middle - spread) / whole
    high = 1.0 if number == of else (middle + spread) / whole
    return Share(number, of, low, high)


def difference(one: Share, other: Share) -> Difference:
    """Of people who were told apart by lot: those who got it minus those who were held out."""
    value = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Difference(value, value - below, value + above)

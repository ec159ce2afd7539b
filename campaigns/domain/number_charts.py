"""Pictures of numbers as plain shapes, to be drawn as SVG: bars with their number beside them, told apart by pattern as
well as by colour, and differences with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.domain.comparisons import Comparison

WIDTH = 480
_PLOT = 300
_NAME, _BAR, _GAP, _BETWEEN = 20, 15, 3, 14
_LINE, _MARGIN, _POINT = 56, 24, 10


@dataclass(frozen=True, slots=True)
class Bar:
    kind: str
    y: int
    width: float
    says: str

    @property
    def says_x(self) -> float:
        """Where its words begin."""
        return self.width + 6


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of one row. `y`: where its name stands."""

    name: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    height: int
    groups: tuple[Group, ...]
    bar: int = _BAR
    width: int = WIDTH


def bars(rows: Sequence[tuple[str, Sequence[tuple[str, float, str]]]]) -> Bars:
    """Each row: its name, and (kind, part of the whole width from 0 to 1, what stands beside the bar)."""
    groups, y = [], 0
    for name, told in rows:
        first = y + _NAME
        drawn = [
            Bar(kind, first + place * (_BAR + _GAP), _r(_PLOT * part), says)
            for place, (kind, part, says) in enumerate(told)
        ]
        groups.append(Group(name, y + _BAR, tuple(drawn)))
        y = first + len(told) * (_BAR + _GAP) + _BETWEEN
    return Bars(y, tuple(groups))


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Whisker:
    """A difference as a point on a line from `low` to `high`."""

    name: str
    y: int
    low: float
    x: float
    high: float
    says: str

    @property
    def square(self) -> float:
        """Where its point begins to be drawn."""
        return self.x - _POINT / 2


@dataclass(frozen=True, slots=True)
class Differences:
    height: int
    zero: float
    ticks: tuple[Tick, ...]
    whiskers: tuple[Whisker, ...]
    width: int = WIDTH


def differences(rows: Sequence[tuple[str, Comparison]]) -> Differences:
    """On one scale of percentage points, the same to both sides of none."""
    most = max((max(abs(one.difference.low), abs(one.difference.high)) for _, one in rows), default=0.1)
    reach = next(step for step in (0.05, 0.1, 0.2, 0.5, 1.0) if most <= step)

    def x(value: float) -> float:
        return _r(_MARGIN + (WIDTH - 2 * _MARGIN) * (value + reach) / (2 * reach))

    found = [
        Whisker(name, 40 + place * _LINE, x(one.difference.low), x(one.difference.value), x(one.difference.high),
                in_points(one.difference.value))
        for place, (name, one) in enumerate(rows)
    ]  # fmt: skip
    ticks = tuple(Tick(x(part * reach), in_points(part * reach)) for part in (-1, -0.5, 0, 0.5, 1))
    return Differences(len(found) * _LINE + 26, x(0), ticks, tuple(found))


def in_points(value: float) -> str:
    """Percentage points with their sign: "+4.5", "−0.3", "0"."""
    points = round(100 * value, 1)
    if points == 0:
        return "0"
    return f"{'+' if points > 0 else '−'}{abs(points):g}"


def in_percent(value: float) -> str:
    return f"{round(100 * value, 1):g} %"


def _r(number: float) -> float:
    return round(number, 1)

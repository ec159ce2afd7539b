"""Charts as plain shapes, to be drawn as SVG: bars of a day by role, and a grid of hours by role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 720
_LEFT, _TOP, _PLOT = 52, 12, 180
_LABELS = 40
_GRID_LEFT, _CELL, _CELL_HEIGHT = 120, 25, 28
_SHADES = 5


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place: of an axis, or beneath a column."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Bars:
    """`ticks` are lines across the plot with their number; `is_empty`: nothing to draw."""

    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]
    ticks: tuple[Mark, ...]
    labels: tuple[Mark, ...]

    @property
    def is_empty(self) -> bool:
        return not self.bars


@dataclass(frozen=True, slots=True)
class Cell:
    """`shade` 0 to 5: how much, compared with the fullest cell."""

    x: float
    y: float
    shade: int
    words: str


@dataclass(frozen=True, slots=True)
class Grid:
    width: int
    height: int
    cell: int
    cell_height: int
    cells: tuple[Cell, ...]
    rows: tuple[Mark, ...]
    columns: tuple[Mark, ...]
    is_empty: bool


def stacked_bars(columns: Sequence[tuple[str, Mapping[str, int]]]) -> Bars:
    """Each column: its label, and kind → count in drawing order from the bottom up."""
    top = nice_top(max((sum(counts.values()) for _, counts in columns), default=0))
    step = (WIDTH - _LEFT) / max(len(columns), 1)
    bars: list[Bar] = []
    for place, (label, counts) in enumerate(columns):
        below = 0
        for kind, count in counts.items():
            if count:
                height = _PLOT * count / top
                y = _TOP + _PLOT - _PLOT * below / top - height
                bars.append(
                    Bar(
                        _r(_LEFT + step * (place + 0.15)),
                        _r(y),
                        _r(step * 0.7),
                        _r(height),
                        kind,
                        f"{label}: {count:,}",
                    )
                )
                below += count
    labels = tuple(
        Mark(_r(_LEFT + step * (place + 0.5)), _TOP + _PLOT + 18, label) for place, (label, _) in enumerate(columns)
    )
    ticks = tuple(Mark(_LEFT - 8, _r(_TOP + _PLOT - _PLOT * part / 2), f"{top * part // 2:,}") for part in range(3))
    return Bars(WIDTH, _TOP + _PLOT + _LABELS, _LEFT, tuple(bars), ticks, labels)


def hour_grid(rows: Sequence[tuple[str, Mapping[int, int]]]) -> Grid:
    """Each row: its label, and hour of the day → count."""
    most = max((count for _, hours in rows for count in hours.values()), default=0)
    cells = tuple(
        Cell(
            _GRID_LEFT + hour * _CELL,
            _TOP + line * _CELL_HEIGHT,
            shade_of(hours.get(hour, 0), most),
            f"{label}, {hour:02}:00 to {hour + 1:02}:00: {hours.get(hour, 0):,}",
        )
        for line, (label, hours) in enumerate(rows)
        for hour in range(24)
    )
    names = tuple(Mark(_GRID_LEFT - 10, _TOP + line * _CELL_HEIGHT + 18, label) for line, (label, _) in enumerate(rows))
    below = _TOP + len(rows) * _CELL_HEIGHT + 16
    hours_below = tuple(Mark(_GRID_LEFT + hour * _CELL, below, f"{hour:02}") for hour in range(0, 24, 3))
    return Grid(_GRID_LEFT + 24 * _CELL, below + 10, _CELL, _CELL_HEIGHT, cells, names, hours_below, most == 0)


def nice_top(most: int) -> int:
    """The first of 2, 4, 10, 20, 40, 100 … that is not below; even, so that half of it is a whole number."""
    top, steps = 2, (2.0, 2.5, 2.0)
    place = 0
    while top < most:
        top = int(top * steps[place % 3])
        place += 1
    return top


def shade_of(count: int, most: int) -> int:
    """0 for nothing, else 1 to 5 in equal steps of the most."""
    return -(-count * _SHADES // most) if count else 0


def _r(number: float) -> float:
    return round(number, 1)

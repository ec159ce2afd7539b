"""A journey as a picture: a line of time from the top down, the anchor and the steps on it, counts beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 300
_AXIS = 10
_ROW = 100
_TOP = 22
_BAR_LEFT, _BAR_WIDTH = 28, 268


@dataclass(frozen=True, slots=True)
class StepOnPicture:
    """`hours` from the anchor order the steps; `counts` are by what became of the messages, in drawing order."""

    hours: int
    when: str
    what: str
    note: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Bar:
    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    y: int
    is_anchor: bool
    when: str
    what: str
    note: str = ""
    bars: tuple[Bar, ...] = ()
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    axis: int
    first_y: int
    last_y: int
    rows: tuple[Row, ...]


def picture(anchor: str, steps: Sequence[StepOnPicture]) -> Picture:
    """Steps before the anchor stand above it. A step at the anchor's own moment stands below."""
    before = sorted((step for step in steps if step.hours < 0), key=lambda step: step.hours)
    after = sorted((step for step in steps if step.hours >= 0), key=lambda step: step.hours)
    rows: list[Row] = []
    y = _TOP
    for step in before:
        rows.append(_row(step, y))
        y += _ROW
    rows.append(Row(y, True, anchor, ""))
    y += _ROW // 2
    for step in after:
        rows.append(_row(step, y))
        y += _ROW
    height = y - _ROW + 76 if after else rows[-1].y + 20
    return Picture(WIDTH, height, _AXIS, rows[0].y, rows[-1].y, tuple(rows))


def _row(step: StepOnPicture, y: int) -> Row:
    total = sum(step.counts.values())
    words = " · ".join(f"{count} {kind}" for kind, count in step.counts.items() if count)
    return Row(y, False, step.when, step.what, step.note, _bars(step.counts, total), words or "nothing yet")


def _bars(counts: Mapping[str, int], total: int) -> tuple[Bar, ...]:
    bars: list[Bar] = []
    x = float(_BAR_LEFT)
    for kind, count in counts.items():
        if count:
            width = round(_BAR_WIDTH * count / total, 1)
            bars.append(Bar(kind, round(x, 1), width))
            x += width
    return tuple(bars)


def offset_in_words(days: int, hours: int) -> str:
    """`24 hours before`, `the next day`, `7 days after`, `the same day`."""
    if days == 0 and hours == 0:
        return "the same day"
    if days == 1 and hours == 0:
        return "the next day"
    parts = [f"{abs(days)} day{'s' * (abs(days) != 1)}"] if days else []
    parts += [f"{abs(hours)} hour{'s' * (abs(hours) != 1)}"] if hours else []
    return f"{' and '.join(parts)} {'before' if days * 24 + hours < 0 else 'after'}"

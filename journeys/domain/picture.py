"""A journey as a picture: a line of time from the top down, the anchor and the steps on it, counts beside them.

Lengths are those of the drawing's own 340 wide field, which a phone shows as pixels.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 340
_AXIS = 10
_TOP = 22
_LEFT = 28
_ROOM = WIDTH - _LEFT - 4
_FIRST_LINE, _BAR_AT, _LINES_FROM, _LINE, _GAP = 22, 47, 70, 16, 30
_BIG, _SMALL = 14, 12
_NARROW, _WIDE = 0.55, 1.0  # widths of a character, by its height


@dataclass(frozen=True, slots=True)
class StepOnPicture:
    """`hours` from the anchor order the steps; `counts` are by what became of it, in drawing order, or none to draw
    none; `lines` say more, such as why it was skipped."""

    hours: int
    when: str
    what: str
    note: str
    counts: Mapping[str, int]
    lines: tuple[str, ...] = ()
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """`full` is there when `text` is cut."""

    y: int
    text: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`kind`: step, anchor or end."""

    y: int
    kind: str
    when: Line
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    bar_y: int | None = None
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    axis: int
    left: int
    room: int
    first_y: int
    last_y: int
    rows: tuple[Row, ...]


def picture(
    anchor: str, steps: Sequence[StepOnPicture], *, ends: Sequence[str] = (), about_anchor: Sequence[str] = ()
) -> Picture:
    """Steps before the anchor stand above it. A step at the anchor's own moment stands below. `ends`: what stands at
    the end of the line, such as who left."""
    before = sorted((step for step in steps if step.hours < 0), key=lambda step: step.hours)
    after = sorted((step for step in steps if step.hours >= 0), key=lambda step: step.hours)
    rows: list[Row] = []
    y = _TOP
    for step in before:
        rows.append(_step(step, y))
        y += _height(step)
    rows.append(Row(y, "anchor", _line(5, anchor, _BIG), _lines(about_anchor, _FIRST_LINE)))
    y += _LINE * (len(about_anchor) + 1) + _GAP
    for step in after:
        rows.append(_step(step, y))
        y += _height(step)
    if ends:
        rows.append(Row(y, "end", _line(5, ends[0], _BIG), _lines(ends[1:], _FIRST_LINE)))
        y += _LINE * len(ends) + _GAP
    return Picture(WIDTH, y - 12, _AXIS, _LEFT, _ROOM, rows[0].y, rows[-1].y, tuple(rows))


def _step(step: StepOnPicture, y: int) -> Row:
    said = _lines([step.what, step.note], _FIRST_LINE)
    return Row(
        y,
        "step",
        _line(5, step.when, _BIG),
        (*said, *_lines(_told(step), _told_from(step))),
        _bars(step.counts),
        bar_y=_BAR_AT if step.counts else None,
        is_wrong=step.is_wrong,
    )


def _told_from(step: StepOnPicture) -> int:
    return _LINES_FROM if step.counts else _FIRST_LINE + 2 * _LINE


def _told(step: StepOnPicture) -> list[str]:
    """The counts, in as many lines as they need, then the rest."""
    if not step.counts:
        return list(step.lines)
    words = [f"{count} {kind}" for kind, count in step.counts.items() if count] or ["nothing yet"]
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} · {word}"
        if _length(longer, _SMALL) > _ROOM:
            lines.append(word)
        else:
            lines[-1] = longer
    return [*lines, *step.lines]


def _height(step: StepOnPicture) -> int:
    return _told_from(step) + _LINE * (len(_told(step)) - 1) + _GAP


def _bars(counts: Mapping[str, int]) -> tuple[Bar, ...]:
    bars: list[Bar] = []
    total = sum(counts.values())
    x = float(_LEFT)
    for kind, count in counts.items():
        if count:
            width = round(_ROOM * count / total, 1)
            bars.append(Bar(kind, round(x, 1), width))
            x += width
    return tuple(bars)


def _lines(texts: Sequence[str], y: int) -> tuple[Line, ...]:
    return tuple(_line(y + _LINE * number, text, _SMALL) for number, text in enumerate(texts))


def _line(y: int, text: str, size: int) -> Line:
    """Cut where there is no more room."""
    if _length(text, size) <= _ROOM:
        return Line(y, text)
    cut = text
    while cut and _length(f"{cut}…", size) > _ROOM:
        cut = cut[:-1]
    return Line(y, f"{cut.rstrip()}…", text)


def _length(text: str, size: int) -> float:
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return size * (wide * _WIDE + (len(text) - wide) * _NARROW)


def offset_in_words(days: int, hours: int) -> str:
    """`24 hours before`, `the next day`, `7 days after`, `the same day`."""
    if days == 0 and hours == 0:
        return "the same day"
    if days == 1 and hours == 0:
        return "the next day"
    parts = [f"{abs(days)} day{'s' * (abs(days) != 1)}"] if days else []
    parts += [f"{abs(hours)} hour{'s' * (abs(hours) != 1)}"] if hours else []
    return f"{' and '.join(parts)} {'before' if days * 24 + hours < 0 else 'after'}"

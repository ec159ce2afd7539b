"""CSV tables as a stream of rows: header checked, quotes strict, columns counted."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from patients.importers.lines import text_lines
from patients.importers.problems import BrokenFile
from patients.importers.records import Meter, Place

_DELIMITERS = (",", ";", "\t")
_ADD_LINE_BREAK = "If it is whole, add a line break at its end; if not, export it again."
_EXPORT_AGAIN = "Export it again and check that the copy is complete."


@dataclass(frozen=True, slots=True, repr=False)
class TableRow:
    """`cells` is None for a row with more or fewer cells than the header has columns."""

    place: Place
    cells: Mapping[str, str] | None
    raw_cells: tuple[str, ...]

    def raw(self) -> str:
        return as_line(self.raw_cells)


def header_of(path: Path) -> tuple[list[str], str]:
    """Column names and delimiter. Raises `BrokenFile` when there is no header or a name stands twice."""
    first = next(text_lines(path, _no_meter), "")
    delimiter = max(_DELIMITERS, key=first.count)
    names = [name.strip() for name in next(_cells(path, [first], delimiter), [])]
    if not any(names):
        raise BrokenFile(path, "There is no header", at="line 1", todo="The first line must name the columns.")
    if len(set(names)) != len(names):
        raise BrokenFile(path, "Two columns have the same name", at="line 1", todo="Name each column once.")
    return names, delimiter


def rows_of(path: Path, meter: Meter) -> Iterator[TableRow]:
    """All rows after the header; empty lines are none."""
    names, delimiter = header_of(path)
    reader = csv.reader(text_lines(path, meter), delimiter=delimiter, strict=True)
    _next(path, reader)
    line = reader.line_num
    while (cells := _next(path, reader)) is not None:
        place, line = Place(path, line + 1), reader.line_num
        if cells:
            fits = len(cells) == len(names)
            yield TableRow(place, dict(zip(names, cells, strict=True)) if fits else None, tuple(cells))


def check_rows(path: Path, meter: Meter) -> None:
    """Read to the end once. Raises `BrokenFile`, also for a file that ends in the middle of a row."""
    final = deque(rows_of(path, meter), maxlen=1)
    last = final[0] if final else None
    if last is None or _ends_with_line_break(path):
        return
    at = f"line {last.place.line}"
    if last.cells is None:
        raise BrokenFile(path, "The file ends in the middle of a row", at=at, todo=_EXPORT_AGAIN)
    raise BrokenFile(path, "The last row has no line break after it: it may be cut", at=at, todo=_ADD_LINE_BREAK)


def as_line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _next(path: Path, reader: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        at_end = "unexpected end of data" in str(error)
        what = "The file ends inside a quoted cell" if at_end else "Quotes or line ends are not those of a CSV table"
        raise BrokenFile(path, what, at=f"line {getattr(reader, 'line_num', 1)}", todo=_EXPORT_AGAIN) from None


def _cells(path: Path, lines: list[str], delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while (cells := _next(path, reader)) is not None:
        yield cells


def _ends_with_line_break(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, io.SEEK_END)
        return file.read(1) in b"\r\n"


def _no_meter(_: int) -> None:
    return None

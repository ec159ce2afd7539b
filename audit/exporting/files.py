"""The two forms an export has: CSV (RFC 4180) for a spreadsheet, JSON lines for a program."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from audit.domain.spreadsheets import harmless_cell

_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else

Row = Sequence[Any]


class Format(StrEnum):
    CSV = "csv"
    JSON_LINES = "jsonl"


MEDIA_TYPES: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON_LINES: "application/jsonl; charset=utf-8",
}


def beginning(form: Format, columns: Sequence[str]) -> bytes:
    return (_BYTE_ORDER_MARK + _csv([columns])).encode() if form is Format.CSV else b""


def lines(form: Format, columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Rows as bytes. In CSV what a spreadsheet would run begins with an apostrophe (OWASP, CSV injection); lists
    are words with blanks between, a dictionary is JSON, nothing is an empty cell."""
    if form is Format.CSV:
        return _csv([_cell(value) for value in row] for row in rows).encode()
    return b"".join(_json_line(columns, row) for row in rows)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, str):  # most of them, and there are millions
        return harmless_cell(value)
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat()
        case dict():
            return json.dumps(value, ensure_ascii=False) if value else ""
        case list() | tuple():
            return harmless_cell(" ".join(map(str, value)))
    return harmless_cell(str(value))


def _json_line(columns: Sequence[str], row: Row) -> bytes:
    return (json.dumps(dict(zip(columns, row, strict=True)), default=_plain, ensure_ascii=False) + "\n").encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)

"""A report as a table for a spreadsheet: what the page leaves out is left out here, too."""

import csv
import io
from collections.abc import Iterator

from audit.domain.spreadsheets import harmless_cell
from campaigns.domain.proportions import Difference, Share
from campaigns.numbers_desk.report import Number, Report

COLUMNS = ("quarter", "table", "name", "measure", "number", "share", "from", "to")
NOT_SHOWN = "not shown"
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else


def as_csv(told: Report) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows(told):
        writer.writerow([harmless_cell(cell) for cell in row])
    return _BYTE_ORDER_MARK + out.getvalue()


def rows(told: Report) -> Iterator[tuple[str, ...]]:
    quarter = str(told.quarter)
    for table in told.tables:
        for line in table.lines:
            for number in line.numbers.values():
                yield quarter, table.title, line.name, *_cells(number)
            for reason, count in line.reasons:
                yield quarter, table.title, line.name, f"Not sent: {reason}", _whole(count), "", "", ""
    for one in told.beside:
        if one.comparison is None:
            yield quarter, "Held out", one.campaign, one.outcome, NOT_SHOWN, "", "", ""
            continue
        for side, found in (("got it", one.comparison.sent), ("held out", one.comparison.control)):
            yield quarter, "Held out", one.campaign, f"{one.outcome}, {side}", str(found.number), *_interval(found)
        gap = one.comparison.difference
        yield quarter, "Held out", one.campaign, f"{one.outcome}, difference", "", *_interval(gap)


def _cells(number: Number) -> tuple[str, ...]:
    return number.words, _whole(number.number), _part(number.percent), _part(number.low), _part(number.high)


def _interval(found: Share | Difference) -> tuple[str, ...]:
    return _part(found.value), _part(found.low), _part(found.high)


def _whole(number: int | None) -> str:
    return NOT_SHOWN if number is None else str(number)


def _part(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"

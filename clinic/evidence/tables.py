"""Rows as a CSV file of the pack, harmless in a spreadsheet."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from audit.domain.evidence import EvidenceFile, Period
from audit.exporting.files import Format, beginning, lines
from clinic.domain.hours import at_local


def csv_file(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, what: str, supports: str
) -> EvidenceFile:
    content = beginning(Format.CSV, columns) + lines(Format.CSV, columns, rows)
    return EvidenceFile(f"{name}.csv", content, what, supports)


def within(field: str, period: Period) -> dict[str, datetime]:
    """A filter: the moment lies on one of the days."""
    begin = at_local(period.since, time(0), period.zone)
    end = at_local(period.until + timedelta(days=1), time(0), period.zone)
    return {f"{field}__gte": begin, f"{field}__lt": end}

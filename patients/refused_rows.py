"""Refused rows as a table to correct in the other system: through the door, one EXPORT event for all of them."""

import csv
import io
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import UUID

from audit.domain.actors import Actor
from audit.domain.spreadsheets import harmless_cell
from audit.door import Phi, phi_access
from audit.enums import AuditWord, PurposeOfUse
from patients.models import ImportRefusal

_FIELDS = ("patients.importrefusal.file", "patients.importrefusal.raw")
_HEADER = ("file", "line", "what", "reason", "row")
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
_ROWS_AT_ONCE = 500


def refused_rows_as_csv(run_id: UUID, *, by: Actor) -> Iterator[str]:
    """Lines of a CSV file. The event is written when this is called, not when the first line is read.

    Raises `AccessRefused` and `DoorClosed`. Cells that a spreadsheet would run begin with an apostrophe.
    """
    rows = ImportRefusal.objects.filter(run_id=run_id)
    opened = ExitStack()
    phi = opened.enter_context(
        phi_access(
            actor=by,
            purpose=PurposeOfUse.OPERATIONS,
            people=(),
            fields=_FIELDS,
            word=AuditWord.EXPORT,
            details={"run": str(run_id), "rows": rows.count()},
        )
    )
    return _lines(rows.order_by("line", "pk").iterator(chunk_size=_ROWS_AT_ONCE), phi, opened)


def _lines(rows: Iterator[ImportRefusal], phi: Phi, opened: ExitStack) -> Iterator[str]:
    with opened:
        yield _BYTE_ORDER_MARK + _line(_HEADER)
        for row in rows:
            file, raw = phi.reveal(row.file) or "", phi.reveal(row.raw) or ""
            cells = (file, str(row.line), row.get_kind_display(), row.get_reason_display(), raw)
            yield _line(tuple(harmless_cell(cell) for cell in cells))


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()

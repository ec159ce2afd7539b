"""The person's own export to read and to print."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from clinic.domain.person_export import Asked, Part, Value
from clinic.enums import Language
from consent.copies.pdf_sheet import BODY, GAP, HEADING, MARGIN, SMALL, TITLE, Sheet

_NOTHING = "Nothing is recorded."
_HEAD = "What we keep about you"


def as_pdf(parts: Sequence[Part], clinic: str, asked: Asked) -> bytes:
    """Every part with every line. The file's own properties name the clinic and nobody else."""
    sheet = _Copy(parts, clinic, asked)
    sheet.add_page()
    sheet.put(clinic, SMALL)
    sheet.put(_HEAD, TITLE)
    sheet.put(f"As of {_in_words(asked.at)}", SMALL)
    for part in parts:
        sheet.put_part(part)
    return bytes(sheet.output())


class _Copy(Sheet):
    def __init__(self, parts: Sequence[Part], clinic: str, asked: Asked) -> None:
        super().__init__([_HEAD, _NOTHING, clinic, *_texts(parts)], Language.ENGLISH)
        self.set_title(_HEAD)
        self.set_author(clinic)
        self.set_creation_date(asked.at)

    def footer(self) -> None:
        self.set_y(-MARGIN)
        self.use(SMALL)
        self.cell(0, SMALL.leading, f"{self.page_no()} / {{nb}}", align="R")

    def put_part(self, part: Part) -> None:
        self.keep_together(HEADING.leading + 3 * BODY.leading)
        self.ln(3 * GAP)
        self.put(part.title, HEADING)
        if not part.lines:
            self.put(_NOTHING, SMALL)
        for line in part.lines:
            for text in _lines(line):
                self.put(text, BODY)
            self.ln(GAP)


def _texts(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield part.title
        for line in part.lines:
            yield from _lines(line)


def _lines(line: Mapping[str, Value]) -> Iterator[str]:
    for name, value in line.items():
        if value not in (None, "", []):
            yield f"{name.replace('_', ' ').capitalize()}: {_in_words(value)}"


def _in_words(value: Value) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} (UTC)"
        case date():
            return f"{value:%Y-%m-%d}"
        case list():
            return "; ".join(value)
    return str(value)

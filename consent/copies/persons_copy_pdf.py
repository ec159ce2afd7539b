"""The person's own export to read and to print."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from clinic.domain.person_export import Asked, Part, Value
from clinic.enums import Language
from consent.copies.export_words import in_words
from consent.copies.pdf_sheet import BODY, GAP, HEADING, MARGIN, SMALL, TITLE, Sheet

_NOTHING = "Nothing is recorded."
_HEAD = "What we keep about you"


def as_pdf(parts: Sequence[Part], clinic: str, asked: Asked) -> bytes:
    """Every part with every line, labelled in the person's language; what was chosen from a list stays English, as the
    clinic's screens are. The file's own properties name the clinic and nobody else."""
    sheet = _Copy(parts, clinic, asked)
    sheet.add_page()
    sheet.put(clinic, SMALL)
    sheet.put(sheet.head, TITLE)
    sheet.put(_line("As of", asked.at, asked.language), SMALL)
    for part in parts:
        sheet.put_part(part)
    return bytes(sheet.output())


class _Copy(Sheet):
    def __init__(self, parts: Sequence[Part], clinic: str, asked: Asked) -> None:
        self.language = asked.language
        self.head, self.nothing = in_words(_HEAD, self.language), in_words(_NOTHING, self.language)
        as_of = _line("As of", asked.at, self.language)
        super().__init__([self.head, self.nothing, as_of, clinic, *_texts(parts, self.language)], self.language)
        self.set_title(self.head)
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
            self.put(self.nothing, SMALL)
        for line in part.lines:
            for text in _lines(line, self.language):
                self.put(text, BODY)
            self.ln(GAP)


def _texts(parts: Sequence[Part], language: str) -> Iterator[str]:
    for part in parts:
        yield part.title
        for line in part.lines:
            yield from _lines(line, language)


def _lines(line: Mapping[str, Value], language: str) -> Iterator[str]:
    for name, value in line.items():
        if value not in (None, "", []):
            yield _line(name.replace("_", " ").capitalize(), value, language)


def _line(label: str, value: Value, language: str) -> str:
    colon = ": " if language == Language.ENGLISH else "："
    return f"{in_words(label, language)}{colon}{_in_words(value, language)}"


def _in_words(value: Value, language: str) -> str:
    match value:
        case bool():
            return in_words("yes" if value else "no", language)
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} (UTC)"
        case date():
            return f"{value:%Y-%m-%d}"
        case list():
            return "; ".join(value)
    return str(value)

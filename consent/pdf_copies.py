"""The signer's copy as PDF: what was shown, and how it was signed (45 CFR 164.508(c)(1)(vi), (c)(4))."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from unicodedata import normalize

from django.utils.formats import date_format
from django.utils.translation import override
from fpdf import FPDF, ViewerPreferences

from consent.copy_labels import LABELS, Labels
from consent.documents import Section, Shown
from consent.domain.lines import lines
from consent.pdf_fonts import fonts_for, legible

_MARGIN, _GAP = 19.0, 1.5  # mm
_INK, _QUIET, _ACCENT = (25, 32, 38), (95, 105, 112), (11, 92, 107)


class _Style(NamedTuple):
    size: float  # points
    leading: float  # mm
    color: tuple[int, int, int] = _INK


_TITLE, _HEADING, _BODY = _Style(16, 8.5), _Style(11, 6, _ACCENT), _Style(10, 5.1)
_SMALL, _SIGNATURE = _Style(8.5, 4.6, _QUIET), _Style(15, 9)


@dataclass(frozen=True, slots=True, repr=False)
class SignedBlock:
    """How it was signed. Names and authority are PHI: hold it as briefly as they are held.

    `signed_at`: the clinic-local moment, aware; of a paper, the date beside the signature.
    `patient`: for whom a representative signed.
    """

    name: str
    signed_at: datetime | date
    representative: bool = False
    authority: str = ""
    patient: str = ""


def copy_of(shown: Shown, signed: SignedBlock, language: str) -> bytes:
    """A PDF with embedded fonts: every section that was shown, the signature block, the text's SHA-256.

    The same arguments give the same document. The file's own properties name the form and the clinic, nobody else.
    """
    sheet = _Sheet(shown, signed, language)
    sheet.put(shown.clinic_name, _SMALL)
    sheet.put(shown.title, _TITLE)
    sheet.put(shown.edition, _SMALL)
    for section in shown.sections:
        sheet.put_section(section)
    sheet.put_signature(signed)
    return bytes(sheet.output())


class _Sheet(FPDF):
    """Letter pages, one column, in the language of the form."""

    def __init__(self, shown: Shown, signed: SignedBlock, language: str) -> None:
        super().__init__(format="letter")
        self.labels: Labels = LABELS[language]
        self.language, self.shown_digest = language, shown.digest
        self._embed(" ".join([shown.text, signed.name, signed.authority, signed.patient, *self.labels]))
        self._tell_about_itself(shown, signed)
        self.set_margin(_MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, margin=_MARGIN + 6)
        self.add_page()

    def _embed(self, text: str) -> None:
        self.fonts_here = fonts_for(normalize("NFC", text) + "0123456789[]", self.language)
        names = [f"text{number}" for number, _ in enumerate(self.fonts_here)]
        for name, font in zip(names, self.fonts_here, strict=True):
            self.add_font(name, fname=font.path, collection_font_number=font.number)
        self.set_font(names[0])
        self.set_fallback_fonts(names[1:])

    def _tell_about_itself(self, shown: Shown, signed: SignedBlock) -> None:
        self.set_title(shown.title)
        self.set_author(shown.clinic_name)
        self.set_lang(self.language)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        at = signed.signed_at
        self.set_creation_date(at if isinstance(at, datetime) else datetime(at.year, at.month, at.day))

    def footer(self) -> None:
        self.set_y(-_MARGIN)
        self._use(_SMALL)
        self.cell(0, _SMALL.leading, f"{self.labels.digest} {self.shown_digest}", new_x="LMARGIN", new_y="NEXT")
        self.cell(0, _SMALL.leading, f"{self.page_no()} / {{nb}}", align="R")

    def put(self, text: str, style: _Style) -> None:
        self._use(style)
        for line in lines(self._legible(text), room=self.epw, width_of=self.get_string_width):
            self.cell(0, style.leading, line, new_x="LMARGIN", new_y="NEXT")

    def put_section(self, section: Section) -> None:
        self._keep_together(_HEADING.leading + 3 * _BODY.leading)
        self.ln(2 * _GAP)
        self.put(section.heading, _HEADING)
        self.put(section.text, _BODY)

    def put_signature(self, signed: SignedBlock) -> None:
        rows = self._rows(signed)
        self._keep_together(6 * _GAP + sum(_SMALL.leading + style.leading + _GAP for _, _, style in rows))
        self.ln(4 * _GAP)
        self.set_draw_color(*_ACCENT)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
        self.ln(2 * _GAP)
        for label, value, style in rows:
            self.put(label, _SMALL)
            self.put(value, style)
            self.ln(_GAP)

    def _rows(self, signed: SignedBlock) -> list[tuple[str, str, _Style]]:
        rows = [
            (self.labels.signature, signed.name, _SIGNATURE),
            (self.labels.signed_at, self._moment(signed.signed_at), _BODY),
        ]
        if signed.representative:
            rows.append((self.labels.authority, signed.authority, _BODY))
        if signed.patient:
            rows.append((self.labels.patient, signed.patient, _BODY))
        return rows

    def _moment(self, at: datetime | date) -> str:
        with override(self.language):
            day = date_format(at, "DATE_FORMAT")
        return f"{day}  {at:%H:%M} (UTC{at:%z})" if isinstance(at, datetime) else day

    def _keep_together(self, height: float) -> None:
        if self.will_page_break(height):
            self.add_page()

    def _use(self, style: _Style) -> None:
        self.set_font_size(style.size)
        self.set_text_color(*style.color)

    def _legible(self, text: str) -> str:
        return legible(normalize("NFC", text), self.fonts_here)

"""How the signer's copy is set: every section, the signature block, at the foot which form it is."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import override
from fpdf import ViewerPreferences

from consent.copies.labels import LABELS, Labels
from consent.copies.pdf_sheet import ACCENT, BODY, GAP, HEADING, SMALL, TITLE, Sheet, Style
from consent.copies.signed_pdf import SignedBlock
from consent.documents import Section, Shown

_SIGNATURE, _FOOT = Style(15, 9), 27.0


class SignedSheet(Sheet):
    """In the language of the form; at the foot of each page which form it is, and the digest of what was shown."""

    def __init__(self, shown: Shown, signed: SignedBlock, language: str) -> None:
        self.labels: Labels = LABELS[language]
        self.language, self.shown = language, shown
        super().__init__([shown.text, signed.name, signed.authority, signed.patient, "·", *self.labels], language)
        self._tell_about_itself(shown, signed)
        self.set_auto_page_break(True, margin=_FOOT + 2)
        self.add_page()
        self._put_all(shown, signed)

    def _put_all(self, shown: Shown, signed: SignedBlock) -> None:
        self.put(shown.clinic_name, SMALL)
        self.put(shown.title, TITLE)
        self.put(shown.edition, SMALL)
        for section in shown.sections:
            self.put_section(section)
        self.put_signature(signed)

    def _tell_about_itself(self, shown: Shown, signed: SignedBlock) -> None:
        self.set_title(shown.title)
        self.set_author(shown.clinic_name)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        at = signed.signed_at
        self.set_creation_date(at if isinstance(at, datetime) else datetime(at.year, at.month, at.day))

    def footer(self) -> None:
        """What the page belongs to, should it be parted from the others."""
        self.set_y(-_FOOT)
        self.put(self.shown.title, SMALL)
        self.put(f"{self.shown.edition} · {self.shown.clinic_name}", SMALL)
        self.cell(0, SMALL.leading, f"{self.labels.digest} {self.shown.digest}", new_x="LMARGIN", new_y="NEXT")
        self.cell(0, SMALL.leading, f"{self.page_no()} / {{nb}}", align="R")

    def put_section(self, section: Section) -> None:
        self.keep_together(HEADING.leading + 3 * BODY.leading)
        self.ln(2 * GAP)
        self.put(section.heading, HEADING)
        self.put(section.text, BODY)

    def put_signature(self, signed: SignedBlock) -> None:
        rows = self._rows(signed)
        self.keep_together(6 * GAP + sum(SMALL.leading + style.leading + GAP for _, _, style in rows))
        self.ln(4 * GAP)
        self.set_draw_color(*ACCENT)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
        self.ln(2 * GAP)
        for label, value, style in rows:
            self.put(label, SMALL)
            self.put(value, style)
            self.ln(GAP)

    def _rows(self, signed: SignedBlock) -> list[tuple[str, str, Style]]:
        rows = [(self.labels.patient, signed.patient, BODY)] if signed.patient else []
        rows += [
            (self.labels.signature, signed.name, _SIGNATURE),
            (self.labels.signed_at, self._moment(signed.signed_at), BODY),
        ]
        if signed.representative:
            rows.append((self.labels.authority, signed.authority, BODY))
        return rows

    def _moment(self, at: datetime | date) -> str:
        with override(self.language):
            day = date_format(at, "DATE_FORMAT")
        return f"{day}  {at:%H:%M} (UTC{at:%z})" if isinstance(at, datetime) else day

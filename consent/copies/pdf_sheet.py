"""What our PDFs have in common: letter pages, one column, embedded fonts for whatever the text holds."""

from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import normalize

from fpdf import FPDF

from consent.copies.fonts import CORE_ENCODING, fonts_for, legible
from consent.domain.lines import lines

MARGIN, GAP = 19.0, 1.5  # mm
INK, QUIET, ACCENT = (25, 32, 38), (95, 105, 112), (11, 92, 107)


class Style(NamedTuple):
    size: float  # points
    leading: float  # mm
    color: tuple[int, int, int] = INK


TITLE, HEADING, BODY, SMALL = Style(16, 8.5), Style(11, 6, ACCENT), Style(10, 5.1), Style(8.5, 4.6, QUIET)


class Sheet(FPDF):
    """`says`: every text that will be put on it, so that the right fonts are embedded. Add a page before the first.

    Raises `consent.copies.fonts.NoFont`.
    """

    def __init__(self, says: Iterable[str], language: str) -> None:
        super().__init__(format="letter")
        self._embed(" ".join(says), language)
        self.set_lang(language)
        self.set_margin(MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, margin=MARGIN + 6)

    def put(self, text: str, style: Style) -> None:
        self.use(style)
        for line in lines(self.legible(text), room=self.epw, width_of=self.get_string_width):
            self.cell(0, style.leading, line, new_x="LMARGIN", new_y="NEXT")

    def keep_together(self, height: float) -> None:
        if self.will_page_break(height):
            self.add_page()

    def use(self, style: Style) -> None:
        self.set_font_size(style.size)
        self.set_text_color(*style.color)

    def legible(self, text: str) -> str:
        whole = normalize("NFC", text)
        return legible(whole, self.fonts_here) if self.fonts_here else whole

    def _embed(self, text: str, language: str) -> None:
        self.fonts_here = fonts_for(normalize("NFC", text) + "0123456789[]", language)
        if not self.fonts_here:
            self.core_fonts_encoding = CORE_ENCODING
            self.set_font("helvetica")
            return
        names = [f"text{number}" for number, _ in enumerate(self.fonts_here)]
        for name, font in zip(names, self.fonts_here, strict=True):
            self.add_font(name, fname=font.path, collection_font_number=font.number)
        self.set_font(names[0])
        self.set_fallback_fonts(names[1:])

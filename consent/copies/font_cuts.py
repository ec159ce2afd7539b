"""Small fonts, cut from a big one of this machine: a collection of all Chinese characters takes a second to read.

A cut is made once (some seconds: a worker's start or `manage.py cut_fonts`, never a page), and kept in
`settings.FONT_CUTS` under a name that tells what it was cut from: another font, or the same one in a newer edition, is
cut again. Its curves are TrueType's, which
every reader of PDF draws and reads back.
"""

import logging
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

from consent.copies.machine_fonts import Font, font_at

logger = logging.getLogger(__name__)

_EDITION = 1  # raise it when a cut would come out different
_LATIN_1 = (range(0x20, 0x7F), range(0xA0, 0x100))
_SIGNS = (range(0x2010, 0x2045), (0x20AC, 0x2122))
_EUROPE = (range(0x100, 0x530), range(0x1E00, 0x2000))  # with Vietnamese, Greek, Cyrillic
_CHINESE_SIGNS = (range(0x3000, 0x3030), range(0x3100, 0x3130), range(0xFF01, 0xFF66))


class Cut(StrEnum):
    """What a cut holds, as far as its font does."""

    LATIN = "latin"
    TRADITIONAL = "traditional"
    SIMPLIFIED = "simplified"


def cut_of(font: Font, cut: Cut) -> Font:
    """The cut if somebody made it, else the font itself, which takes longer. It makes none."""
    try:
        return font_at(_place(font, cut))
    except OSError:
        return font


def make(font: Font, cut: Cut) -> bool:
    """The cut, if it is not there yet. False where none can be kept.

    Raises `fontTools.ttLib.TTLibError` for a font that cannot be read.
    """
    try:
        if not _place(font, cut).is_file():
            _keep(_place(font, cut), font, cut)
    except OSError as problem:
        logger.warning("no cut font can be kept: %s", type(problem).__name__)
        return False
    return True


@cache
def characters_of(cut: Cut) -> frozenset[int]:
    """The common characters of a script (level 1 of Big5 or GB 2312) with signs; for Latin, what Europe writes."""
    if cut == Cut.LATIN:
        return _codes(*_LATIN_1, *_SIGNS, *_EUROPE)
    return _codes(*_LATIN_1, *_SIGNS, *_CHINESE_SIGNS, _big5() if cut == Cut.TRADITIONAL else _gb2312())


def _codes(*groups: range | tuple[int, ...]) -> frozenset[int]:
    return frozenset(code for group in groups for code in group)


def _big5() -> tuple[int, ...]:
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    pairs = bytes(byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail))
    return tuple(map(ord, pairs.decode("big5", errors="ignore")))


def _gb2312() -> tuple[int, ...]:
    pairs = bytes(byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    return tuple(map(ord, pairs.decode("gb2312", errors="ignore")))


def _place(font: Font, cut: Cut) -> Path:
    return Path(settings.FONT_CUTS) / f"{cut}-{_origin(font)}.ttf"


def _origin(font: Font) -> str:
    return sha256(repr((_EDITION, str(font.path), font.number, font.size, font.changed)).encode()).hexdigest()[:16]


def _keep(path: Path, font: Font, cut: Cut) -> None:
    """Under a name of its own first: nobody sees half a font, and of two who make the same one the later stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
    os.close(handle)
    try:
        _made(font, cut).save(part)
        Path(part).chmod(0o644)
        Path(part).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(part).unlink()


def _made(font: Font, cut: Cut) -> TTFont:
    with TTFont(font.path, fontNumber=font.number, lazy=True) as source:
        wanted = characters_of(cut)
        codes = {code: name for code, name in source.getBestCmap().items() if code in wanted}
        return _built(source, codes, str(cut))


def _built(source: TTFont, codes: Mapping[int, str], name: str) -> TTFont:
    from fontTools.fontBuilder import FontBuilder  # here, as below: a process that cuts nothing need not import it

    order = list(dict.fromkeys([source.getGlyphOrder()[0], *codes.values()]))
    glyphs = _glyphs(source, order)
    made = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    made.font.recalcTimestamp = False
    made.setupGlyphOrder(order)
    made.setupCharacterMap(dict(codes))
    made.setupGlyf(glyphs)
    widths = source["hmtx"]
    made.setupHorizontalMetrics({glyph: (widths[glyph][0], getattr(glyphs[glyph], "xMin", 0)) for glyph in order})
    made.setupHorizontalHeader(ascent=source["hhea"].ascent, descent=source["hhea"].descent)
    made.setupNameTable({"familyName": f"Cut {name}", "styleName": "Regular", "psName": f"Cut-{name}"})
    made.setupOS2(fsType=source["OS/2"].fsType, usWeightClass=source["OS/2"].usWeightClass)
    made.setupPost(keepGlyphNames=False)
    return made.font


def _glyphs(source: TTFont, order: list[str]) -> dict[str, object]:
    """Cubic curves become quadratic ones, at most a thousandth of the em beside them, and turn the other way round."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    drawn, is_cubic = source.getGlyphSet(), "glyf" not in source
    glyphs = {}
    for name in order:
        strokes, pen = DecomposingRecordingPen(drawn), TTGlyphPen(None)
        drawn[name].draw(strokes)
        strokes.replay(Cu2QuPen(pen, source["head"].unitsPerEm / 1000, reverse_direction=is_cubic))
        glyphs[name] = pen.glyph()
    return glyphs

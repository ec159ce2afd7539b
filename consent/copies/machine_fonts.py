"""Fonts of this machine, in the usual places of Linux, macOS and Windows, or those that PDF_FONTS names.

A collection holds several faces: the one with Taiwan's or the mainland's shapes is found by its name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from clinic.enums import Language

#: What to install where there is no font with Chinese characters.
DEBIAN_PACKAGE = "fonts-noto-cjk"
WHAT_TO_INSTALL = f"No font on the server shows all of it. Whoever keeps the server installs {DEBIAN_PACKAGE} (Debian)."
_CHINESE = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",  # Debian, Ubuntu: fonts-noto-cjk
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",  # Fedora
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",  # Arch
    "/usr/share/fonts/noto/NotoSansCJK-Regular.ttc",  # Alpine
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "C:/Windows/Fonts/msjh.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",  # Debian: fonts-wqy-zenhei
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)
_LATIN = (
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/google-noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/System/Library/Fonts/Supplemental/Arial.ttf",
    "C:/Windows/Fonts/arial.ttf",
)
_OUTLINES = ("glyf", "CFF ")
_LATIN_SAMPLE = "Aaé"
#: What a language's font must hold, and the words by which a collection names its face. English is set in Korea's:
#: in the others a quotation mark is as wide as a Chinese character.
_SAMPLES = {
    Language.ENGLISH: "Aaé的",
    Language.TRADITIONAL_CHINESE: "簽樣與這",
    Language.SIMPLIFIED_CHINESE: "签样与这",
}
_FACES = {
    Language.ENGLISH: frozenset({"kr"}),
    Language.TRADITIONAL_CHINESE: frozenset({"tc", "tw", "hk"}),
    Language.SIMPLIFIED_CHINESE: frozenset({"sc", "cn", "gb"}),
}
_OTHER_CUTS = {"mono", "thin", "light", "medium", "bold", "black", "ui", "w6"}


@dataclass(frozen=True, slots=True)
class Font:
    """A file, which font of it if it holds several, and as of when: a file that was replaced is another font."""

    path: Path
    number: int = 0
    size: int = 0
    changed: int = 0

    @property
    def characters(self) -> frozenset[int]:
        return _characters(self)


def font_at(path: Path, number: int = 0) -> Font:
    """Raises `OSError` where there is no such file."""
    found = path.stat()
    return Font(path, number, found.st_size, found.st_mtime_ns)


def is_for_chinese_here() -> bool:
    """Is a font that should hold Chinese characters there? Opens no file unless PDF_FONTS is set."""
    if settings.PDF_FONTS:
        return all(chinese_font(language) for language in _SAMPLES)
    return any(Path(place).is_file() for place in _CHINESE)


def chinese_font(language: str) -> Font | None:
    """The first one with Chinese characters and this language's, in its shapes if the file has a face for them."""
    wanted = Language(language)
    return next(_holding(settings.PDF_FONTS or _CHINESE, _SAMPLES[wanted], _FACES[wanted]), None)


def latin_fonts() -> Iterator[Font]:
    return _holding(settings.PDF_FONTS or _LATIN, _LATIN_SAMPLE, frozenset())


def _holding(places: tuple[str, ...] | list[str], sample: str, names: frozenset[str]) -> Iterator[Font]:
    wanted = frozenset(map(ord, sample))
    for place in places:
        try:
            font = _face(font_at(Path(place)), names)
            if font and wanted <= font.characters:
                yield font
        except (OSError, TTLibError):
            continue  # not there, or not a font


@cache
def _face(file: Font, names: frozenset[str]) -> Font | None:
    """The face of the file that these words name, else its first; None if nothing here can draw it."""
    with file.path.open("rb") as opened:
        if opened.read(4) != b"ttcf":
            return file if _can_be_drawn(file) else None
    with TTCollection(file.path, lazy=True) as collection:
        titles = [_words(str(face["name"].getBestFullName())) for face in collection.fonts]
    best = max(range(len(titles)), key=lambda number: (bool(titles[number] & names), -_odd(titles[number]), -number))
    face = Font(file.path, best, file.size, file.changed)
    return face if _can_be_drawn(face) else None


def _words(title: str) -> set[str]:
    return set(re.findall(r"\w+", title.lower()))


def _odd(title: set[str]) -> int:
    return len(title & _OTHER_CUTS)


def _can_be_drawn(font: Font) -> bool:
    with TTFont(font.path, fontNumber=font.number, lazy=True) as opened:
        return any(outlines in opened for outlines in _OUTLINES)


@cache
def _characters(font: Font) -> frozenset[int]:
    with TTFont(font.path, fontNumber=font.number, lazy=True) as opened:
        return frozenset(opened.getBestCmap() or ())

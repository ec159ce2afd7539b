"""Which fonts a document needs. The ones in this folder hold Latin, Greek, Cyrillic and the common Chinese characters;
a font of the machine is opened only for a character that none of them has."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from clinic.enums import Language

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Font:
    """A file, and which font of it if it holds several."""

    path: Path
    number: int = 0

    @property
    def characters(self) -> frozenset[int]:
        return _characters(self.path, self.number)


_LATIN, _TRADITIONAL, _SIMPLIFIED = (Font(_HERE / f"NotoSans{name}.ttf") for name in ("", "TC", "SC"))
#: The first font sets the look; the next ones lend what it lacks.
OURS: Mapping[str, tuple[Font, ...]] = {
    Language.ENGLISH: (_LATIN, _TRADITIONAL, _SIMPLIFIED),
    Language.TRADITIONAL_CHINESE: (_TRADITIONAL, _LATIN, _SIMPLIFIED),
    Language.SIMPLIFIED_CHINESE: (_SIMPLIFIED, _LATIN, _TRADITIONAL),
}
#: Fonts of machines that hold (nearly) all Chinese characters: file, number in the file.
_OF_MACHINES = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 3),  # Debian, Ubuntu: fonts-noto-cjk
    ("/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc", 3),  # Fedora
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 3),  # Arch
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/System/Library/Fonts/Supplemental/Songti.ttc", 0),
    ("C:/Windows/Fonts/msjh.ttc", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
)


def font_of_this_machine() -> Font | None:
    """A font with nearly all Chinese characters, if one is installed."""
    return next((Font(Path(file), number) for file, number in _OF_MACHINES if Path(file).is_file()), None)


def fonts_for(text: str, language: str) -> tuple[Font, ...]:
    """The fewest fonts, in order, that show the text; the language's own always comes first."""
    lacking = {ord(character) for character in text if not character.isspace()}
    chosen = []
    for number, font in enumerate(OURS[language]):
        if number == 0 or lacking & font.characters:
            chosen.append(font)
            lacking -= font.characters
    machine = font_of_this_machine() if lacking else None
    if machine and lacking & machine.characters:
        chosen.append(machine)
    return tuple(chosen)


def legible(text: str, fonts: tuple[Font, ...]) -> str:
    """The text with each character that no font has as its code point, so that no name loses one: 陳[U+20BB7]."""
    return "".join(
        character
        if character.isspace() or any(ord(character) in font.characters for font in fonts)
        else f"[U+{ord(character):04X}]"
        for character in text
    )


@cache
def _characters(path: Path, number: int) -> frozenset[int]:
    with TTFont(path, fontNumber=number, lazy=True) as font:
        return frozenset(font.getBestCmap())

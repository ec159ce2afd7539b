"""Which fonts a document needs: cuts for what is common, the whole font of the machine for a rarer character."""

from collections.abc import Iterator
from typing import Literal

from clinic.enums import Language
from consent.copies.font_cuts import Cut, characters_of, cut_of, make
from consent.copies.machine_fonts import Font, chinese_font, latin_fonts

#: Of the fonts that every reader of PDF has.
CORE_ENCODING: Literal["cp1252"] = "cp1252"
_LATIN = [(Language.ENGLISH, Cut.LATIN)]
_CHINESE = ((Language.TRADITIONAL_CHINESE, Cut.TRADITIONAL), (Language.SIMPLIFIED_CHINESE, Cut.SIMPLIFIED))


class NoFont(ValueError):
    """No font of this machine shows what a document says. `DEBIAN_PACKAGE` of `consent.copies.machine_fonts` does."""


def make_cuts() -> dict[Cut, bool]:
    """What copies are usually set in, made ready on this machine; what is there already takes no time.

    False: no font for it here (`consent.E001` says what to install), or no place to keep it.
    """
    scripts = {cut: chinese_font(script) for script, cut in (*_LATIN, *_CHINESE)}
    return {cut: font is not None and make(font, cut) for cut, font in scripts.items()}


def fonts_for(text: str, language: str) -> tuple[Font, ...]:
    """The fewest fonts, in order, that show the text; the first sets the look. Empty: a reader's own font is enough.

    With a font for the language here a character may stay without one (`legible`); without any, all must be shown,
    else it is `NoFont`: a form in code points is no copy.
    """
    lacking = {ord(character) for character in text if not character.isspace()}
    chosen: list[Font] = []
    for font in _in_order(language, lacking):
        if lacking & font.characters:
            chosen.append(font)
            lacking -= font.characters
        if not lacking:
            return tuple(chosen)
    if any(chinese_font(script) for script, _ in _own(language) or _CHINESE):
        return tuple(chosen)
    if _can_be_left_to_readers(text):
        return ()
    raise NoFont(f"{len(lacking)} characters of a document are in no font of this machine")


def _can_be_left_to_readers(text: str) -> bool:
    """Does every reader of PDF have it in the fonts that need not be embedded?"""
    try:
        text.encode(CORE_ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def legible(text: str, fonts: tuple[Font, ...]) -> str:
    """The text with each character that no font has as its code point, so that no name loses one: 陳[U+20BB7]."""
    return "".join(
        character
        if character.isspace() or any(ord(character) in font.characters for font in fonts)
        else f"[U+{ord(character):04X}]"
        for character in text
    )


def is_readable_here(name: str, language: str) -> bool:
    """Whether a copy would show most of a name in letters. A machine without any font says yes: its copies wait."""
    try:
        fonts = fonts_for(name, language)
    except NoFont:
        return True
    unreadable = 0 if _can_be_left_to_readers(name) else legible(name, fonts).count("[U+")
    return unreadable * 2 <= len("".join(name.split()))


def _own(language: str) -> list[tuple[Language, Cut]]:
    return [pair for pair in _CHINESE if pair[0] == language]


def _in_order(language: str, lacking: set[int]) -> Iterator[Font]:
    """One after the other, while `lacking` shrinks: a font that would not help is not opened."""
    own = _own(language)
    others = [pair for pair in _CHINESE if pair[0] != language]
    yield from _cuts(own, lacking)
    yield from _cuts(_LATIN, lacking)
    yield from latin_fonts()
    yield from _cuts(others, lacking)
    for script, _ in (*own, *others):
        if font := chinese_font(script):
            yield font


def _cuts(pairs: list[tuple[Language, Cut]], lacking: set[int]) -> Iterator[Font]:
    for script, cut in pairs:
        font = chinese_font(script)
        if font and lacking & characters_of(cut):
            yield cut_of(font, cut)

"""What counts as written by hand of a keyboard: letters that can be seen, and nothing that hides or turns them."""

from unicodedata import category

#: Fillers of Hangul and Khmer: letters to Unicode, blank to a reader.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5")
#: Within words of Persian and of scripts of India they are spelling.
_JOINERS = frozenset("\u200c\u200d")
#: Control, format (bidi overrides, zero widths), lone surrogates, private and unassigned; ends of lines and paragraphs.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def is_written(text: str) -> bool:
    """A name, or a few words: at least one letter of any script that can be seen, and no hidden character."""
    return any(map(_is_seen_letter, text)) and not any(map(_is_hidden, text))


def _is_seen_letter(character: str) -> bool:
    return category(character).startswith("L") and character not in _BLANK_LETTERS


def _is_hidden(character: str) -> bool:
    return character in _BLANK_LETTERS or (category(character) in _HIDDEN and character not in _JOINERS)

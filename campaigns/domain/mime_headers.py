"""Header lines of mail as bytes: ASCII, CRLF at the end, nothing in a value that could begin another line.

RFC 5322 (2.1.1: at most 998 characters a line, better 78; 2.2.3: folding), RFC 2047 (encoded-words of at most 75
characters on lines of at most 76), RFC 5890 (domains as A-labels). List-Unsubscribe and its kind stay on one line each:
folded after the colon they are lost on some readers.
"""

import binascii
import re
import unicodedata

LONGEST_LINE = 998
_WIDTH = 76
_LONGEST_WORD = 75
_AROUND_A_WORD = len("=?utf-8?b??=")
#: Lets a line break begin (Zl, Zp), is a control (Cc), or is no character at all (Cs).
_NEVER = frozenset({"Cc", "Zl", "Zp", "Cs"})
#: What stands for itself in an encoded-word within a phrase (RFC 2047, 5, rule 3).
_AS_ITSELF = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!*+-/")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^\s\x00-\x1f\x7f-\x9f@<>()\[\]\\,;:\"]+")
#: Django's limit, and nearly that of RFC 3696.
_LONGEST_ADDRESS = 320


class BadHeader(ValueError):
    """A value that cannot stand in this header. Names the header, never the value."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} {why}")


def one_line(name: str, value: str) -> bytes:
    """`Name: value`, as it is. Raises `BadHeader` for what is not printable ASCII or too long."""
    written = f"{name}: {value}\r\n"
    if not (value.isascii() and value.isprintable()):
        raise BadHeader(name, "must be printable ASCII on one line")
    if len(written) > LONGEST_LINE + 2:
        raise BadHeader(name, "is too long for one line")
    return written.encode("ascii")


def in_words(name: str, text: str) -> bytes:
    """Running words, such as a subject: as they are where a mail program reads them so, otherwise encoded; folded."""
    _check(name, text)
    pieces = text.split(" ") if _stands_for_itself(text) else _encoded_words(text, _WIDTH - len(name) - 2)
    return _folded(name, pieces)


def mailbox(name: str, shown: str, address: str) -> bytes:
    """`Name: Somebody <address>`, or the address alone where nothing is shown."""
    _check(name, shown)
    address = ascii_address(name, address)
    if not shown:
        return one_line(name, address)
    if shown.isascii() and len(shown) <= _WIDTH - len(name) - 4 and "=?" not in shown:
        pieces = [shown if _ATOMS.fullmatch(shown) and _stands_for_itself(shown) else _quoted(shown)]
    else:
        pieces = _encoded_words(shown, _WIDTH - len(name) - 2)
    return _folded(name, [*pieces, f"<{address}>"])


def ascii_address(name: str, address: str) -> str:
    """The one address, its domain in ASCII. Raises `BadHeader`: what stands before the @ has no other spelling."""
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise BadHeader(name, "is not one address")
    if address.isascii():
        return address
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise BadHeader(name, "has a domain that cannot be written in ASCII") from None


def _check(name: str, value: str) -> None:
    if not (value.isascii() and value.isprintable()) and any(unicodedata.category(c) in _NEVER for c in value):
        raise BadHeader(name, "holds a line break or another character that has no place in a header")


def _stands_for_itself(text: str) -> bool:
    """Nothing to encode, nothing that reads as encoded, and nothing that folding could lose."""
    return text.isascii() and "=?" not in text and all(0 < len(word) < _WIDTH - 20 for word in text.split(" "))


def _quoted(shown: str) -> str:
    escaped = re.sub(r'(["\\])', r"\\\1", shown)
    return f'"{escaped}"'


def _folded(name: str, pieces: list[str]) -> bytes:
    """A break before a piece that would stand out; each piece is shorter than a line."""
    lines, line = [], f"{name}:"
    for place, piece in enumerate(pieces):
        if place and len(line) + 1 + len(piece) > _WIDTH:
            lines.append(line)
            line = ""
        line += f" {piece}"
    if max(map(len, (*lines, line))) > LONGEST_LINE:
        raise BadHeader(name, "is too long for one line")
    return "\r\n".join((*lines, line, "")).encode("ascii")


def _encoded_words(text: str, first: int) -> list[str]:
    """The shorter of both encodings; no character is divided. `first`: the room beside the header's name."""
    raw = text.encode()
    encode, cost = (_q_word, _q_cost) if _q_cost(raw) <= _b_cost(raw) else (_b_word, _b_cost)
    words: list[str] = []
    taken = b""
    for character in text:
        more = taken + character.encode()
        if cost(more) > (min(first, _LONGEST_WORD) if not words else _LONGEST_WORD) - _AROUND_A_WORD:
            words.append(encode(taken))
            more = character.encode()
        taken = more
    return [*words, encode(taken)]


def _b_cost(raw: bytes) -> int:
    return (len(raw) + 2) // 3 * 4


def _b_word(raw: bytes) -> str:
    return f"=?utf-8?b?{binascii.b2a_base64(raw, newline=False).decode()}?="


def _q_cost(raw: bytes) -> int:
    return sum(1 if byte in _AS_ITSELF or byte == 0x20 else 3 for byte in raw)


def _q_word(raw: bytes) -> str:
    said = "".join("_" if byte == 0x20 else chr(byte) if byte in _AS_ITSELF else f"={byte:02X}" for byte in raw)
    return f"=?utf-8?q?{said}?="

"""Text in quoted-printable (RFC 2045, 6.7): whole, or in pieces that are encoded apart and put together later.

A soft line break (`=` at the end of a line) says nothing, so a piece can begin a line of its own wherever it is put:
what a text says to everybody is encoded once, and only values for each message. Base64 would need every piece to be
a multiple of three bytes; and those who look at raw mail, filters among them, can read this.

No line begins with a dot or with `From `: on its way nobody has to double or quote anything (RFC 2049, 3).
"""

import re
from binascii import b2a_qp

SOFT_BREAK = b"=\r\n"
_WIDTH = 76
_DELICATE = re.compile(rb"^(?:\.|F(?=rom ))", re.MULTILINE)
#: Stands for what follows: so no blank is the last, and no line is full.
_STAND_IN = b"x"


def quoted(text: str) -> bytes:
    """A whole body; every kind of line break becomes CRLF. Raises `UnicodeEncodeError` for half a character."""
    return _in_lines(b2a_qp(_raw(text)))


def quoted_piece(text: str) -> bytes:
    """A piece that begins a line and that other text follows: its last line leaves room for a soft break."""
    return _in_lines(b2a_qp(_raw(text) + _STAND_IN))[:-1]


def quoted_value(value: str) -> bytes:
    """As `quoted_piece` for one printable line without a blank at its ends: cheap."""
    raw = value.encode()
    if len(raw) < _WIDTH and raw.isascii() and b"=" not in raw and raw[0] not in b".F":
        return raw
    written = b2a_qp(raw + _STAND_IN)
    if written[0] in b".F" or b"\n." in written or b"\nF" in written:
        return _in_lines(written)[:-1]
    return written.replace(b"\n", b"\r\n")[:-1]


def _raw(text: str) -> bytes:
    return text.replace("\r\n", "\n").replace("\r", "\n").encode()


def _in_lines(written: bytes) -> bytes:
    """`b2a_qp` lets a line grow by two where it ends with a blank."""
    if written[:1] in (b".", b"F") or b"\n." in written or b"\nF" in written:
        written = _DELICATE.sub(lambda first: b"=%02X" % ord(first[0]), written)
    return b"\r\n".join([line for whole in written.split(b"\n") for line in _fitting(whole)])


def _fitting(line: bytes) -> list[bytes]:
    if len(line) <= _WIDTH:
        return [line]
    cut = _WIDTH - 1
    if b"=" in line[cut - 2 : cut]:
        cut = line.rindex(b"=", 0, cut)
    return [line[:cut] + b"=", *_fitting(line[cut:])]

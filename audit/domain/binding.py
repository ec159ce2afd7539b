"""What a ciphertext says about where it belongs, so that it refuses to open anywhere else.

Payload inside the token: one version byte, 16 bytes SHA-256 of `column NUL row`, then the plaintext (text: in UTF-8).
"""

import hashlib
from uuid import UUID

VERSION = b"\x01"
_MARK_BYTES = 16


class NotBound(ValueError):
    """The payload was sealed for another row or column, or by something that does not bind."""


def wrap(plain: bytes, *, column: str, row: UUID) -> bytes:
    return VERSION + _mark(column, row) + plain


def unwrap(payload: bytes, *, column: str, row: UUID) -> bytes:
    """The plaintext, if the payload belongs to this column of this row; otherwise `NotBound`."""
    head, mark, plain = payload[:1], payload[1 : 1 + _MARK_BYTES], payload[1 + _MARK_BYTES :]
    if head != VERSION or mark != _mark(column, row):
        raise NotBound(f"{column} of row {row} holds a value that was sealed for another place")
    return plain


def _mark(column: str, row: UUID) -> bytes:
    return hashlib.sha256(f"{column}\0{row}".encode()).digest()[:_MARK_BYTES]

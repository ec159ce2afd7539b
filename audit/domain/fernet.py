"""Opening many Fernet tokens of one key (github.com/fernet/spec: AES-128 in CBC mode, padded as in PKCS 7, under
HMAC-SHA256).

`cryptography` builds a cipher and a padder for each token, which costs four times what opening it does; a night opens
two for each mail. Its primitives do the work here, too, and it has the last word: what this does not open, for
whatever reason, is left to it.
"""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

_VERSION = 0x80
_HEAD, _BLOCK, _MAC = 1 + 8, 16, 32  # version and time; a block is as long as what the first is mixed with
_SHORTEST = _HEAD + 2 * _BLOCK + _MAC
_STANDARD = bytes.maketrans(b"-_", b"+/")


class QuickRing:
    """One key, as Fernet writes it. For one thread at a time."""

    def __init__(self, key: bytes) -> None:
        raw = base64.urlsafe_b64decode(key)
        self._mac = HMAC(raw[:_BLOCK], SHA256())
        # CBC undoes each block alone, like this, and mixes the result with the block before it (NIST SP 800-38A, 6.2).
        self._undo = Cipher(AES(raw[_BLOCK:]), ECB()).decryptor().update  # noqa: S305

    def open(self, token: bytes) -> bytes | None:
        """What was sealed; None for what is no such token of this key."""
        try:
            said = binascii.a2b_base64(token.translate(_STANDARD))
        except binascii.Error:
            return None
        if len(said) < _SHORTEST or said[0] != _VERSION or (len(said) - _SHORTEST) % _BLOCK or not self._is_ours(said):
            return None
        mixed = int.from_bytes(self._undo(said[_HEAD + _BLOCK : -_MAC])) ^ int.from_bytes(said[_HEAD : -_MAC - _BLOCK])
        return _unpadded(mixed.to_bytes(len(said) - _HEAD - _BLOCK - _MAC))

    def _is_ours(self, said: bytes) -> bool:
        """Before anything is undone."""
        mac = self._mac.copy()
        mac.update(said[:-_MAC])
        try:
            mac.verify(said[-_MAC:])
        except InvalidSignature:
            return False
        return True


def _unpadded(padded: bytes) -> bytes | None:
    more = padded[-1]
    is_right = 1 <= more <= _BLOCK and padded.endswith(bytes([more]) * more)
    return padded[:-more] if is_right else None

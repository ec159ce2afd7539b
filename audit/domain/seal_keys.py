"""Keys that seal: Ed25519 (RFC 8032), written as 32 bytes in URL-safe Base64. A key is called by the first 16 hex
digits of the SHA-256 of its public half."""

import base64
import binascii
import hashlib
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_BYTES = 32


class BadKey(ValueError):
    """What should be a key is none. The text never holds the key."""


class SigningKey:
    """The private half. Prints as its public name."""

    def __init__(self, text: str) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(_decoded(text))
        self.public = self._private.public_key().public_bytes_raw()
        self.id = id_of(self.public)

    def sign(self, content: bytes) -> bytes:
        return self._private.sign(content)

    def __repr__(self) -> str:
        return f"SigningKey({self.id})"


def new_key() -> str:
    """A private key, as text."""
    return _encoded(Ed25519PrivateKey.generate().private_bytes_raw())


def public_text_of(private: str) -> str:
    return _encoded(SigningKey(private).public)


def public_keys_of(texts: Iterable[str]) -> dict[str, bytes]:
    """Key id → public key. Raises `BadKey`."""
    return {id_of(public): public for public in map(_decoded, texts)}


def id_of(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


def is_signed(content: bytes, signature: bytes, public: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def text_of(public: bytes) -> str:
    return _encoded(public)


def _encoded(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadKey("a seal key is 32 bytes in URL-safe Base64; this is no Base64") from None
    if len(key) != _BYTES:
        raise BadKey(f"a seal key is 32 bytes in URL-safe Base64; this is {len(key)} bytes")
    return key

"""Our quick way into Fernet tokens, against `cryptography` and the vectors of the specification."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.fernet import QuickRing

#: github.com/fernet/spec: verify.json.
KEY = b"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
TOKEN = b"gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="
_RAW = base64.urlsafe_b64decode(KEY)


def sealed(padded: bytes, *, version: bytes = b"\x80", iv: bytes = bytes(16), key: bytes = _RAW) -> bytes:
    """A token with a right mark, whatever is in it."""
    cipher = Cipher(AES(key[16:]), CBC(iv)).encryptor()
    said = version + bytes(8) + iv + cipher.update(padded) + cipher.finalize()
    mac = HMAC(key[:16], SHA256())
    mac.update(said)
    return base64.urlsafe_b64encode(said + mac.finalize())


def test_token_of_the_specification_opens() -> None:
    assert QuickRing(KEY).open(TOKEN) == b"hello" == Fernet(KEY).decrypt(TOKEN)


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5))
def test_what_fernet_sealed_opens_one_after_another(values: list[bytes]) -> None:
    key = Fernet.generate_key()
    ring, fernet = QuickRing(key), Fernet(key)
    assert [ring.open(fernet.encrypt(value)) for value in values] == values


def test_token_changed_in_any_byte_opens_nothing_and_spoils_nothing_after_it() -> None:
    ring, raw = QuickRing(KEY), base64.urlsafe_b64decode(TOKEN)
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        assert ring.open(base64.urlsafe_b64encode(bytes(changed))) is None
        assert ring.open(TOKEN) == b"hello"


@pytest.mark.parametrize("cut", [0, 1, 15, 16, 32, 60, 72])
def test_part_of_a_token_opens_nothing(cut: int) -> None:
    raw = base64.urlsafe_b64decode(TOKEN)
    assert QuickRing(KEY).open(base64.urlsafe_b64encode(raw[:cut])) is None


@pytest.mark.parametrize(
    "token",
    [
        sealed(b"hello" + bytes([11]) * 11, key=bytes(32)),
        sealed(b"hello" + bytes([11]) * 11, version=b"\x81"),
        sealed(b"hello" + bytes([12]) * 11),
        sealed(b"hello" + bytes(11)),
        sealed(bytes([17]) * 32),
        b"",
        b"%%%",
        b"gAAAAAAdwJ6wA",
        "長".encode(),
    ],
)
def test_what_is_no_token_of_this_key_is_left_to_cryptography(token: bytes) -> None:
    assert QuickRing(KEY).open(token) is None


def test_tokens_say_nothing_of_their_age() -> None:
    """They are kept for years: none is too old."""
    token = Fernet(KEY).encrypt_at_time(b"x", int(datetime(1999, 1, 1, tzinfo=UTC).timestamp()))
    assert QuickRing(KEY).open(token) == b"x"

"""Key rings: one for encrypted fields, one for blind indexes, one for links. Never from SECRET_KEY.

`FERNET_KEYS` and `FERNET_USE_HKDF` mean what they mean in django-fernet-fields 0.6 (same derivation: HKDF-SHA256,
salt `django-fernet-fields-hkdf-salt`, info `django-fernet-fields`), so its keys keep working here. The first key
of a ring writes; all of them read. Before a ring is used in a process it is compared with a check value stored in
the database: the wrong key refuses to start and never writes mixed data.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from audit import key_checks
from audit.domain.fernet import QuickRing

_CHECK_TEXT = b"revisit key check"
FIELD_RING, BLIND_RING = "fields", "blind-indexes"


class CannotOpen(ValueError):
    """No key of the ring opens this token: it was changed, or sealed with a key that is gone."""


class FieldRing:
    """Fernet (AES-128-CBC + HMAC-SHA256) under a list of keys."""

    def __init__(self, keys: tuple[str, ...], *, use_hkdf: bool) -> None:
        if not keys:
            raise ImproperlyConfigured("FERNET_KEYS is empty: name at least one key in the environment.")
        self._keys = keys
        made = [_fernet_key(key, use_hkdf) for key in keys]
        self._writes_with = made[0]
        self._fernet = MultiFernet([Fernet(key) for key in made])
        self._checked: set[str] = set()

    def seal(self, payload: bytes) -> bytes:
        key_checks.require(FIELD_RING, self._keys, self._checked, make=self._check_value, matches=self._opens_check)
        return self._fernet.encrypt(payload)

    def open(self, token: bytes) -> bytes:
        """Raises `CannotOpen`."""
        return self.opener()(token)

    def opener(self) -> Callable[[bytes], bytes]:
        """`open` for many tokens, in one thread: the keys are compared with the database now, and not for each."""
        key_checks.require(FIELD_RING, self._keys, self._checked, make=self._check_value, matches=self._opens_check)
        quick = QuickRing(self._writes_with)

        def opened(token: bytes) -> bytes:
            found = quick.open(token)
            return self._opened(token) if found is None else found

        return opened

    def _opened(self, token: bytes) -> bytes:
        try:
            return self._fernet.decrypt(token)
        except InvalidToken:
            raise CannotOpen("no key in FERNET_KEYS opens this value") from None

    def _check_value(self) -> bytes:
        return self._fernet.encrypt(_CHECK_TEXT)

    def _opens_check(self, value: bytes) -> bool:
        try:
            return self._fernet.decrypt(value) == _CHECK_TEXT
        except InvalidToken:
            return False


class BlindRing:
    """Keyed digests for look-up. One derived key per purpose, so that digests never join across columns."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        if not keys:
            raise ImproperlyConfigured("BLIND_INDEX_KEYS is empty: name at least one key in the environment.")
        self._keys = keys
        self._checked: set[str] = set()

    def digest(self, purpose: str, value: str) -> bytes:
        """16 bytes under the writing key."""
        return self.digests(purpose, value)[0]

    def digests(self, purpose: str, value: str) -> list[bytes]:
        """16 bytes under every key of the ring: what a look-up must ask for while keys rotate."""
        key_checks.require(BLIND_RING, self._keys, self._checked, make=self._check_value, matches=self._knows_check)
        return [_hmac(key, purpose, value) for key in self._keys]

    def _check_value(self) -> bytes:
        return _hmac(self._keys[0], "check", "")

    def _knows_check(self, value: bytes) -> bool:
        return any(hmac.compare_digest(_hmac(key, "check", ""), value) for key in self._keys)


def require_right_keys() -> None:
    """Compare both rings with the database now, not at the first use. Raises `WrongKey`, `ImproperlyConfigured`."""
    field_ring().seal(b"")
    blind_ring().digest("check", "")


def field_ring() -> FieldRing:
    return _field_ring(tuple(settings.FERNET_KEYS), getattr(settings, "FERNET_USE_HKDF", True))


def blind_ring() -> BlindRing:
    return _blind_ring(tuple(settings.BLIND_INDEX_KEYS))


@lru_cache(maxsize=4)
def _field_ring(keys: tuple[str, ...], use_hkdf: bool) -> FieldRing:
    return FieldRing(keys, use_hkdf=use_hkdf)


@lru_cache(maxsize=4)
def _blind_ring(keys: tuple[str, ...]) -> BlindRing:
    return BlindRing(keys)


def _begin_anew() -> None:
    """A forked child is a process of its own: it compares its keys, and says so."""
    _field_ring.cache_clear()
    _blind_ring.cache_clear()


os.register_at_fork(after_in_child=_begin_anew)


def _fernet_key(key: str, use_hkdf: bool) -> bytes:
    if not use_hkdf:
        return key.encode()
    derived = HKDF(SHA256(), 32, b"django-fernet-fields-hkdf-salt", b"django-fernet-fields").derive(key.encode())
    return base64.urlsafe_b64encode(derived)


def _hmac(key: str, purpose: str, value: str) -> bytes:
    return hmac.digest(_purpose_key(key, purpose), value.encode(), hashlib.sha256)[:16]


@lru_cache(maxsize=64)
def _purpose_key(key: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, b"revisit-blind-index", purpose.encode()).derive(key.encode())

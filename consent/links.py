"""Links in mails: opaque signed tokens. They hold an id and a topic, never a name or an address.

Token: base64url(version byte, 16 bytes of an id, in version 2 eight bytes that it is bound to, topic in ASCII, 16
bytes HMAC-SHA256). The MAC's key is derived from a key in LINK_KEYS for one purpose (HKDF), so that a token for one
page opens no other. The first key signs, all of them are tried: a rotated key's links work until it leaves the list.
Tokens do not expire by themselves: an unsubscribe link must work as long as somebody keeps the mail (CAN-SPAM asks for
30 days). What opens somebody's choices and papers is bound to their address and ends with it: `consent.bound_links`.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_script_prefix, reverse

from consent.enums import Topic

PREFERENCES, UNSUBSCRIBE, CONFIRM, AUTHORIZE = "preferences", "unsubscribe", "confirm", "authorize"
RIGHTS, RIGHTS_ANSWER = "rights-request", "rights-answer"
_FREE, _BOUND = b"\x01", b"\x02"
_ID_BYTES, _MAC_BYTES = 16, 16
BOUND_BYTES = 8
_STAND_IN = "stand-in"


class BadToken(ValueError):
    """Not one of our links, or not for this page."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a genuine token says. `bound`: what it was bound to, empty in a free one."""

    id: UUID
    topic: str = ""
    bound: bytes = b""


def unsubscribe_url(person_id: UUID, topic: str, language: str | None = None, *, pens: "Pens | None" = None) -> str:
    """For `List-Unsubscribe` and the footer: one click switches off this topic (of marketing, all of it)."""
    return (pens or Pens()).of("consent:unsubscribe", UNSUBSCRIBE, language).write(person_id, Topic(topic))


class Pen:
    """Writes many links to one page in one language: under which key, and what stands around a token, is looked up
    once. Lives no longer than the work that it is for: settings are asked when it is made."""

    __slots__ = ("_after", "_before", "_mac")

    def __init__(self, view: str, purpose: str, language: str | None) -> None:
        before, self._after = _around_token(view, language, settings.ROOT_URLCONF, get_script_prefix())
        self._before = f"{settings.PUBLIC_URL}{before}"
        self._mac = hmac.new(_purpose_key(_keys()[0], purpose), digestmod=hashlib.sha256)

    def write(self, id_: UUID, topic: str = "", *, bound: bytes = b"") -> str:
        """As `absolute` with a token of `sign`."""
        payload = _payload(id_, topic, bound)
        mac = self._mac.copy()
        mac.update(payload)
        return f"{self._before}{_encoded(payload + mac.digest()[:_MAC_BYTES])}{self._after}"


class Pens:
    """One for each page and language, made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str, str | None], Pen] = {}

    def of(self, view: str, purpose: str, language: str | None) -> Pen:
        page = (view, purpose, language)
        pen = self._made.get(page)
        if pen is None:
            pen = self._made[page] = Pen(view, purpose, language)
        return pen


def sign(purpose: str, id_: UUID, topic: str = "", *, bound: bytes = b"") -> str:
    """A token for one page, under the first key. `bound`: nothing, or `BOUND_BYTES` that its page asks for."""
    payload = _payload(id_, topic, bound)
    return _encoded(payload + _mac(_keys()[0], purpose, payload))


def opened(purpose: str, token: str) -> Opened:
    """What the token says. Raises `BadToken`, with nothing of the token in it."""
    raw = _decoded(token)
    payload, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    genuine = [hmac.compare_digest(_mac(key, purpose, payload), mac) for key in _keys()]
    if not any(genuine) or payload[:1] not in (_FREE, _BOUND):
        raise BadToken("no key in LINK_KEYS signed this for this page")
    id_, rest = payload[1 : 1 + _ID_BYTES], payload[1 + _ID_BYTES :]
    split = BOUND_BYTES if payload[:1] == _BOUND else 0
    return Opened(UUID(bytes=id_), rest[split:].decode("ascii"), rest[:split])


def _payload(id_: UUID, topic: str, bound: bytes) -> bytes:
    if len(bound) not in (0, BOUND_BYTES):
        raise ValueError(f"a link is bound to {BOUND_BYTES} bytes")
    return (_BOUND if bound else _FREE) + id_.bytes + bound + topic.encode("ascii")


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(token: str) -> bytes:
    """In one spelling only: the last letter may hold bits that say nothing, and other letters would say the same."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadToken("not base64") from None
    if len(raw) < 1 + _ID_BYTES + _MAC_BYTES:
        raise BadToken("too short")
    if _encoded(raw) != token:
        raise BadToken("not as we write it")
    return raw


def absolute(view: str, token: str, language: str | None) -> str:
    """`token` as `sign` writes it."""
    before, after = _around_token(view, language, settings.ROOT_URLCONF, get_script_prefix())
    return f"{settings.PUBLIC_URL}{before}{token}{after}"


@lru_cache(maxsize=64)
def _around_token(view: str, language: str | None, _urls: str, _prefix: str) -> tuple[str, str]:
    """A night writes three links a message, and asking where a page is costs more than signing."""
    query = f"?{urlencode({'lang': language})}" if language else ""
    before, _, after = reverse(view, args=[_STAND_IN]).partition(_STAND_IN)
    return before, f"{after}{query}"


def _keys() -> list[str]:
    if not settings.LINK_KEYS:
        raise ImproperlyConfigured("LINK_KEYS is empty: name at least one key in the environment.")
    return settings.LINK_KEYS


def _mac(key: str, purpose: str, payload: bytes) -> bytes:
    return hmac.digest(_purpose_key(key, purpose), payload, hashlib.sha256)[:_MAC_BYTES]


@lru_cache(maxsize=32)
def _purpose_key(key: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, b"revisit-links", purpose.encode()).derive(key.encode())

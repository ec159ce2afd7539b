"""Notifications of Amazon SNS: what must hold of one before anybody looks at what it says.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

import json
import re
from base64 import b64decode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

NOTIFICATION, CONFIRMATION = "Notification", "SubscriptionConfirmation"
_OF_SUBSCRIPTIONS = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
#: Which fields are signed, in their order; those that are missing are left out.
_SIGNED = {
    NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    CONFIRMATION: _OF_SUBSCRIPTIONS,
    "UnsubscribeConfirmation": _OF_SUBSCRIPTIONS,
}
_MAY_BE_MISSING = frozenset({"Subject"})
#: SHA-256. Version 1 is SHA-1, which can be forged; a topic signs so once its attribute SignatureVersion is 2.
_VERSION = "2"
_HOST = re.compile(r"sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?", re.ASCII)
_CERTIFICATE = re.compile(r"/SimpleNotificationService-[0-9A-Za-z]{1,64}\.pem", re.ASCII)
_ID = re.compile(r"[0-9A-Za-z-]{1,100}", re.ASCII)
#: SNS goes on trying for an hour; its clock and ours may differ.
WINDOW, CLOCKS_DIFFER = timedelta(hours=1), timedelta(minutes=5)


class Refused(ValueError):
    """Not SNS's, not to us, or not of now. Says which rule, nothing of what was in it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A notification whose form is right. Its signature is not checked yet: nothing in it is to be believed."""

    type: str
    message_id: str
    topic: str
    at: datetime
    certificate_url: str
    subscribe_url: str
    signature: bytes
    signed: bytes


def read(raw: bytes) -> Note:
    """Raises `Refused`."""
    told = _fields(raw)
    kind = told.get("Type", "")
    if kind not in _SIGNED:
        raise Refused("not a notification of SNS")
    if told.get("SignatureVersion") != _VERSION:
        raise Refused("not signed with SHA-256")
    _want(told, *_SIGNED[kind], "Signature", "SigningCertURL")
    if not _ID.fullmatch(told["MessageId"]):
        raise Refused("no message id")
    return Note(
        type=kind,
        message_id=told["MessageId"],
        topic=told["TopicArn"],
        at=_moment(told["Timestamp"]),
        certificate_url=_certificate_url(told["SigningCertURL"]),
        subscribe_url=_subscribe_url(told["SubscribeURL"]) if kind == CONFIRMATION else "",
        signature=_signature(told["Signature"]),
        signed="".join(f"{name}\n{told[name]}\n" for name in _SIGNED[kind] if name in told).encode(),
    )


def check(note: Note, *, topics: Collection[str], now: datetime) -> None:
    """Raises `Refused`: about a topic that is not ours, or not of this hour."""
    if note.topic not in topics:
        raise Refused("another topic")
    if not -CLOCKS_DIFFER <= now - note.at <= WINDOW:
        raise Refused("not of this hour")


def names_in(certificate_url: str) -> tuple[str, ...]:
    """Whose the certificate at this address may be: that of SNS, or of its host."""
    return ("sns.amazonaws.com", urlsplit(certificate_url).hostname or "")


def _fields(raw: bytes) -> dict[str, str]:
    """Each field once: of two with the same name, one reader might take the first and another the last."""
    try:
        told = json.loads(raw.decode(), object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise Refused("not JSON") from None
    if not isinstance(told, dict):
        raise Refused("not an object")
    return {name: value for name, value in told.items() if isinstance(value, str)}


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _want(told: dict[str, str], *names: str) -> None:
    if any(name not in told for name in names if name not in _MAY_BE_MISSING):
        raise Refused("a field is missing")


def _at_sns(url: str) -> tuple[str, str]:
    """Path and query of an address at SNS; no user, no port, no fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refused("not an address") from None
    if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc) or parts.fragment or not url.isprintable():
        raise Refused("not an address at SNS")
    return parts.path, parts.query


def _certificate_url(url: str) -> str:
    path, query = _at_sns(url)
    if not _CERTIFICATE.fullmatch(path) or query or "?" in url or "#" in url:
        raise Refused("not the address of a certificate")
    return url


def _subscribe_url(url: str) -> str:
    path, query = _at_sns(url)
    if path != "/" or not query.startswith("Action=ConfirmSubscription&"):
        raise Refused("not the address to confirm at")
    return url


def _moment(said: str) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise Refused("no time") from None
    if found.tzinfo is None:
        raise Refused("no time")
    return found


def _signature(said: str) -> bytes:
    try:
        return b64decode(said, validate=True)
    except ValueError:
        raise Refused("no signature") from None

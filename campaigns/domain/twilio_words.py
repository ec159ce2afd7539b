"""What Twilio's reports mean in our words (anymail's), and how Twilio signs its requests. Pure.

Statuses: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values; error codes:
https://www.twilio.com/docs/api/errors.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit, urlunsplit

_EVENTS = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "queued",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "bounced",
    "failed": "failed",
    "canceled": "failed",
}
#: 30005 unknown destination handset, 30006 landline or unreachable carrier, 21211 and 21614 no mobile number.
_NO_SUCH_PHONE = frozenset({"30005", "30006", "21211", "21614"})
_STOPPED = "21610"
_PORTS = {"https": 443, "http": 80}


def event_of(status: str) -> str:
    """The event of a message status; empty for one that is not known."""
    return _EVENTS.get(status.lower(), "")


def reason_of(error_code: str) -> str:
    """Why it came back, as far as that says something of the number for good: `invalid`, `stopped`, or empty."""
    if error_code == _STOPPED:
        return "stopped"
    return "invalid" if error_code in _NO_SUCH_PHONE else ""


def signature(token: str, url: str, told: Mapping[str, Sequence[str]]) -> str:
    """The address as Twilio called it, then each parameter's name and value in the order of names, HMAC-SHA1 with the
    account's token, Base64 (https://www.twilio.com/docs/usage/security#validating-requests)."""
    said = url + "".join(name + value for name in sorted(told) for value in sorted(set(told[name])))
    return b64encode(hmac.digest(token.encode(), said.encode(), hashlib.sha1)).decode()


def is_signed(given: str, *, token: str, url: str, told: Mapping[str, Sequence[str]]) -> bool:
    """Twilio signs some addresses with their port and some without, so both spellings are tried, as its own libraries
    do."""
    found = (
        [hmac.compare_digest(signature(token, one, told), given) for one in _spellings(url)] if given.isascii() else []
    )
    return any(found)


def _spellings(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    host, _, port = parts.netloc.partition(":")
    usual = _PORTS.get(parts.scheme)
    yield url
    if not port and usual:
        yield urlunsplit(parts._replace(netloc=f"{host}:{usual}"))
    elif port == str(usual):
        yield urlunsplit(parts._replace(netloc=host))

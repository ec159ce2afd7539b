"""Anchors: what is told to places outside, so that nobody can shorten the book unseen. One line of JSON each.

A line is found anywhere in a text: in a log, in a mail that was saved with its headers and quoted-printable body.
"""

import email
import email.policy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from audit.domain.seal_keys import SigningKey, is_signed
from audit.domain.seals import canonical

TAG = b"revisit audit anchor v1\n"
_LINE = re.compile(r'\{"anchor":1,[^{}\n]*\}')


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest seal at some moment. `hash` covers it and, by `previous`, all before it."""

    seal: int
    hash: str
    events: int
    epoch: str
    sealed_at: str
    key_id: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        return TAG + canonical(self._content())

    def line(self) -> str:
        """`anchor` stands first, so that lines are found by their beginning."""
        return json.dumps({"anchor": 1, **self._content(), "signature": self.signature}, separators=(",", ":"))

    def is_signed_by(self, public: bytes) -> bool:
        try:
            return is_signed(self.signed_bytes(), bytes.fromhex(self.signature), public)
        except ValueError:
            return False

    def _content(self) -> dict[str, Any]:
        return {
            "seal": self.seal,
            "hash": self.hash,
            "events": self.events,
            "epoch": self.epoch,
            "sealed_at": self.sealed_at,
            "key_id": self.key_id,
        }


def signed(anchor: Anchor, key: SigningKey) -> Anchor:
    return Anchor(**{**anchor._content(), "signature": key.sign(anchor.signed_bytes()).hex()})


def anchors_in(content: bytes) -> list[Anchor]:
    """Each once, by number. Lines that look like anchors and are not well-formed are passed over."""
    found = {anchor for text in _texts(content) for anchor in _in_text(text)}
    return sorted(found, key=lambda anchor: (anchor.seal, anchor.hash))


def _texts(content: bytes) -> Iterator[str]:
    """As it stands, and decoded as a mail: a mailbox may have wrapped or encoded its lines."""
    yield content.decode("utf-8", "replace")
    mail = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield payload.decode("utf-8", "replace")


def _in_text(text: str) -> Iterator[Anchor]:
    for line in _LINE.findall(text):
        try:
            content = json.loads(line)
            del content["anchor"]
            anchor = Anchor(**content)
        except (ValueError, TypeError, RecursionError):
            continue
        if _is_well_formed(anchor):
            yield anchor


def _is_well_formed(anchor: Anchor) -> bool:
    """By exact type: True is no number."""
    texts = (anchor.hash, anchor.epoch, anchor.sealed_at, anchor.key_id, anchor.signature)
    return all(type(number) is int and 0 <= number < 2**63 for number in (anchor.seal, anchor.events)) and all(
        type(text) is str for text in texts
    )

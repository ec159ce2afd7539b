"""Complaints in the Abuse Reporting Format (RFC 5965) and what services send instead of it."""

import re
from dataclasses import dataclass, field

from campaigns.domain.bounce_parts import Parts

_ADDRESS = re.compile(r"[^\s<>,;:\"']+@[^\s<>,;:\"']+")
#: Kinds of feedback (RFC 5965 3.5, RFC 6591, RFC 6430) → anymail's word. An authentication report is about the
#: sender's domain, and "not-spam" is the opposite of a complaint.
_EVENTS = {
    "abuse": "complained",
    "fraud": "complained",
    "virus": "complained",
    "other": "complained",
    "miscategorized": "unknown",
    "not-spam": "unknown",
    "auth-failure": "unknown",
    "dkim": "unknown",
    "opt-out": "unsubscribed",
    "opt-out-list": "unsubscribed",
}
_COMPLAINT_SUBJECT = re.compile(r"^(complaint about message from|abuse report\b)", re.IGNORECASE)
_UNSUBSCRIBE_SUBJECT = re.compile(r"^unsubscribe$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feedback:
    event_type: str
    addresses: tuple[str, ...] = field(default=(), repr=False)


def feedback_of(parts: Parts) -> Feedback | None:
    """None where it is no complaint. Services black out whom it is about (RFC 6590): then it names nobody."""
    if not parts.feedback:
        return _without_the_format(parts)
    said = (parts.feedback.get("feedback-type") or [""])[0].strip().lower()
    named = parts.feedback.get("original-rcpt-to", []) + parts.feedback.get("removal-recipient", [])
    addresses = tuple(dict.fromkeys(found for value in named for found in _ADDRESS.findall(value)))
    return Feedback(_EVENTS.get(said, "unknown"), addresses[:20])


def _without_the_format(parts: Parts) -> Feedback | None:
    """Microsoft's junk mail reports (SNDS/JMRP) and Apple Mail's unsubscribing come as a plain mail."""
    subject = str(parts.headers.get("Subject", "")).strip()
    if _COMPLAINT_SUBJECT.match(subject) and parts.returned:
        return Feedback("complained", tuple(_ADDRESS.findall(_field(parts.returned, "x-hmxmroriginalrecipient"))))
    if _UNSUBSCRIBE_SUBJECT.match(subject) and len(parts.notice) < 1000:
        return Feedback("unsubscribed", tuple(_ADDRESS.findall(str(parts.headers.get("From", "")))))
    return None


def _field(returned: str, name: str) -> str:
    found = re.search(rf"^{name}:(.*)$", returned, re.IGNORECASE | re.MULTILINE)
    return found.group(1) if found else ""

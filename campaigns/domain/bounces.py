"""Mails that tell what became of a mail: delivery reports (RFC 3464), notices without fields for machines, complaints
(RFC 5965) and automatic answers (RFC 3834). Pure: bytes in, values out."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from uuid import UUID

from campaigns.domain.bounce_feedback import feedback_of
from campaigns.domain.bounce_kinds import Kind
from campaigns.domain.bounce_parts import MOST_BYTES, Parts, taken_apart
from campaigns.domain.bounce_recipients import Said, said_of_each
from campaigns.domain.bounce_verdicts import Verdict, judged

__all__ = ["MOST_BYTES", "BounceMail", "NotAReport", "Told", "read"]
_OURS = re.compile(r"(?<![0-9a-f])([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@", re.IGNORECASE)
_MOST_IDS, _MOST_RECIPIENTS = 5, 20
_AUTOMATIC = re.compile(
    r"^(auto(matic)?[ -]?(reply|response|antwort)|out of (the )?office|automatische|réponse automatique|vacation"
    r"|away from|自動(回覆|返信|応答)|自动(回复|答复)|auto:)",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"undeliver|not delivered|delivery (status|failure|has failed|report)|returned mail|failure notice"
    r"|mail(er)? (delivery|failure|system)"
    r"|delivery failed|could ?n[o']t be delivered|mailer-daemon|post_?master|returning message|error sending your mail",
    re.IGNORECASE,
)


class NotAReport(ValueError):
    """The mail tells nothing of what became of another. Says why, and nothing that stood in it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One verdict. `addresses`: whom it is about, under each name that the report gives; PHI, never kept."""

    verdict: Verdict
    addresses: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class BounceMail:
    """`message_ids`: what our Message-IDs begin with, as far as the report holds any. `own_id`: the same mail again has
    the same. `sent_at`: what it says itself, aware."""

    told: tuple[Told, ...]
    message_ids: tuple[UUID, ...] = ()
    own_id: str = ""
    sent_at: datetime | None = None


def read(raw: bytes) -> BounceMail:
    """Raises `NotAReport`, and nothing else, whatever it is given."""
    parts = taken_apart(raw)
    told = _complaint(parts) or _failures(parts) or _automatic(parts)
    if not told:
        raise NotAReport("no report on a message")
    return BounceMail(told, our_ids(parts), _id_of(raw, parts), _sent_at(parts))


def our_ids(parts: Parts) -> tuple[UUID, ...]:
    """Those of the returned mail first: what the headers refer to may be an older letter."""
    headers = "\n".join(
        f"{value}" for name, value in parts.headers.items() if "id" in name.lower() or "re" in name.lower()
    )
    status = "\n".join(value for group in parts.status for value in group.values())
    text = "\n".join((parts.returned, headers, status, parts.notice))
    found = dict.fromkeys(match.group(1).lower() for match in _OURS.finditer(text))
    return tuple(UUID(one) for one in list(found)[:_MOST_IDS])


def _id_of(raw: bytes, parts: Parts) -> str:
    named = str(parts.headers.get("Message-ID", "")).strip()
    return sha256(named.encode("utf-8", "replace") if named else raw[:MOST_BYTES]).hexdigest()


def _sent_at(parts: Parts) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(parts.headers.get("Date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else None


def _complaint(parts: Parts) -> tuple[Told, ...]:
    heard = feedback_of(parts)
    if heard is None:
        return ()
    verdict = Verdict(heard.event_type, Kind.FEEDBACK, reason="spam" if heard.event_type == "complained" else "")
    return (Told(verdict, heard.addresses),)


def _failures(parts: Parts) -> tuple[Told, ...]:
    if not parts.status and not _is_a_notice(parts):
        return ()
    return tuple(Told(_verdict(said), said.addresses) for said in said_of_each(parts)[:_MOST_RECIPIENTS])


def _verdict(said: Said) -> Verdict:
    return judged(said.diagnostic, status=said.status, action=said.action, notice=said.notice)


def _is_a_notice(parts: Parts) -> bool:
    sender = f"{parts.headers.get('From', '')} {parts.headers.get('Return-Path', '')}"
    subject = str(parts.headers.get("Subject", ""))
    if _AUTOMATIC.search(subject.strip()):
        return False
    known = "X-Failed-Recipients" in parts.headers or _RETURNED.search(sender) or _RETURNED.search(subject)
    return bool(known or ("<>" in sender and parts.returned))


def _automatic(parts: Parts) -> tuple[Told, ...]:
    """An absence says that the mailbox is there."""
    automatic = str(parts.headers.get("Auto-Submitted", "")).lower().startswith("auto-replied")
    subject = str(parts.headers.get("Subject", "")).strip()
    if (
        automatic
        or _AUTOMATIC.search(subject)
        or parts.headers.get("X-Autoreply")
        or parts.headers.get("X-Autorespond")
    ):
        return (Told(Verdict("autoresponded", Kind.VACATION), ()),)
    return ()

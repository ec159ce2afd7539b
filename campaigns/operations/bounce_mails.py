"""A bounce or a complaint that came as mail: read, and applied to the message and the address that it is about.

Anybody can write such a mail. It counts only when it holds the Message-ID of a message of ours (74 random bits that
nobody has but who got the letter) and names the very address that this message went to; a complaint, where services
black the address out (RFC 6590), the Message-ID alone. So who could silence somebody is somebody who reads their mail.
Everything else is kept as an event, without the address, and changes nothing (`tracking.record`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.blind import email_key
from audit.domain.actors import Actor
from campaigns.domain.bounces import BounceMail, Told, read
from campaigns.domain.mailboxes import spellings
from campaigns.domain.reports import BY_MAIL, Report
from campaigns.models import Message
from campaigns.operations.tracking import record

_OLDEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Taken:
    """One verdict, without whom it is about. `is_ours`: a message of ours was found; `is_new`: not heard before."""

    event: str
    kind: str
    severity: str
    status: str
    reason: str
    is_ours: bool
    is_new: bool


def take_in(raw: bytes, *, by: Actor, now: datetime) -> list[Taken]:
    """Once each, however often the same mail comes. Raises `NotAReport`."""
    mail = read(raw)
    known = set(Message.objects.filter(pk__in=mail.message_ids).values_list("pk", flat=True))
    own_id = next((str(one) for one in mail.message_ids if one in known), "")
    return [_take(mail, number, own_id, by=by, now=now) for number in range(len(mail.told))]


def _take(mail: BounceMail, number: int, own_id: str, *, by: Actor, now: datetime) -> Taken:
    told = mail.told[number]
    verdict = told.verdict
    report = Report(
        esp=BY_MAIL,
        event_type=verdict.event_type,
        occurred_at=_when(mail, now),
        event_id=f"{mail.own_id}:{number}",
        own_id=own_id,
        reason=verdict.reason,
        severity=verdict.severity,
        status=verdict.status,
        kind=verdict.kind.value,
    )
    keys = _keys(told)
    is_new = record(report, address_key=keys[0] if keys else None, spelled=keys[1:], by=by, now=now)
    return Taken(
        event=verdict.event_type,
        kind=verdict.kind.value,
        severity=verdict.severity,
        status=verdict.status,
        reason=verdict.reason,
        is_ours=bool(own_id),
        is_new=is_new,
    )


def _keys(told: Told) -> list[bytes]:
    ways = (way for address in told.addresses for way in spellings(address))
    return [key for key in map(email_key, dict.fromkeys(ways)) if key]


def _when(mail: BounceMail, now: datetime) -> datetime:
    """What the mail says, if that may be true."""
    said = mail.sent_at
    return said if said and now - _OLDEST < said <= now else now

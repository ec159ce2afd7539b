"""Asking Paubox what became of messages: its own reports are not signed and come once or never."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import requests
from django.db import connection, transaction

from audit.domain.actors import Actor
from campaigns.channels.paubox import NoReceipt, message_receipt, paubox_headers
from campaigns.channels.transport import PAUBOX
from campaigns.domain.paubox_words import Seen, seen
from campaigns.domain.receipt_polls import LAST_ASKED_AFTER, is_last, next_question
from campaigns.domain.reports import Report
from campaigns.enums import MessageState
from campaigns.models import Message, ReceiptPoll
from campaigns.operations.tracking import record

#: Questions of one run, one after the other.
MOST = 100
#: A service that does not answer is left in peace for so long.
_LATER = timedelta(minutes=10)
#: Of these it is not known yet what became of them.
_OPEN = (MessageState.ACCEPTED, MessageState.UNKNOWN)

_BEGIN = """
    INSERT INTO campaigns_receiptpoll (message_id, asked, next_at)
    SELECT m.id, 0, m.handed_over_at + interval '2 minutes'
    FROM campaigns_message m JOIN clinic_vendor v ON v.id = m.vendor_id
    WHERE v.backend = %(backend)s AND m.state = ANY(%(open)s) AND m.receipt <> ''
      AND m.due_at > %(since)s AND m.handed_over_at > %(since)s
      AND m.settled_at > %(lately)s
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class _Question:
    message_id: UUID
    tracking_id: str
    handed_over_at: datetime
    asked: int


def ask_for_receipts(*, now: datetime, by: Actor, most: int = MOST) -> int:
    """How many reports were new. Any number of workers may do it at once.

    1. Messages that Paubox took within the last day, or may have taken, are noted, each with its first question.
    2. Questions that are due are claimed: each of them is put off to its next moment, or is the last.
    3. With no transaction open Paubox is asked; what it says is recorded like any report. That somebody read it is kept
       of those alone who allowed it (`tracking.record`).
    4. When it does not answer, the rest waits ten minutes.

    Of a message that may have left but has no tracking id, Paubox cannot be asked.
    """
    _begin(now)
    questions = _claim(now, most)
    new = 0
    with requests.Session() as session:
        session.headers.update(paubox_headers())
        for number, question in enumerate(questions):
            try:
                receipt = message_receipt(session, question.tracking_id)
            except NoReceipt:
                _put_off(questions[number:], now)
                break
            told = seen(receipt, of=question.tracking_id, is_last=is_last(question.asked))
            new += sum(_record(question, one, by=by, now=now) for one in told)
    return new


def _begin(now: datetime) -> None:
    since = now - LAST_ASKED_AFTER
    values: dict[str, Any] = {
        "backend": PAUBOX,
        "open": [state.value for state in _OPEN],
        "since": since,
        "lately": now - timedelta(days=1),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)


@transaction.atomic
def _claim(now: datetime, most: int) -> list[_Question]:
    due = list(
        ReceiptPoll.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(next_at__lte=now)
        .select_related("message")
        .order_by("next_at")[:most]
    )
    asking = [poll for poll in due if poll.message.state in _OPEN]
    over = {poll.pk for poll in due} - {poll.pk for poll in asking}
    for poll in asking:
        poll.asked += 1
        handed_over_at = poll.message.handed_over_at or now
        after = next_question(asked=poll.asked, handed_over_at=handed_over_at)
        if after:
            poll.next_at = max(after, now + timedelta(minutes=1))
        else:
            over.add(poll.pk)
    ReceiptPoll.objects.bulk_update(asking, ["asked", "next_at"])
    ReceiptPoll.objects.filter(pk__in=over).delete()
    return [_question(poll.message, poll.asked, now) for poll in asking]


def _question(message: Message, asked: int, now: datetime) -> _Question:
    return _Question(message.pk, message.receipt, message.handed_over_at or now, asked)


def _put_off(questions: Sequence[_Question], now: datetime) -> None:
    """None of them counts as asked."""
    ReceiptPoll.objects.bulk_create(
        [
            ReceiptPoll(message_id=question.message_id, asked=question.asked - 1, next_at=now + _LATER)
            for question in questions
        ],
        update_conflicts=True,
        unique_fields=["message"],
        update_fields=["asked", "next_at"],
    )


def _record(question: _Question, told: Seen, *, by: Actor, now: datetime) -> bool:
    report = Report(
        esp="paubox",
        event_type=told.event_type,
        occurred_at=told.at or now,
        event_id=f"{question.tracking_id} {told.event_type}",
        message_id=question.tracking_id,
        own_id=str(question.message_id),
        reason=told.reason,
    )
    return record(report, address_key=None, by=by, now=now)

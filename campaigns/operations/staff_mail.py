"""Alerts to staff by mail. They reveal nothing, so they need no line in the book, and leave also while it is closed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from campaigns.channels import Handed, Line, Mail, Unreachable, Verdict
from campaigns.channels.addresses import BadAddress
from campaigns.channels.lines import NoLine, lines
from campaigns.channels.transport import plain_smtp_is_barred, transport
from campaigns.domain.backoff import next_attempt
from campaigns.domain.liquid_texts import CannotRender
from campaigns.enums import MessageState, Unsent
from campaigns.models import StaffMail, TemplateVersion
from campaigns.operations.staff_addressees import BATCH, address_waiting, concerns, tell_notices
from campaigns.staff_letters import compose, compose_trial
from clinic.domain.hours import local_day
from clinic.enums import Channel
from clinic.models import Organisation
from clinic.queries import organisation
from consent.domain.policy import Decision, Facts, decide
from consent.domain.words import Outcome, Reason
from consent.enums import MessagePurpose, Topic

_WINDOW = 16
_WAITS_OF_A_MAIL, _WITHOUT_TIMEOUT = 18, 60
_STATE_OF = {
    Verdict.ACCEPTED: (MessageState.ACCEPTED, ""),
    Verdict.REJECTED: (MessageState.FAILED, Unsent.REJECTED),
    Verdict.UNKNOWN: (MessageState.UNKNOWN, Unsent.NO_RECEIPT),
}


def deliver(now: datetime) -> None:
    """Address new alerts and hand over what is due. Any number of workers may do it at once.

    1. Each waiting alert becomes one row for each active member of staff whom it concerns; the unique key makes a
       second one impossible. Who has no address, or nobody here, is kept with the reason.
    2. What a crashed worker was handing over is unknown and never sent again: at most 16 alerts, which also stand on
       the desk.
    3. Windows of at most 16 rows are taken with SKIP LOCKED; the gate is asked (the vendor's agreement, TLS) and its
       answer stored; who left or changed role meanwhile gets nothing; the rest is committed as handing_over.
    4. With no transaction open each mail is handed over, then its receipt is written, fenced by the window's token.
    """
    while address_waiting(now) == BATCH:
        pass
    _forget_lost(now)
    line = lines().get(Channel.EMAIL, NoLine)()
    try:
        while _one_window(now, line):
            pass
    finally:
        line.close()


def _forget_lost(now: datetime) -> None:
    lost = StaffMail.objects.filter(state=MessageState.HANDING_OVER, leased_until__lt=Now())
    notices = set(lost.values_list("notice_id", flat=True))
    if notices:
        lost.update(state=MessageState.UNKNOWN, reason=Unsent.NO_RECEIPT, settled_at=now)
        tell_notices({notice for notice in notices if notice})


def _one_window(now: datetime, line: Line[Mail]) -> bool:
    token = uuid4()
    rows, mails = _prepare(now, token)
    if mails:
        _send(mails, token, now, line)
    tell_notices({row.notice_id for row in rows if row.notice_id})
    return len(rows) == _WINDOW


@transaction.atomic(durable=True)
def _prepare(now: datetime, token: UUID) -> tuple[list[StaffMail], list[Mail]]:
    rows = list(
        StaffMail.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state__in=[MessageState.PLANNED, MessageState.RETRY], due_at__lte=now)
        .select_related("notice", "text__template", "staff")
        .order_by("due_at", "pk")[:_WINDOW]
    )
    clinic = organisation()
    decision = _decision(now, local_day(now, clinic.time_zone))
    mails = [mail for row in rows if (mail := _put_together(row, decision, clinic, now))]
    StaffMail.objects.bulk_update(rows, ["state", "reason", "decided_at", "vendor", "settled_at"])
    StaffMail.objects.filter(pk__in=[mail.message_id for mail in mails]).update(
        state=MessageState.HANDING_OVER, lease_token=token, handed_over_at=now, leased_until=Now() + _lease(len(mails))
    )
    return rows, mails


def _decision(now: datetime, today: date) -> Decision:
    facts = Facts(person=None, topic=Topic.ALL, transport=transport(Channel.EMAIL, today))
    decision = decide(MessagePurpose.STAFF_NOTICE, Channel.EMAIL, facts, now)
    if decision.is_allowed and plain_smtp_is_barred():
        return Decision(Outcome.REFUSED, Reason.TRANSPORT_NOT_ENCRYPTED, decision.evidence)
    return decision


def _put_together(row: StaffMail, decision: Decision, clinic: Organisation, now: datetime) -> Mail | None:
    """A mail, or None and the reason in the row."""
    row.decided_at, row.reason = now, decision.reason
    row.vendor_id = next(iter(decision.evidence), None)
    if row.expires_at <= now:
        _end(row, MessageState.EXPIRED, Unsent.TOO_LATE, now)
    elif not (row.staff.is_active and (row.notice is None or concerns(row.notice, row.staff))):
        _end(row, MessageState.REFUSED, Unsent.NOT_HERE, now)
    elif not decision.is_allowed:
        _end(row, MessageState.REFUSED, decision.reason, now)
    else:
        try:
            return _composed(row, clinic)
        except BadAddress:
            _end(row, MessageState.REFUSED, Unsent.BAD_ADDRESS, now)
        except CannotRender:
            _end(row, MessageState.FAILED, Unsent.TEXT_CHANGED, now)
    return None


def _composed(row: StaffMail, clinic: Organisation) -> Mail:
    """Raises `BadAddress`, and `CannotRender` for a text that was changed since somebody sent it to themselves."""
    if row.notice is not None:
        return compose(row.pk, row.notice.alert, address=row.staff.email, clinic=clinic)
    return compose_trial(row.pk, cast("TemplateVersion", row.text), address=row.staff.email, clinic=clinic)


def _end(row: StaffMail, state: MessageState, reason: str, now: datetime) -> None:
    row.state, row.reason, row.settled_at = state, reason, now


def _lease(mails: int) -> timedelta:
    """Longer than so many mails can keep a worker that is alive."""
    return timedelta(seconds=mails * _WAITS_OF_A_MAIL * (settings.EMAIL_TIMEOUT or _WITHOUT_TIMEOUT))


def _send(mails: Sequence[Mail], token: UUID, now: datetime, line: Line[Mail]) -> None:
    """Whatever interrupts this: what was not tried yet is tried later, what was on its way is unknown."""
    said = {mail.message_id: Handed(Verdict.TRY_LATER) for mail in mails}
    try:
        line.open()
        for mail in mails:
            said[mail.message_id] = Handed(Verdict.UNKNOWN)
            said[mail.message_id] = line.hand_over(mail)
    except Unreachable:
        pass  # nothing has left: each waits for its next attempt
    finally:
        _settle(said, token, now)


@transaction.atomic
def _settle(said: dict[UUID, Handed], token: UUID, now: datetime) -> None:
    """A row that was forgotten as unknown meanwhile is accepted after all when its receipt came."""
    for row in StaffMail.objects.select_for_update().filter(pk__in=said, lease_token=token).order_by("pk"):
        handed = said[row.pk]
        if row.state == MessageState.UNKNOWN and handed.verdict != Verdict.ACCEPTED:
            continue
        row.attempts += 1
        row.state, reason, row.due_at = _after(row, handed, now)
        row.reason, row.receipt = reason or row.reason, handed.receipt
        row.settled_at = None if row.state == MessageState.RETRY else now
        row.lease_token = row.leased_until = None
        row.save()


def _after(row: StaffMail, handed: Handed, now: datetime) -> tuple[MessageState, str, datetime]:
    if handed.verdict in _STATE_OF:
        return *_STATE_OF[handed.verdict], row.due_at
    again = next_attempt(attempts=row.attempts, now=now, expires_at=row.expires_at)
    return (MessageState.RETRY if again else MessageState.FAILED), Unsent.UNREACHABLE, again or row.due_at

"""Handing due messages over, and writing down only what the other side has confirmed."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, transaction

from audit.domain.actors import Actor
from audit.door_connection import DoorClosed
from audit.key_checks import WrongKey
from campaigns.channels import SHORTEST_VALID, Handed, Letter, Line, Text, Unreachable, Verdict
from campaigns.channels.lines import lines
from campaigns.domain.backoff import next_attempt
from campaigns.enums import MessageState, Origin, Unsent
from campaigns.letters import House
from campaigns.models import Message
from campaigns.operations import leases, tracking
from campaigns.operations.addresses_told import suppress_what_was_told
from campaigns.operations.doors import Doors, doors_at
from campaigns.operations.hand_over import WINDOW, Moment, Window, give_up, prepare
from campaigns.queries import clinics_own
from clinic.domain.hours import local_day
from clinic.domain.moving_clock import Moving, Ticks
from clinic.models import Organisation
from clinic.queries import blocked_days, organisation
from clinic.ticking import seconds_gone_by

_log = logging.getLogger(__name__)
#: The house is not in order, whichever message it is: nothing is to be failed for it.
_STOPS_ALL = (DoorClosed, WrongKey, ImproperlyConfigured, OperationalError, InterfaceError)
_STATE_OF = {
    Verdict.ACCEPTED: (MessageState.ACCEPTED, ""),
    Verdict.REJECTED: (MessageState.FAILED, Unsent.REJECTED),
    Verdict.UNKNOWN: (MessageState.UNKNOWN, Unsent.NO_RECEIPT),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery: its clock, the clinic whose hours it keeps, what leaves, by whom."""

    clock: Moving
    house: House
    blocked: frozenset[date]
    origins: list[str]
    by: Actor

    @property
    def clinic(self) -> Organisation:
        return self.house.clinic

    def doors(self) -> Doors:
        return doors_at(self.clock.now(), self.clinic, self.blocked)

    def moment(self) -> Moment:
        doors = self.doors()
        return Moment(doors.at, local_day(doors.at, self.clinic.time_zone), self.house, doors, self.by)


@dataclass(slots=True)
class DeliveryReport:
    """(origin slug, outcome, reason) → messages. Outcomes are message states: accepted, refused, held, expired,
    failed, unknown, and retry for what waits for another attempt."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def outcomes(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (_, outcome, _), number in self.counts.items():
            found[outcome] += number
        return found


def deliver_due(
    at: datetime, *, by: Actor, only: Origin | None = None, ticks: Ticks = seconds_gone_by
) -> DeliveryReport:
    """Hand over everything that is due at `at`, and what becomes due meanwhile. Any number of workers may do it at
    once.

    1. Leases that ran out (by the database's clock): prepared messages are planned again; what was being handed
       over is unknown unless its service has reported on it, and is never sent again blindly.
    2. What is too late expires. What is due on a channel that has no way out is refused.
    3. A batch of at most 500 of one channel is leased to a fresh token, passing over what others hold. In the clinic's
       quiet hours journey messages stay planned, and on closed days those that are no greetings (`on_closed_days`);
       so does what was to leave before (`leaves_until`), and a text message in its reader's night (`doors`).
    4. The line is opened: when that fails, the batch waits for its next attempt, or fails when there is none.
    5. Windows of at most 16 are decided, put together and committed as handing_over (`hand_over.prepare`); then, with
       no transaction open, each mail is handed over; then what the other side said is written, fenced by the token.
       A window that something unforeseen happens to is prepared again one message at a time, and the culprit fails.
    6. Until nothing more is due.

    Each batch, each window and each text message is judged by what the clock shows when its turn comes: `at`, and the
    time that went by since (`ticks`). `only`: messages of one origin; the others are left to the next delivery.

    Raises `DoorClosed` when the book cannot be written; what was leased is given back first.
    """
    origins = [only.value] if only else list(Origin.values)
    delivery = Delivery(Moving(at, ticks), House(organisation(), clinics_own()), blocked_days(), origins, by)
    report = DeliveryReport()
    _recover(at, origins, report)
    _count(report, MessageState.EXPIRED, leases.expire_late(at, origins))
    _count(report, MessageState.REFUSED, leases.refuse_without_line(at, origins, list(lines())))
    for channel in lines():
        _deliver_channel(channel, delivery, report)
    return report


def _deliver_channel(channel: str, delivery: Delivery, report: DeliveryReport) -> None:
    line = lines()[channel]()
    try:
        for ids, token in _batches(delivery, channel):
            _deliver_batch(ids, token, delivery, line, report)
    finally:
        line.close()


def _recover(at: datetime, origins: list[str], report: DeliveryReport) -> None:
    leases.take_back()
    while True:
        with transaction.atomic():
            forgotten = leases.forget(at, origins)
            tracking.catch_up([message_id for message_id, _, _ in forgotten], now=at)
        _count(report, MessageState.UNKNOWN, [(slug, reason) for _, slug, reason in forgotten])
        if len(forgotten) < leases.BATCH:
            return


def _batches(delivery: Delivery, channel: str) -> Iterator[tuple[list[UUID], UUID]]:
    while True:
        token, doors = leases.fresh_token(), delivery.doors()
        ids = leases.claim(
            at=doors.at,
            origins=doors.origins(delivery.origins),
            channel=channel,
            token=token,
            greetings_only=doors.greetings_only,
            awake=doors.awake(channel),
        )
        if ids:
            yield ids, token
        if len(ids) < leases.BATCH:
            return


def _deliver_batch(
    ids: list[UUID], token: UUID, delivery: Delivery, line: Line[Letter], report: DeliveryReport
) -> None:
    try:
        line.open()
    except Unreachable:
        _postpone(ids, token, delivery.clock.now(), report)
        return
    try:
        for start in range(0, len(ids), WINDOW):
            for window in _prepared(ids[start : start + WINDOW], token, delivery.moment()):
                report.counts.update(window.ended)
                _send(window, token, delivery.clock, line, report)
    finally:
        leases.release(ids, token)


def _prepared(ids: list[UUID], token: UUID, moment: Moment) -> Iterator[Window]:
    """One window; when something unforeseen happens to it, one for each message, and the culprit is failed."""
    try:
        return iter([prepare(ids, token, moment)])
    except _STOPS_ALL:
        raise
    except Exception:
        return (_prepared_alone(message_id, token, moment) for message_id in ids)


def _prepared_alone(message_id: UUID, token: UUID, moment: Moment) -> Window:
    try:
        return prepare([message_id], token, moment)
    except _STOPS_ALL:
        raise
    except Exception as error:
        # Neither its text nor its traceback: they may hold what was being put together.
        _log.error("message %s cannot be prepared: %s", message_id, type(error).__name__)
        return give_up(message_id, token, moment.at)


def _send(window: Window, token: UUID, clock: Moving, line: Line[Letter], report: DeliveryReport) -> None:
    """Whatever interrupts this (a signal, an error of ours): what was not tried yet is tried later, what was on its
    way is unknown. So is tried later what its reader's night has overtaken."""
    said = {letter.message_id: Handed(Verdict.TRY_LATER) for letter in window.letters}
    try:
        for letter in window.letters:
            if (leaving := _as_of(letter, clock.now())) is None:
                continue
            said[letter.message_id] = Handed(Verdict.UNKNOWN)
            said[letter.message_id] = line.hand_over(leaving)
    finally:
        handed, at = [(window.messages[pk], answer) for pk, answer in said.items()], clock.now()
        settle(handed, token, at, report)
        suppress_what_was_told(handed, now=at)


def _as_of(letter: Letter, now: datetime) -> Letter | None:
    """None: a text message that would be read in the night."""
    if not isinstance(letter, Text):
        return letter
    left = int((letter.until - now).total_seconds())
    return replace(letter, valid_for=min(letter.valid_for, left)) if left >= SHORTEST_VALID else None


@transaction.atomic
def settle(handed: Sequence[tuple[Message, Handed]], token: UUID, at: datetime, report: DeliveryReport) -> None:
    """Write what the other side said, then what it had reported before we came to write.

    A row that is no longer ours is left as it is, but for a receipt: one that was forgotten as unknown meanwhile is
    accepted after all.
    """
    for message, said in handed:
        state, reason, due_at = _after(message, said, at)
        changed = Message.objects.filter(pk=message.pk, state__in=_before(said), lease_token=token).update(
            state=state,
            reason=reason or message.reason,
            due_at=due_at,
            settled_at=None if state == MessageState.RETRY else at,
            lease_token=None,
            leased_until=None,
            **({"receipt": said.receipt} if said.receipt else {}),
        )
        if changed:
            report.counts[message.origin_slug, state.value, str(reason or message.reason)] += 1
    tracking.catch_up([message.pk for message, _ in handed], now=at)


def _before(said: Handed) -> list[MessageState]:
    if said.verdict == Verdict.ACCEPTED:
        return [MessageState.HANDING_OVER, MessageState.UNKNOWN]
    return [MessageState.HANDING_OVER]


def _after(message: Message, said: Handed, at: datetime) -> tuple[MessageState, str, datetime]:
    if said.verdict in _STATE_OF:
        state, reason = _STATE_OF[said.verdict]
        return state, str(reason), message.due_at
    again = _again(message, at)
    if again is None:
        return MessageState.FAILED, Unsent.UNREACHABLE, message.due_at
    return MessageState.RETRY, Unsent.UNREACHABLE, again


def _again(message: Message, at: datetime) -> datetime | None:
    """After an attempt that `message`, loaded before it, does not count yet."""
    return next_attempt(attempts=message.attempts + 1, now=at, expires_at=message.expires_at)


@transaction.atomic
def _postpone(ids: list[UUID], token: UUID, at: datetime, report: DeliveryReport) -> None:
    """The other side cannot be reached at all: an attempt for each."""
    ours = leases.still_ours(ids, token)
    for message in Message.objects.filter(pk__in=ours).order_by("pk"):
        again = _again(message, at)
        state = MessageState.PLANNED if again else MessageState.FAILED
        Message.objects.filter(pk=message.pk).update(
            state=state,
            attempts=message.attempts + 1,
            reason=Unsent.UNREACHABLE if again is None else message.reason,
            due_at=again or message.due_at,
            settled_at=None if again else at,
            lease_token=None,
            leased_until=None,
        )
        outcome = MessageState.RETRY if again else MessageState.FAILED
        report.counts[message.origin_slug, outcome.value, Unsent.UNREACHABLE.value] += 1


def _count(report: DeliveryReport, outcome: MessageState, ended: Sequence[tuple[str, str]]) -> None:
    for slug, reason in ended:
        report.counts[slug, outcome.value, reason] += 1

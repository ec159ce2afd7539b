"""One window of messages on its way to the network: decided, put together and committed before the first byte."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.door import Phi, phi_access
from audit.enums import AuditWord, PurposeOfUse
from audit.keys import CannotOpen
from campaigns.channels import Letter
from campaigns.enums import MessageState, Origin, Stage, Unsent
from campaigns.gate import gate_for
from campaigns.letters import CannotCompose, House, compose
from campaigns.models import Message, MessageDecision, TemplateVersion
from campaigns.operations import leases
from campaigns.operations.doors import Doors, night_begins
from campaigns.operations.outbox import decision_row
from campaigns.operations.stops import standing
from campaigns.text_letters import compose_text
from clinic.enums import Channel
from clinic.models import Notice
from consent.domain.policy import Decision
from consent.domain.words import Outcome
from consent.enums import MessagePurpose
from patients.enums import STILL_ON
from patients.models import Appointment

WINDOW = 16
_FIELDS_OF_MAIL = ("patients.person.given_name", "patients.person.email", "patients.person.confidential_email")
_FIELDS_OF_TEXTS = ("patients.person.phone",)
#: A mail says when an appointment is, too; which of a window do is not worth an event each.
_BESIDE = ("campaigns.message", "patients.appointment")
_PURPOSE_OF_USE = {
    MessagePurpose.TREATMENT: PurposeOfUse.TREATMENT,
    MessagePurpose.OPERATIONS: PurposeOfUse.OPERATIONS,
    MessagePurpose.REQUEST_ANSWER: PurposeOfUse.OPERATIONS,
    MessagePurpose.STAFF_NOTICE: PurposeOfUse.OPERATIONS,
}


@dataclass(slots=True)
class Window:
    """What came out: letters that are committed as being handed over, and messages that ended before."""

    letters: list[Letter] = field(default_factory=list)
    messages: dict[UUID, Message] = field(default_factory=dict)
    ended: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Moment:
    """When, for which clinic, in which of its hours, and by whom."""

    at: datetime
    today: date
    house: House
    doors: Doors
    by: Actor


@transaction.atomic(durable=True)
def prepare(ids: Sequence[UUID], token: UUID, moment: Moment) -> Window:
    """At most 16 leased messages, ready for the network once this transaction has committed.

    1. People are locked FOR SHARE with everything the gate asks about, then appointments, then the messages that
       are still ours, each in the order of ids: a revocation, a new address or a moved appointment is either seen
       here or comes after.
    2. What a stop covers, or whose hours have ended since it was leased, is given back. The gate is asked again and
       its answer stored. Too late, appointment moved or off: expired. Not allowed: refused.
    3. What is left is revealed under one event for each purpose (on the door's own connection) and put together;
       one that cannot be is failed with its reason and stops no other.
    4. The rest becomes handing_over.

    Raises `DoorClosed` when the book cannot be written. Whatever is raised, nothing has changed.
    """
    messages = list(Message.objects.filter(pk__in=ids).select_related("version", "template", "person").order_by("pk"))
    gate = gate_for(messages, now=moment.at, today=moment.today, zone=moment.house.clinic.time_zone, lock=True)
    appointments = _locked_appointments(messages)
    ours = leases.still_ours([message.pk for message in messages], token)
    messages = list(
        Message.objects.filter(pk__in=ours).select_related("version", "template", "person").order_by("due_at", "pk")
    )
    messages = _that_may_leave(messages, token, moment.doors)
    window = Window()
    leaving: list[Message] = []
    decisions: list[MessageDecision] = []
    for message in messages:
        message.appointment = appointments.get(message.appointment_id) if message.appointment_id else None
        if late := _why_too_late(message, moment.at):
            _end(message, MessageState.EXPIRED, late, window, token, moment.at)
            continue
        decision = gate.ask(message)
        decisions.append(decision_row(message, Stage.HAND_OVER, decision, moment.at))
        if decision.is_allowed:
            message.reason = str(decision.reason)
            message.vendor_id = gate.transports[message.channel].vendor_id
            leaving.append(message)
        else:
            _stop(message, decision, window, token, moment.at)
    MessageDecision.objects.bulk_create(decisions)
    _put_together(leaving, window, token, moment)
    _commit_to(window, token, moment.at)
    return window


def _that_may_leave(messages: list[Message], token: UUID, doors: Doors) -> list[Message]:
    stopped = standing()
    staying = {message.pk for message in messages if stopped.covers(message) or not doors.let_out(message)}
    if staying:
        leases.release(list(staying), token)
    return [message for message in messages if message.pk not in staying]


@transaction.atomic(durable=True)
def give_up(message_id: UUID, token: UUID, at: datetime) -> Window:
    """Fail one message that `prepare` cannot deal with, so that it stops no other."""
    window = Window()
    for message in Message.objects.filter(pk__in=leases.still_ours([message_id], token)):
        _end(message, MessageState.FAILED, Unsent.NOT_PREPARED, window, token, at)
    return window


def _commit_to(window: Window, token: UUID, at: datetime) -> None:
    by_vendor: dict[UUID | None, list[UUID]] = defaultdict(list)
    for message in window.messages.values():
        by_vendor[message.vendor_id].append(message.pk)
    for vendor_id, ids in by_vendor.items():
        Message.objects.filter(pk__in=ids).update(vendor_id=vendor_id)
    leases.mark_handing_over(list(window.messages), token, at=at)


def _put_together(messages: Sequence[Message], window: Window, token: UUID, moment: Moment) -> None:
    subjects = _subjects(messages)
    by_purpose: dict[tuple[PurposeOfUse, Channel], list[Message]] = defaultdict(list)
    for message in messages:
        purpose = _PURPOSE_OF_USE.get(MessagePurpose(message.purpose), PurposeOfUse.MARKETING)
        by_purpose[purpose, Channel(message.channel)].append(message)
    for (purpose, channel), group in by_purpose.items():
        people = {message.person_id for message in group}
        with phi_access(
            actor=moment.by,
            purpose=purpose,
            people=people,
            fields=_FIELDS_OF_TEXTS if channel == Channel.SMS else _FIELDS_OF_MAIL,
            beside=_BESIDE,
            word=AuditWord.SEND,
            details={"messages": len(group)},
        ) as phi:
            for message in group:
                _add(message, phi, subjects.get(message.origin_id), window, token, moment)


def _add(message: Message, phi: Phi, subject_id: UUID | None, window: Window, token: UUID, moment: Moment) -> None:
    if message.version is None:
        _end(message, MessageState.FAILED, Unsent.NO_TEMPLATE, window, token, moment.at)
        return
    try:
        letter = _composed(message, message.version, phi, subject_id, moment)
    except CannotOpen:
        _end(message, MessageState.FAILED, Unsent.UNREADABLE, window, token, moment.at)
        return
    except CannotCompose as problem:
        _end(message, MessageState.FAILED, problem.reason, window, token, moment.at)
        return
    window.letters.append(letter)
    window.messages[message.pk] = message


def _composed(message: Message, version: TemplateVersion, phi: Phi, subject_id: UUID | None, moment: Moment) -> Letter:
    person, house = message.person, moment.house
    if message.channel == Channel.SMS:
        until = night_begins(message, moment.at, house.clinic.time_zone)
        return compose_text(message, version, number=phi.reveal(person.phone), until=until, house=house)
    return compose(
        message,
        version,
        address=phi.reveal(person.confidential_email or person.email),
        given_name=phi.reveal(person.given_name) or "",
        subject_id=subject_id,
        house=house,
    )


def _subjects(messages: Sequence[Message]) -> Mapping[UUID, UUID | None]:
    ids = [message.origin_id for message in messages if message.origin == Origin.NOTICE]
    return dict(Notice.objects.filter(pk__in=ids).values_list("pk", "subject_id")) if ids else {}


def _locked_appointments(messages: Sequence[Message]) -> dict[UUID, Appointment]:
    """FOR SHARE: a move waits for us or has been seen."""
    ids = sorted({message.appointment_id for message in messages if message.appointment_id})
    if not ids:
        return {}
    list(Appointment.objects.raw("SELECT id FROM patients_appointment WHERE id = ANY(%s) ORDER BY id FOR SHARE", [ids]))
    return Appointment.objects.select_related("location").in_bulk(ids)


def _why_too_late(message: Message, at: datetime) -> Unsent | None:
    if message.expires_at <= at:
        return Unsent.TOO_LATE
    if message.appointment_id is None:
        return None
    appointment = message.appointment
    if appointment is None or appointment.status not in STILL_ON:
        return Unsent.APPOINTMENT_OFF
    tells_of = (message.anchor_at, message.location_id or appointment.location_id)
    return None if tells_of == (appointment.starts_at, appointment.location_id) else Unsent.APPOINTMENT_MOVED


def _stop(message: Message, decision: Decision, window: Window, token: UUID, at: datetime) -> None:
    held = decision.outcome == Outcome.HELD
    _end(message, MessageState.HELD if held else MessageState.REFUSED, str(decision.reason), window, token, at)


def _end(message: Message, state: MessageState, reason: str, window: Window, token: UUID, at: datetime) -> None:
    changed = Message.objects.filter(pk=message.pk, state=MessageState.LEASED, lease_token=token).update(
        state=state,
        reason=reason,
        settled_at=None if state == MessageState.HELD else at,
        lease_token=None,
        leased_until=None,
    )
    if changed:
        window.ended.append((message.origin_slug, state.value, str(reason)))

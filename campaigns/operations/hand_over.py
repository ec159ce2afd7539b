"""Messages on their way to the network: decided, put together and committed before the first byte."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from audit.domain.actors import Actor
from audit.door import Phi, phi_access
from audit.enums import AuditWord, PurposeOfUse
from audit.keys import CannotOpen
from campaigns.channels import Letter
from campaigns.domain.counted_links import is_counted
from campaigns.enums import MessageState, Origin, Stage, Unsent
from campaigns.gate import gate_for
from campaigns.letters import CannotCompose, House, compose
from campaigns.operations import leases, outcomes, same_keys
from campaigns.operations.decision_rows import keep_decisions
from campaigns.operations.doors import Doors, night_begins
from campaigns.operations.leaving import Leaving, hold
from campaigns.operations.outcomes import Ending
from campaigns.operations.stops import standing
from campaigns.own_values import with_their_own
from campaigns.seminar_mails import Told, told_in
from campaigns.text_letters import compose_text
from clinic.among import array_of
from clinic.enums import Channel
from clinic.models import Notice
from consent.domain.policy import Decision
from consent.domain.words import Outcome
from consent.enums import MessagePurpose
from consent.queries import may_track
from patients.enums import STILL_ON

_FIELDS_OF_MAIL = ("patients.person.given_name", "patients.person.email", "patients.person.confidential_email")
_FIELDS_OF_TEXTS = ("patients.person.phone",)
#: A mail says when an appointment is, too; which of a window do is not worth an event each.
_BESIDE = ("campaigns.message", "patients.appointment")
_SHARE_APPOINTMENTS = "SELECT FROM patients_appointment WHERE id = ANY(%s::uuid[]) ORDER BY id FOR SHARE"
_PURPOSE_OF_USE = {
    MessagePurpose.TREATMENT: PurposeOfUse.TREATMENT,
    MessagePurpose.OPERATIONS: PurposeOfUse.OPERATIONS,
    MessagePurpose.REQUEST_ANSWER: PurposeOfUse.OPERATIONS,
    MessagePurpose.STAFF_NOTICE: PurposeOfUse.OPERATIONS,
}


@dataclass(slots=True)
class Prepared:
    """What came out: letters that are committed as being handed over, and messages that ended before: (origin slug,
    state, reason)."""

    letters: list[Letter] = field(default_factory=list)
    messages: dict[UUID, Leaving] = field(default_factory=dict)
    ended: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def windows(self) -> Iterator[Sequence[Letter]]:
        return (self.letters[start : start + leases.WINDOW] for start in range(0, len(self.letters), leases.WINDOW))


@dataclass(frozen=True, slots=True)
class About:
    """What a letter tells of beside its reader: what its notice is about, its seminar, and whether its links count."""

    subject_id: UUID | None
    seminar: Told | None
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """When, for which clinic, in which of its hours, and by whom."""

    at: datetime
    today: date
    house: House
    doors: Doors
    by: Actor


@transaction.atomic(durable=True)
def prepare(claimed: Sequence[leases.Claimed], token: UUID, moment: Moment) -> Prepared:
    """Leased messages, at most a window for each connection that is free, ready for the network once this transaction
    has committed.

    1. People are locked FOR SHARE with everything the gate asks about, then appointments, then the messages that
       are still ours, each in the order of ids: a revocation, a new address or a moved appointment is either seen
       here or comes after.
    2. What a stop covers, or whose hours have ended since it was leased, is given back. The gate is asked again and
       its answer stored. Too late, appointment moved or off, or a second try whose service may have forgotten the
       first: expired. Not allowed: refused.
    3. What is left is revealed under one event for each purpose (on the door's own connection) and put together;
       one that cannot be is failed with its reason and stops no other. So is one whose text holds, typed, what
       belongs to its very reader.
    4. The rest becomes handing_over.

    Raises `DoorClosed` when the book cannot be written. Whatever is raised, nothing has changed.
    """
    gate = gate_for(claimed, now=moment.at, today=moment.today, zone=moment.house.clinic.time_zone, lock=True)
    _share_appointments(claimed)
    messages = _that_may_leave(hold([one.pk for one in claimed], token), token, moment.doors)
    endings: list[Ending] = []
    leaving: list[Leaving] = []
    decisions: dict[UUID, Decision] = {}
    forgotten = same_keys.forgotten(messages, now=moment.at)
    subjects = _subjects(messages)
    seminars = told_in(messages, subjects)
    for message in messages:
        late = _why_too_late(message, moment.at) or forgotten.get(message.pk) or _off(message, seminars.get(message.pk))
        if late:
            endings.append(Ending(message.pk, MessageState.EXPIRED, late))
            continue
        decision = decisions[message.pk] = gate.ask(message)
        if decision.is_allowed:
            message.reason = str(decision.reason)
            leaving.append(message)
        else:
            endings.append(_not_allowed(message, decision))
    keep_decisions(decisions, stage=Stage.HAND_OVER, now=moment.at)
    prepared = Prepared()
    endings += _put_together(leaving, seminars, subjects, prepared, moment)
    prepared.ended.update(outcomes.write(endings, token=token, was=MessageState.LEASED, at=moment.at))
    vendors = {channel: transport.vendor_id for channel, transport in gate.transports.items()}
    leases.mark_handing_over(list(prepared.messages), token, at=moment.at, vendors=vendors)
    return prepared


@transaction.atomic(durable=True)
def give_up(message_id: UUID, token: UUID, at: datetime) -> Prepared:
    """Fail one message that `prepare` cannot deal with, so that it stops no other."""
    failed = [Ending(message_id, MessageState.FAILED, Unsent.NOT_PREPARED)]
    return Prepared(ended=Counter(outcomes.write(failed, token=token, was=MessageState.LEASED, at=at)))


def _that_may_leave(messages: list[Leaving], token: UUID, doors: Doors) -> list[Leaving]:
    stopped = standing()
    staying = {message.pk for message in messages if stopped.covers(message) or not doors.let_out(message)}
    if staying:
        leases.release(list(staying), token)
    return [message for message in messages if message.pk not in staying]


def _put_together(
    messages: Sequence[Leaving],
    seminars: Mapping[UUID, Told],
    subjects: Mapping[UUID, UUID | None],
    prepared: Prepared,
    moment: Moment,
) -> list[Ending]:
    """Fills `prepared`; returns how those ended that cannot be put together."""
    counted = _counted(messages)
    moment.house.know({message.version_id for message in messages if message.version_id})
    own = with_their_own(messages, moment.house)
    by_purpose: dict[tuple[PurposeOfUse, Channel], list[Leaving]] = defaultdict(list)
    for message in messages:
        if message.pk in own:
            continue
        purpose = _PURPOSE_OF_USE.get(MessagePurpose(message.purpose), PurposeOfUse.MARKETING)
        by_purpose[purpose, Channel(message.channel)].append(message)
    failed = [Ending(pk, MessageState.FAILED, Unsent.OWN_VALUE) for pk in own]
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
                try:
                    about = About(subjects.get(message.origin_id), seminars.get(message.pk), message.pk in counted)
                    prepared.letters.append(_composed(message, phi, about, moment))
                    prepared.messages[message.pk] = message
                except CannotOpen:
                    failed.append(Ending(message.pk, MessageState.FAILED, Unsent.UNREADABLE))
                except CannotCompose as problem:
                    failed.append(Ending(message.pk, MessageState.FAILED, problem.reason))
    return failed


def _composed(message: Leaving, phi: Phi, about: About, moment: Moment) -> Letter:
    person, house = message.person, moment.house
    if message.version_id is None:
        raise CannotCompose(Unsent.NO_TEMPLATE)
    version = house.texts[message.version_id]
    if message.channel == Channel.SMS:
        until = night_begins(message, moment.at, house.clinic.time_zone)
        return compose_text(message, version, number=phi.reveal(person.phone), until=until, house=house)
    return compose(
        message,
        version,
        address=phi.reveal(person.confidential_email or person.email),
        given_name=phi.reveal(person.given_name) or "",
        subject_id=about.subject_id,
        house=house,
        at=moment.at,
        is_counted=about.is_counted,
        seminar=about.seminar,
    )


def _counted(messages: Sequence[Leaving]) -> frozenset[UUID]:
    """Those that may be counted, of readers who allowed it. Care asks nobody: a night of it costs no query."""
    countable = [message for message in messages if is_counted(message.purpose, message.channel)]
    allowed = may_track({message.person_id for message in countable}) if countable else frozenset()
    return frozenset(message.pk for message in countable if message.person_id in allowed)


def _subjects(messages: Sequence[Leaving]) -> Mapping[UUID, UUID | None]:
    ids = [message.origin_id for message in messages if message.origin == Origin.NOTICE]
    return dict(Notice.objects.filter(pk__in=ids).values_list("pk", "subject_id")) if ids else {}


def _share_appointments(claimed: Sequence[leases.Claimed]) -> None:
    """FOR SHARE, in the order of ids: a move waits for us or has been seen."""
    ids = {one.appointment_id for one in claimed if one.appointment_id}
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_SHARE_APPOINTMENTS, [array_of(ids)])


def _why_too_late(message: Leaving, at: datetime) -> Unsent | None:
    if message.expires_at <= at:
        return Unsent.TOO_LATE
    if message.appointment_id is None:
        return None
    appointment = message.appointment
    if appointment is None or appointment.status not in STILL_ON:
        return Unsent.APPOINTMENT_OFF
    tells_of = (message.anchor_at, message.location_id or appointment.location_id)
    return None if tells_of == (appointment.starts_at, appointment.location_id) else Unsent.APPOINTMENT_MOVED


def _off(message: Leaving, told: Told | None) -> Unsent | None:
    """A reminder of a seminar, or an invitation to one, that is not on any more, or for them."""
    return Unsent.SEMINAR_OFF if told and message.about and not told.is_news else None


def _not_allowed(message: Leaving, decision: Decision) -> Ending:
    held = decision.outcome == Outcome.HELD
    return Ending(message.pk, MessageState.HELD if held else MessageState.REFUSED, str(decision.reason))

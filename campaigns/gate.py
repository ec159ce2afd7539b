"""Asking the gate for many messages at once: facts of the people, facts of the way they would take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from campaigns.channels.transport import plain_smtp_is_barred, transport
from campaigns.enums import Origin
from campaigns.outgoing import Outgoing
from campaigns.queries import answered_on
from clinic.enums import Channel, NoticeKind
from consent.domain.policy import Decision, Facts, PersonFacts, Transport, decide
from consent.domain.words import Outcome, Reason
from consent.enums import MessagePurpose
from consent.queries import gather_facts


class Addressed(Protocol):
    """Whom a message goes to, how, and what for."""

    @property
    def person_id(self) -> UUID: ...

    @property
    def channel(self) -> str: ...

    @property
    def purpose(self) -> str: ...


_NEWS_OF_ONE_THING = (
    NoticeKind.AUTHORIZATION_LINK,
    NoticeKind.SIGNED_COPY,
    NoticeKind.REVOCATION_RECEIVED,
    NoticeKind.RIGHTS_RECEIVED,  # a stranger can cause it: `consent.operations.rights` leaves a few a day
    NoticeKind.RIGHTS_ANSWERED,
    NoticeKind.APPOINTMENT_ANSWERED,
    # A stranger can cause one for each seminar: who has registered is told no second time.
    NoticeKind.SEMINAR_REGISTERED,
    NoticeKind.SEMINAR_FULL,
    NoticeKind.SEMINAR_CHANGED,
    NoticeKind.SEMINAR_OFF,
)


@dataclass(frozen=True, slots=True)
class Gate:
    """Everything known about some people at one moment, by the channel that would reach them.

    `answered` grows: an answer that was allowed stands in the way of the same one later in the batch.
    """

    now: datetime
    people: Mapping[tuple[str, UUID], PersonFacts]
    transports: Mapping[str, Transport]
    answered: set[tuple[UUID, UUID]]
    is_barred: bool
    _said: dict[tuple[str, str, Facts], Decision] = field(default_factory=dict, repr=False)

    def ask(self, message: Outgoing) -> Decision:
        decision = self._decide(message)
        if decision.is_allowed and message.purpose == MessagePurpose.REQUEST_ANSWER:
            self.answered.add((message.person_id, message.template_id))
        return decision

    def _decide(self, message: Outgoing) -> Decision:
        facts = Facts(
            person=self.people.get((message.channel, message.person_id)),
            topic=message.topic,
            transport=self.transports[message.channel],
            asked_by_clinician=_is_notice(message, NoticeKind.TESTIMONIAL_LINK),
            answers_a_right=_is_notice(message, NoticeKind.RIGHTS_ANSWERED),
            answered_today=(message.person_id, message.template_id) in self.answered and not _stands_alone(message),
        )
        decision = self._decided(message.purpose, message.channel, facts)
        if decision.is_allowed and self.is_barred and message.channel == Channel.EMAIL:
            return Decision(Outcome.REFUSED, Reason.TRANSPORT_NOT_ENCRYPTED, decision.evidence)
        return decision

    def _decided(self, purpose: str, channel: str, facts: Facts) -> Decision:
        """The rules see nothing but this: of many people the same is known, and they are asked about once."""
        asked = (purpose, channel, facts)
        decision = self._said.get(asked)
        if decision is None:
            decision = self._said[asked] = decide(purpose, channel, facts, self.now)
        return decision


def _is_notice(message: Outgoing, *kinds: NoticeKind) -> bool:
    """Of these kinds, left by a room below. The link to a testimonial is left by `consent.operations.signing.ask`
    alone, which asks who may ask."""
    return message.origin == Origin.NOTICE and message.origin_slug in kinds


def _stands_alone(message: Outgoing) -> bool:
    """About one paper or one request, and no stranger can cause many: who signs two forms on a day, or takes two back,
    or is answered twice, reads of both."""
    return _is_notice(message, *_NEWS_OF_ONE_THING)


def _asking(messages: Iterable[Addressed]) -> set[UUID]:
    """Whose messages answer a request: nobody else's are counted by the day."""
    return {message.person_id for message in messages if message.purpose == MessagePurpose.REQUEST_ANSWER}


def gate_for(messages: Iterable[Addressed], *, now: datetime, today: date, zone: str, lock: bool) -> Gate:
    """`lock`: inside the transaction that hands over; a revocation then comes before it or after it.

    An answer counts as given today when it was planned, and for the hand-over when it was handed over.
    """
    asked = list(messages)
    people: dict[tuple[str, UUID], PersonFacts] = {}
    channels = sorted({message.channel for message in asked})
    for channel in channels:
        ids = {message.person_id for message in asked if message.channel == channel}
        facts = gather_facts(ids, channel=channel, today=today, lock=lock)
        people |= {(channel, person_id): known for person_id, known in facts.items()}
    return Gate(
        now=now,
        people=people,
        transports={channel: transport(channel, today) for channel in channels},
        answered=answered_on(today, zone, _asking(asked), waiting_too=not lock),
        is_barred=plain_smtp_is_barred(),
    )

"""May we? The only judge. Each purpose has a row of rules, asked in order; the first that objects decides.

The table is DESIGN 4: where the articles that the clinic follows are stricter than the law, theirs holds. Marketing
of the clinic's own services needs a signed authorization although 45 CFR 164.501 exempts it, and greetings need a
recorded yes. A purpose, channel, topic or fact that no rule knows means no. No rule answers "held" today: messages
are held by rehearsal and approval, which know more than the person's facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from consent.domain import rules
from consent.domain.facts import Facts, PersonFacts, Transport
from consent.domain.rules import Case, Rule
from consent.domain.words import Channel, Outcome, Purpose, Reason, Topic

__all__ = ["Decision", "Facts", "PersonFacts", "Transport", "decide"]


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, one reason, and the ids of the rows it rests on (choices, papers, opt-ins, vendor)."""

    outcome: Outcome
    reason: Reason
    evidence: tuple[UUID, ...] = ()

    @property
    def is_allowed(self) -> bool:
        return self.outcome == Outcome.ALLOWED


_Word = TypeVar("_Word", Purpose, Channel, Topic)


def decide(purpose: str, channel: str, facts: Facts, now: datetime) -> Decision:
    """Whether a message with this purpose may leave on this channel at this moment (aware, UTC).

    Asked when a message is planned and again in the transaction that hands it over.
    """
    known_purpose, known_channel = _known(Purpose, purpose), _known(Channel, channel)
    if known_purpose is None or known_channel is None:
        return _refused(Reason.UNKNOWN_PURPOSE)
    if facts.transport is None or _known(Topic, facts.topic) is None or now.tzinfo is None:
        return _refused(Reason.FACT_MISSING)
    if known_purpose == Purpose.STAFF_NOTICE:
        return _notice_to_staff(facts.transport)
    if facts.person is None:
        return _refused(Reason.FACT_MISSING)
    case = Case(
        known_purpose,
        known_channel,
        facts.topic,
        _before_the_wall(known_purpose, facts.person),
        facts.transport,
        facts.asked_by_clinician,
        facts.answers_a_right,
        facts.answered_today,
        now,
    )
    return _judged(case)


def _before_the_wall(purpose: Purpose, person: PersonFacts) -> PersonFacts:
    """Who asks for something from a mailbox gets the answer there, whoever else it belongs to: a refusal would tell
    its reader that a patient has this address and what the patient asked for, and would silence a widow (ADR 41)."""
    alone = purpose == Purpose.REQUEST_ANSWER and not person.is_patient
    return replace(person, neighbours=()) if alone else person


def _judged(case: Case) -> Decision:
    asked, yes = _TABLE[case.purpose]
    if case.answers_a_right and case.purpose == Purpose.REQUEST_ANSWER:
        asked = _ANSWERS_A_RIGHT
    seen: tuple[UUID, ...] = ()
    for rule in asked:
        says = rule(case)
        if says.stop:
            return _refused(says.stop, says.evidence)
        seen += says.evidence
    return Decision(Outcome.ALLOWED, yes, seen)


def _notice_to_staff(transport: Transport) -> Decision:
    if not transport.has_baa:
        return _refused(Reason.NO_BAA)
    return Decision(Outcome.ALLOWED, Reason.NOTICE_TO_STAFF, rules.vendor_of(transport))


def _refused(reason: Reason, evidence: tuple[UUID, ...] = ()) -> Decision:
    return Decision(Outcome.REFUSED, reason, evidence)


def _known(words: type[_Word], value: str) -> _Word | None:
    try:
        return words(value)
    except ValueError:
        return None


_ANY: tuple[Rule, ...] = (
    rules.alive,
    rules.wanted_here,
    rules.nothing_agreed_against_it,
    rules.no_child_alone,
    rules.has_address,
    rules.is_the_address_to_use,
    rules.mailbox_takes_it,
    rules.vendor_has_baa,
)
_TO_PATIENTS: tuple[Rule, ...] = (
    rules.topic_of_purpose,
    *_ANY,
    rules.is_patient,
    rules.topic_on,
    rules.texts_asked_for,
    rules.safe_on_its_way,
)
_NEWS: tuple[Rule, ...] = (
    rules.topic_of_purpose,
    *_ANY,
    rules.was_not_erased,
    rules.introduces_to_leads_alone,
    rules.topic_on,
    rules.not_paused,
)
_MARKETING: tuple[Rule, ...] = (*_NEWS, rules.authorized, rules.safe_on_its_way)

#: The law wants it answered, whatever is known of the person or was agreed about messages, and as often as it is asked;
#: somebody who died has a representative (45 CFR 164.502(g)(4)).
_ANSWERS_A_RIGHT: tuple[Rule, ...] = (
    rules.no_child_alone,
    rules.has_address,
    rules.is_the_address_to_use,
    rules.mailbox_takes_it,
    rules.vendor_has_baa,
)
_TABLE: Mapping[Purpose, tuple[tuple[Rule, ...], Reason]] = {
    Purpose.REQUEST_ANSWER: ((*_ANY, rules.first_answer_today), Reason.ANSWERS_REQUEST),
    Purpose.TREATMENT: (_TO_PATIENTS, Reason.TREATMENT_ALLOWED),
    Purpose.OPERATIONS: (
        (*_TO_PATIENTS, rules.not_paused, rules.greetings_asked_for),
        Reason.OPERATIONS_ALLOWED,
    ),
    Purpose.OWN_SERVICE: (_MARKETING, Reason.AUTHORIZED),
    Purpose.MARKETING: (_MARKETING, Reason.AUTHORIZED),
    Purpose.THIRD_PARTY_PAID: (_MARKETING, Reason.AUTHORIZED),
    Purpose.CONDITION_SPECIFIC: (_MARKETING, Reason.AUTHORIZED),
    Purpose.TESTIMONIAL: ((*_TO_PATIENTS, rules.not_paused, rules.clinician_asks), Reason.ASKED_BY_CLINICIAN),
    Purpose.NEWSLETTER: ((*_NEWS, rules.opted_in, rules.safe_on_its_way), Reason.OPTED_IN),
}

"""May we? The only judge. Each purpose has a row of rules, asked in order; the first that objects decides.

The table is DESIGN 4: where the articles that the clinic follows are stricter than the law, theirs holds. Marketing
of the clinic's own services needs a signed authorization although 45 CFR 164.501 exempts it, and greetings need a
recorded yes. A purpose, channel, topic or fact that no rule knows means no. No rule answers "held" today: messages
are held by rehearsal and approval, which know more than the person's facts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from consent.domain.authorizations import SignedPaper, covering
from consent.domain.choices import opt_in_for, paused, restricted, switched_off
from consent.domain.facts import LEAD, Choice, Facts, OptInGiven, PersonFacts, Suppressed, Transport
from consent.domain.words import MARKETING_TOPICS, Channel, Objection, Outcome, Purpose, Reason, Topic

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


@dataclass(frozen=True, slots=True)
class _Case:
    """What the rules are asked about: all of it known."""

    purpose: Purpose
    channel: Channel
    topic: str
    person: PersonFacts
    transport: Transport
    asked_by_clinician: bool
    answered_today: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class _Says:
    """What a rule says. `stop`: the reason against it, or None; `evidence`: what it looked at."""

    stop: Reason | None = None
    evidence: tuple[UUID, ...] = ()


_NOTHING = _Says()
_OF_THE_MAILBOX = {"bounced": Reason.ADDRESS_BOUNCED, "complained": Reason.ADDRESS_COMPLAINED}
_Word = TypeVar("_Word", Purpose, Channel, Topic)
_Rule = Callable[[_Case], _Says]


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
    case = _Case(
        known_purpose,
        known_channel,
        facts.topic,
        facts.person,
        facts.transport,
        facts.asked_by_clinician,
        facts.answered_today,
        now,
    )
    return _judged(case)


def _judged(case: _Case) -> Decision:
    rules, yes = _TABLE[case.purpose]
    seen: tuple[UUID, ...] = ()
    for rule in rules:
        says = rule(case)
        if says.stop:
            return _refused(says.stop, says.evidence)
        seen += says.evidence
    return Decision(Outcome.ALLOWED, yes, seen)


def _notice_to_staff(transport: Transport) -> Decision:
    if not transport.has_baa:
        return _refused(Reason.NO_BAA)
    return Decision(Outcome.ALLOWED, Reason.NOTICE_TO_STAFF, _vendor(transport))


# --- any purpose -------------------------------------------------------------------------------------------


def _alive(case: _Case) -> _Says:
    return _stop_if(any(one.is_deceased for one in _judged_people(case)), Reason.DECEASED)


def _wanted_here(case: _Case) -> _Says:
    return _stop_if(any(one.is_negative_persona for one in _judged_people(case)), Reason.NEGATIVE_PERSONA)


def _no_child_alone(case: _Case) -> _Says:
    """A guardian who is alive and grown up acts for a minor (45 CFR 164.502(g)(3))."""
    alone = any(one.is_minor and not (one.guardian and one.guardian.can_act) for one in _judged_people(case))
    return _stop_if(alone, Reason.MINOR_WITHOUT_GUARDIAN)


def _has_address(case: _Case) -> _Says:
    """An address; a minor's is the guardian's, a grown-up's is not (but for one that they asked for)."""
    own = any(one.is_minor and not (one.guardian and one.guardian.reads_address) for one in _judged_people(case))
    if own or not case.person.has_address:
        return _Says(Reason.NO_ADDRESS)
    return _stop_if(case.person.left_to_guardian, Reason.FORMER_GUARDIANS_ADDRESS)


def _is_the_address_to_use(case: _Case) -> _Says:
    """Not what a patient asked us not to use (45 CFR 164.522(b)), unless other patients read it who did not ask."""
    if case.person.asked_for_other_address:
        return _Says(Reason.OTHER_ADDRESS_ASKED_FOR)
    left = any(one.asked_for_other_address for one in case.person.patients_here)
    stays = any(one.reads_here for one in case.person.patients_here)
    return _stop_if(left and not stays, Reason.OTHER_ADDRESS_ASKED_FOR)


def _nothing_agreed_against_it(case: _Case) -> _Says:
    """45 CFR 164.522(a)(1)(iii): what the clinic agreed to, it keeps."""
    restriction = restricted(case.person)
    if restriction is None or (restriction.covers == _ALL_BUT_CARE and case.purpose in _CARE):
        return _NOTHING
    return _Says(Reason.RESTRICTED, (restriction.id,))


def _mailbox_takes_it(case: _Case) -> _Says:
    for suppression in sorted(case.person.suppressions, key=lambda one: (one.cause != "complained", one.since)):
        if _is_in_force(suppression, case.now) and suppression.cause in _OF_THE_MAILBOX:
            return _Says(_OF_THE_MAILBOX[suppression.cause], (suppression.id,))
    return _NOTHING


def _was_not_erased(case: _Case) -> _Says:
    """Whoever had a subscription erased gets nothing that an older yes allows (GDPR 17); they may ask anew. A patient
    with the same address said nothing of the kind."""
    if case.person.is_patient:
        return _NOTHING
    came_back = max((opt_in.asked_at for opt_in in case.person.opt_ins), default=None)
    for suppression in case.person.suppressions:
        if suppression.cause == "erased" and not (came_back and came_back > suppression.since):
            return _Says(Reason.ADDRESS_ERASED, (suppression.id,))
    return _NOTHING


def _vendor_has_baa(case: _Case) -> _Says:
    return _Says(None, _vendor(case.transport)) if case.transport.has_baa else _Says(Reason.NO_BAA)


_ALL_BUT_CARE = "all-but-care"
#: Answers are part of it: the person just asked for them.
_CARE = frozenset({Purpose.TREATMENT, Purpose.REQUEST_ANSWER})
_ANY: tuple[_Rule, ...] = (
    _alive, _wanted_here, _nothing_agreed_against_it, _no_child_alone, _has_address, _is_the_address_to_use,
    _mailbox_takes_it, _vendor_has_baa,
)  # fmt: skip


# --- by purpose --------------------------------------------------------------------------------------------


def _is_patient(case: _Case) -> _Says:
    return _stop_if(not case.person.is_patient, Reason.NOT_A_PATIENT)


def _topic_on(case: _Case) -> _Says:
    off = switched_off(case.person, case.topic)
    return _Says(off[0], (off[1].id,)) if off else _NOTHING


def _not_paused(case: _Case) -> _Says:
    """News, offers and greetings wait; practical messages do not."""
    if case.purpose == Purpose.OPERATIONS and case.topic != Topic.GREETINGS:
        return _NOTHING
    pause = paused(case.person, case.now)
    return _Says(Reason.PAUSED, (pause.id,)) if pause else _NOTHING


def _introduces_to_leads_alone(case: _Case) -> _Says:
    """Whoever is known as a patient needs no introduction, and is not told that this is known."""
    if case.topic != Topic.INTRODUCTION:
        return _NOTHING
    if case.person.patients_here:
        return _Says(Reason.NOW_A_PATIENT)
    return _stop_if(case.person.kind != LEAD, Reason.NOT_A_LEAD)


def _no_marketing_in_disguise(case: _Case) -> _Says:
    return _stop_if(case.topic in MARKETING_TOPICS, Reason.TOPIC_NOT_OF_PURPOSE)


def _safe_on_its_way(case: _Case) -> _Says:
    """Encryption enforced, or every patient at this address accepted the risk (45 CFR 164.312(e), 164.522(b))."""
    if case.transport.enforces_encryption:
        return _NOTHING
    patients = case.person.patients_here
    seen = tuple(one.risk.id for one in patients if one.risk)
    taken = all(one.risk and one.risk.accepted and not one.was_spoken_for(one.risk.at) for one in patients)
    return _Says(None if taken else Reason.TRANSPORT_NOT_ENCRYPTED, seen)


def _greetings_asked_for(case: _Case) -> _Says:
    if case.topic != Topic.GREETINGS:
        return _NOTHING
    asked = opt_in_for(case.person, Topic.GREETINGS)
    if isinstance(asked, Objection) and asked.reason != Reason.CAME_OF_AGE:
        return _Says(Reason.NO_TOPIC_OPT_IN, asked.rows)
    return _rests_on(asked)


def _authorized(case: _Case) -> _Says:
    if case.person.is_patient and case.person.birth_year is None:
        return _Says(Reason.AGE_UNKNOWN)
    found = covering(
        case.person.authorizations,
        case.purpose,
        case.channel,
        case.person.today,
        birth_year=case.person.birth_year,
    )
    return _rests_on(found)


def _clinician_asks(case: _Case) -> _Says:
    return _stop_if(not case.asked_by_clinician, Reason.NOT_ASKED_BY_CLINICIAN)


def _opted_in(case: _Case) -> _Says:
    return _rests_on(opt_in_for(case.person, case.topic))


def _first_answer_today(case: _Case) -> _Says:
    return _stop_if(case.answered_today, Reason.ASKED_TODAY_ALREADY)


_TO_PATIENTS: tuple[_Rule, ...] = (*_ANY, _is_patient, _topic_on, _safe_on_its_way)
_NEWS: tuple[_Rule, ...] = (*_ANY, _was_not_erased, _introduces_to_leads_alone, _topic_on, _not_paused)
_MARKETING: tuple[_Rule, ...] = (*_NEWS, _authorized, _safe_on_its_way)

_TABLE: Mapping[Purpose, tuple[tuple[_Rule, ...], Reason]] = {
    Purpose.REQUEST_ANSWER: ((*_ANY, _first_answer_today), Reason.ANSWERS_REQUEST),
    Purpose.TREATMENT: ((_no_marketing_in_disguise, *_TO_PATIENTS), Reason.TREATMENT_ALLOWED),
    Purpose.OPERATIONS: (
        (_no_marketing_in_disguise, *_TO_PATIENTS, _not_paused, _greetings_asked_for),
        Reason.OPERATIONS_ALLOWED,
    ),
    Purpose.OWN_SERVICE: (_MARKETING, Reason.AUTHORIZED),
    Purpose.MARKETING: (_MARKETING, Reason.AUTHORIZED),
    Purpose.THIRD_PARTY_PAID: (_MARKETING, Reason.AUTHORIZED),
    Purpose.CONDITION_SPECIFIC: (_MARKETING, Reason.AUTHORIZED),
    Purpose.TESTIMONIAL: ((*_TO_PATIENTS, _clinician_asks), Reason.ASKED_BY_CLINICIAN),
    Purpose.NEWSLETTER: ((*_NEWS, _opted_in, _safe_on_its_way), Reason.OPTED_IN),
}


# --- small words -------------------------------------------------------------------------------------------


def _judged_people(case: _Case) -> tuple[PersonFacts, ...]:
    """The person, and the patients whose address this is: the known-patient wall, which nobody is told of."""
    return (case.person, *(one for one in case.person.patients_here if one is not case.person))


def _stop_if(objection: bool, reason: Reason) -> _Says:
    return _Says(reason) if objection else _NOTHING


def _rests_on(found: SignedPaper | OptInGiven | Choice | Objection) -> _Says:
    return _Says(found.reason, found.rows) if isinstance(found, Objection) else _Says(None, (found.id,))


def _is_in_force(suppression: Suppressed, now: datetime) -> bool:
    return suppression.until is None or now < suppression.until


def _refused(reason: Reason, evidence: tuple[UUID, ...] = ()) -> Decision:
    return Decision(Outcome.REFUSED, reason, evidence)


def _vendor(transport: Transport) -> tuple[UUID, ...]:
    return (transport.vendor_id,) if transport.vendor_id else ()


def _known(words: type[_Word], value: str) -> _Word | None:
    try:
        return words(value)
    except ValueError:
        return None

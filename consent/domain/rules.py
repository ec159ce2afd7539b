"""The rules of the policy: each looks at one thing about a case and says nothing, or why not, and what it looked at.

`consent.domain.policy` says which purpose asks which of them, and in which order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consent.domain.authorizations import SignedPaper, covering
from consent.domain.choices import opt_in_for, paused, restricted, switched_off
from consent.domain.facts import LEAD, Choice, OptInGiven, PersonFacts, Suppressed, Transport
from consent.domain.words import Channel, Objection, Purpose, Reason, Topic, topic_fits

_OF_THE_MAILBOX = {
    "bounced": Reason.ADDRESS_BOUNCED,
    "complained": Reason.ADDRESS_COMPLAINED,
    "stopped": Reason.ADDRESS_STOPPED,
}
_ALL_BUT_CARE = "all-but-care"
#: Answers are part of it: the person just asked for them.
_CARE = frozenset({Purpose.TREATMENT, Purpose.REQUEST_ANSWER})


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules are asked about: all of it known."""

    purpose: Purpose
    channel: Channel
    topic: str
    person: PersonFacts
    transport: Transport
    asked_by_clinician: bool
    answers_a_right: bool
    answered_today: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Says:
    """What a rule says. `stop`: the reason against it, or None; `evidence`: what it looked at."""

    stop: Reason | None = None
    evidence: tuple[UUID, ...] = ()


Rule = Callable[[Case], Says]
NOTHING = Says()


# --- any purpose -------------------------------------------------------------------------------------------


def alive(case: Case) -> Says:
    return _stop_if(any(one.is_deceased for one in _judged_people(case)), Reason.DECEASED)


def wanted_here(case: Case) -> Says:
    return _stop_if(any(one.is_negative_persona for one in _judged_people(case)), Reason.NEGATIVE_PERSONA)


def no_child_alone(case: Case) -> Says:
    """A guardian who is alive and grown up acts for a minor (45 CFR 164.502(g)(3))."""
    alone = any(one.is_minor and not (one.guardian and one.guardian.can_act) for one in _judged_people(case))
    return _stop_if(alone, Reason.MINOR_WITHOUT_GUARDIAN)


def has_address(case: Case) -> Says:
    """An address; a minor's is the guardian's, a grown-up's is not (but for one that they asked for)."""
    own = any(one.is_minor and not (one.guardian and one.guardian.reads_address) for one in _judged_people(case))
    if own or not case.person.has_address:
        return Says(Reason.NO_ADDRESS)
    return _stop_if(case.person.left_to_guardian, Reason.FORMER_GUARDIANS_ADDRESS)


def is_the_address_to_use(case: Case) -> Says:
    """Not what a patient asked us not to use (45 CFR 164.522(b)), unless other patients read it who did not ask."""
    if case.person.asked_for_other_address:
        return Says(Reason.OTHER_ADDRESS_ASKED_FOR)
    left = any(one.asked_for_other_address for one in case.person.patients_here)
    stays = any(one.reads_here for one in case.person.patients_here)
    return _stop_if(left and not stays, Reason.OTHER_ADDRESS_ASKED_FOR)


def nothing_agreed_against_it(case: Case) -> Says:
    """45 CFR 164.522(a)(1)(iii): what the clinic agreed to, it keeps."""
    restriction = restricted(case.person)
    if restriction is None or (restriction.covers == _ALL_BUT_CARE and case.purpose in _CARE):
        return NOTHING
    return Says(Reason.RESTRICTED, (restriction.id,))


def mailbox_takes_it(case: Case) -> Says:
    for suppression in sorted(case.person.suppressions, key=lambda one: (one.cause != "complained", one.since)):
        if _is_in_force(suppression, case.now) and suppression.cause in _OF_THE_MAILBOX:
            return Says(_OF_THE_MAILBOX[suppression.cause], (suppression.id,))
    return NOTHING


def was_not_erased(case: Case) -> Says:
    """Whoever had a subscription erased gets nothing that an older yes allows (GDPR 17); they may ask anew. A patient
    with the same address said nothing of the kind."""
    if case.person.is_patient:
        return NOTHING
    came_back = max((opt_in.asked_at for opt_in in case.person.opt_ins), default=None)
    for suppression in case.person.suppressions:
        if suppression.cause == "erased" and not (came_back and came_back > suppression.since):
            return Says(Reason.ADDRESS_ERASED, (suppression.id,))
    return NOTHING


def vendor_has_baa(case: Case) -> Says:
    return Says(None, vendor_of(case.transport)) if case.transport.has_baa else Says(Reason.NO_BAA)


# --- by purpose --------------------------------------------------------------------------------------------


def is_patient(case: Case) -> Says:
    return _stop_if(not case.person.is_patient, Reason.NOT_A_PATIENT)


def topic_on(case: Case) -> Says:
    off = switched_off(case.person, case.topic)
    return Says(off[0], (off[1].id,)) if off else NOTHING


def texts_asked_for(case: Case) -> Says:
    """A number that is on file is no yes to text messages: that is a choice of its own (47 CFR 64.1200(a)(1), (f)(9)).
    Where marketing needs a signed paper, that names the channel and is the yes."""
    if case.channel != Channel.SMS:
        return NOTHING
    asked = opt_in_for(case.person, case.topic)
    if isinstance(asked, Objection) and asked.reason != Reason.CAME_OF_AGE:
        return Says(Reason.TEXTS_NOT_ASKED_FOR, asked.rows)
    return _rests_on(asked)


def not_paused(case: Case) -> Says:
    """News, offers and greetings wait; practical messages do not."""
    if case.purpose == Purpose.OPERATIONS and case.topic != Topic.GREETINGS:
        return NOTHING
    pause = paused(case.person, case.now)
    return Says(Reason.PAUSED, (pause.id,)) if pause else NOTHING


def introduces_to_leads_alone(case: Case) -> Says:
    """Whoever is known as a patient needs no introduction, and is not told that this is known."""
    if case.topic != Topic.INTRODUCTION:
        return NOTHING
    if case.person.patients_here:
        return Says(Reason.NOW_A_PATIENT)
    return _stop_if(case.person.kind != LEAD, Reason.NOT_A_LEAD)


def topic_of_purpose(case: Case) -> Says:
    return _stop_if(not topic_fits(case.purpose, case.topic), Reason.TOPIC_NOT_OF_PURPOSE)


def safe_on_its_way(case: Case) -> Says:
    """Encryption enforced, or every patient at this address accepted the risk (45 CFR 164.312(e), 164.522(b)).

    Text messages are never encrypted as far as the phone, and name nobody: who asks for them is told both.
    """
    if case.transport.enforces_encryption or case.channel == Channel.SMS:
        return NOTHING
    patients = case.person.patients_here
    seen = tuple(one.risk.id for one in patients if one.risk)
    taken = all(one.risk and one.risk.accepted and not one.was_spoken_for(one.risk.at) for one in patients)
    return Says(None if taken else Reason.TRANSPORT_NOT_ENCRYPTED, seen)


def greetings_asked_for(case: Case) -> Says:
    if case.topic != Topic.GREETINGS:
        return NOTHING
    asked = opt_in_for(case.person, Topic.GREETINGS)
    if isinstance(asked, Objection) and asked.reason != Reason.CAME_OF_AGE:
        return Says(Reason.NO_TOPIC_OPT_IN, asked.rows)
    return _rests_on(asked)


def authorized(case: Case) -> Says:
    if case.person.is_patient and case.person.birth_year is None:
        return Says(Reason.AGE_UNKNOWN)
    found = covering(
        case.person.authorizations,
        case.purpose,
        case.channel,
        case.person.today,
        birth_year=case.person.birth_year,
    )
    return _rests_on(found)


def clinician_asks(case: Case) -> Says:
    return _stop_if(not case.asked_by_clinician, Reason.NOT_ASKED_BY_CLINICIAN)


def opted_in(case: Case) -> Says:
    return _rests_on(opt_in_for(case.person, case.topic))


def first_answer_today(case: Case) -> Says:
    return _stop_if(case.answered_today, Reason.ASKED_TODAY_ALREADY)


# --- small words -------------------------------------------------------------------------------------------


def vendor_of(transport: Transport) -> tuple[UUID, ...]:
    return (transport.vendor_id,) if transport.vendor_id else ()


def _judged_people(case: Case) -> tuple[PersonFacts, ...]:
    """The person, and the patients whose address this is: the known-patient wall, which nobody is told of."""
    return (case.person, *(one for one in case.person.patients_here if one is not case.person))


def _stop_if(objection: bool, reason: Reason) -> Says:
    return Says(reason) if objection else NOTHING


def _rests_on(found: SignedPaper | OptInGiven | Choice | Objection) -> Says:
    return Says(found.reason, found.rows) if isinstance(found, Objection) else Says(None, (found.id,))


def _is_in_force(suppression: Suppressed, now: datetime) -> bool:
    return suppression.until is None or now < suppression.until

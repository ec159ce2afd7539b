"""The table of cases: purpose × situation → reason. No database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from clinic.enums import Channel as ClinicChannel
from consent import enums
from consent.domain.authorizations import Element
from consent.domain.facts import Facts, Guardian, PersonFacts, Restricted, Transport
from consent.domain.policy import Decision, decide
from consent.domain.words import Channel, Outcome, Purpose, Reason, Topic
from consent.enums import Reason as ReasonOnScreen
from tests.consent.domain.cases import (
    EARLIER,
    GOOD,
    LATER,
    NO_BAA,
    NOW,
    PLAIN,
    TODAY,
    VENDOR,
    asked,
    bounced,
    complained,
    facts,
    guardian,
    off,
    on,
    paid_for,
    paper,
    patient,
    risk,
    subscriber,
)  # fmt: skip

#: A topic that fits each purpose, and a patient for whom it is allowed.
_USUAL: dict[str, tuple[str, str, PersonFacts]] = {
    "request-answer": ("newsletter", "answers-request", patient()),
    "treatment": ("appointments", "treatment-allowed", patient()),
    "operations": ("welcome", "operations-allowed", patient()),
    "own-service": ("offers", "authorized", patient(authorizations=(paper(),))),
    "marketing": ("events", "authorized", patient(authorizations=(paper(),))),
    "third-party-paid": ("offers", "authorized", patient(authorizations=(paid_for(),))),
    "condition-specific": ("health-news", "authorized", patient(authorizations=(paper(),))),
    "testimonial": ("events", "asked-by-clinician", patient()),
    "newsletter": ("newsletter", "opted-in", patient(opt_ins=(asked(),))),
}
_PURPOSES = sorted(_USUAL)
_TO_PATIENTS = ["treatment", "operations", "testimonial"]
_MARKETING = ["own-service", "marketing", "third-party-paid", "condition-specific"]


def _reason(
    purpose: str, person: PersonFacts | None, topic: str, transport: Transport | None = GOOD, **more: bool
) -> str:
    return decide(purpose, "email", facts(person, topic, transport, **more), NOW).reason.value


def _usual(purpose: str, transport: Transport = GOOD, **changes: object) -> str:
    """The reason for the usual patient of this purpose with something changed."""
    topic, _, person = _USUAL[purpose]
    changed = replace(person, **changes)  # type: ignore[arg-type]
    return _reason(purpose, changed, topic, transport, asked_by_clinician=True)


# --- any purpose -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", _PURPOSES)
def test_each_purpose_is_allowed_when_nothing_speaks_against_it(purpose: str) -> None:
    topic, reason, person = _USUAL[purpose]
    decision = decide(purpose, "email", facts(person, topic, asked_by_clinician=True), NOW)
    assert (decision.outcome, decision.reason) == (Outcome.ALLOWED, reason)
    assert VENDOR in decision.evidence


_ALWAYS_WRONG = [
    ({"is_deceased": True}, "deceased"),
    ({"is_negative_persona": True}, "negative-persona"),
    ({"birth_year": TODAY.year - 10}, "minor-without-guardian"),
    ({"has_address": False}, "no-address"),
    ({"suppressions": (bounced(),)}, "address-bounced"),
    ({"suppressions": (complained(),)}, "address-complained"),
    ({"suppressions": (bounced(), complained())}, "address-complained"),
    ({"suppressions": (bounced(until=NOW + timedelta(seconds=1)),)}, "address-bounced"),
]


@pytest.mark.parametrize("purpose", _PURPOSES)
@pytest.mark.parametrize(("changes", "reason"), _ALWAYS_WRONG)
def test_what_is_wrong_for_every_purpose(purpose: str, changes: dict[str, object], reason: str) -> None:
    assert _usual(purpose, **changes) == reason


@pytest.mark.parametrize("purpose", [*_PURPOSES, "staff-notice"])
def test_a_vendor_without_agreement_carries_nothing(purpose: str) -> None:
    if purpose == "staff-notice":
        assert _reason(purpose, None, "all", NO_BAA) == "no-baa"
    else:
        assert _usual(purpose, transport=NO_BAA) == "no-baa"


@pytest.mark.parametrize("purpose", _PURPOSES)
def test_a_suppression_that_ended_stops_nothing(purpose: str) -> None:
    assert _usual(purpose, suppressions=(bounced(until=NOW),)) == _USUAL[purpose][1]


@pytest.mark.parametrize(
    ("birth_year", "who", "reason"),
    [
        (TODAY.year - 18, None, "minor-without-guardian"),  # turns 18 this year: until it ends
        (TODAY.year - 19, None, "treatment-allowed"),
        (TODAY.year - 18, guardian(), "treatment-allowed"),
        (TODAY.year - 18, guardian(is_deceased=True), "minor-without-guardian"),
        (TODAY.year - 18, guardian(is_minor=True), "minor-without-guardian"),
        (TODAY.year - 18, guardian(reads_address=False), "no-address"),
        (TODAY.year - 19, guardian(is_deceased=True, reads_address=False), "treatment-allowed"),
        (TODAY.year, guardian(), "treatment-allowed"),
        (None, None, "treatment-allowed"),
        (1900, None, "treatment-allowed"),
    ],
)
def test_a_minors_mail_goes_to_a_guardian_who_can_act(
    birth_year: int | None, who: Guardian | None, reason: str
) -> None:
    assert _reason("treatment", patient(birth_year=birth_year, guardian=who), "appointments") == reason


@pytest.mark.parametrize(
    ("purpose", "channel", "given", "reason"),
    [
        ("gossip", "email", facts(patient(), "appointments"), "unknown-purpose"),
        ("", "email", facts(patient(), "appointments"), "unknown-purpose"),
        ("treatment", "pigeon", facts(patient(), "appointments"), "unknown-purpose"),
        ("treatment", "email", facts(None, "appointments"), "fact-missing"),
        ("treatment", "email", facts(patient(), "weather"), "fact-missing"),
        ("treatment", "email", facts(patient(), ""), "fact-missing"),
        ("treatment", "email", facts(patient(), "appointments", None), "fact-missing"),
        ("staff-notice", "email", facts(None, "all", None), "fact-missing"),
    ],
)
def test_what_no_rule_knows_is_refused(purpose: str, channel: str, given: Facts, reason: str) -> None:
    assert decide(purpose, channel, given, NOW) == Decision(Outcome.REFUSED, Reason(reason))


def test_a_moment_without_zone_is_no_moment() -> None:
    given = facts(patient(), "appointments")
    assert decide("treatment", "email", given, NOW.replace(tzinfo=None)).reason == Reason.FACT_MISSING


# --- topics ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", sorted(set(_PURPOSES) - {"request-answer"}))
def test_a_topic_switched_off_stops_every_purpose_but_an_answer(purpose: str) -> None:
    topic = _USUAL[purpose][0]
    assert _usual(purpose, choices=(off(topic),)) == "topic-off"
    assert _usual(purpose, choices=(off("all"),)) == "unsubscribed-all"


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ((off("aftercare"),), "treatment-allowed"),
        ((off("appointments", EARLIER), on("appointments", LATER)), "treatment-allowed"),
        ((on("appointments", EARLIER), off("appointments", LATER)), "topic-off"),
        ((off("all", EARLIER), on("appointments", LATER)), "treatment-allowed"),
        ((on("appointments", EARLIER), off("all", LATER)), "unsubscribed-all"),
        ((off("all", EARLIER), on("aftercare", LATER)), "unsubscribed-all"),
        ((off("appointments", EARLIER), on("all", LATER)), "topic-off"),
    ],
)
def test_the_latest_word_about_a_topic_counts(choices: tuple[object, ...], reason: str) -> None:
    assert _reason("treatment", patient(choices=choices), "appointments") == reason


def test_the_evidence_names_the_choice_that_stopped_it() -> None:
    choice = off("appointments")
    decision = decide("treatment", "email", facts(patient(choices=(choice,)), "appointments"), NOW)
    assert decision == Decision(Outcome.REFUSED, Reason.TOPIC_OFF, (choice.id,))


_ENDED = paper(expires_on=TODAY - timedelta(days=1))
_REVOKED_LATER = paper(id=UUID(int=502), signed_on=TODAY, revoked=True)
_TYPED = asked(confirmed=False)
_REFUSED_FOR_ROWS = [
    ("marketing", {}, "no-authorization", []),
    ("marketing", {"authorizations": (paper(revoked=True),)}, "authorization-revoked", [500]),
    ("marketing", {"authorizations": (paper(elements=frozenset()),)}, "authorization-defective", [500]),
    ("marketing", {"authorizations": (_ENDED,)}, "authorization-expired", [500]),
    ("marketing", {"authorizations": (_ENDED, _REVOKED_LATER)}, "authorization-revoked", [502]),
    ("marketing", {"authorizations": (paper(purposes=frozenset()),)}, "authorization-out-of-scope", [500]),
    ("third-party-paid", {"authorizations": (paper(),)}, "no-remuneration-statement", [500]),
    ("newsletter", {}, "not-opted-in", []),
    ("newsletter", {"opt_ins": (_TYPED,)}, "opt-in-unconfirmed", [200]),
    ("newsletter", {"neighbours": (subscriber(opt_ins=(_TYPED,)),)}, "opt-in-unconfirmed", [200]),
    ("operations", {"opt_ins": (replace(_TYPED, topic="greetings"),)}, "no-topic-opt-in", [200]),
    ("operations", {"choices": (off("greetings"),)}, "topic-off", [100]),
]


@pytest.mark.parametrize(("purpose", "changes", "reason", "rows"), _REFUSED_FOR_ROWS)
def test_a_refusal_names_the_rows_it_rests_on(
    purpose: str, changes: dict[str, Any], reason: str, rows: list[int]
) -> None:
    topic = {"newsletter": "newsletter", "operations": "greetings"}.get(purpose, "offers")
    decision = decide(purpose, "email", facts(patient(**changes), topic), NOW)
    assert (decision.reason, [row.int for row in decision.evidence]) == (reason, rows)


def test_a_yes_that_anybody_could_have_typed_is_named() -> None:
    choice = on("newsletter", via="import")
    person = subscriber(choices=(choice,), neighbours=(patient(),))
    decision = decide("newsletter", "email", facts(person, "newsletter"), NOW)
    assert decision == Decision(Outcome.REFUSED, Reason.OPT_IN_UNCONFIRMED, (choice.id,))


@pytest.mark.parametrize("purpose", ["treatment", "operations"])
@pytest.mark.parametrize("topic", ["health-news", "offers", "events", "newsletter"])
def test_marketing_cannot_call_itself_treatment(purpose: str, topic: str) -> None:
    assert _reason(purpose, patient(authorizations=(paper(),)), topic) == "topic-not-of-purpose"


# --- answers to requests -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "answered_today", "reason"),
    [
        (subscriber(), False, "answers-request"),
        (subscriber(), True, "asked-today-already"),
        (subscriber(choices=(off("all"),)), False, "answers-request"),
        (subscriber(choices=(off("newsletter"),)), False, "answers-request"),
        (subscriber(suppressions=(bounced(),)), False, "address-bounced"),
        (subscriber(suppressions=(complained(),)), False, "address-complained"),
    ],
)
def test_an_answer_passes_an_unsubscribe_and_nothing_else(
    person: PersonFacts, answered_today: bool, reason: str
) -> None:
    assert _reason("request-answer", person, "newsletter", answered_today=answered_today) == reason


# --- treatment and operations ------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", _TO_PATIENTS)
def test_messages_about_care_are_for_patients_alone(purpose: str) -> None:
    topic = _USUAL[purpose][0]
    assert _reason(purpose, subscriber(), topic, asked_by_clinician=True) == "not-a-patient"


@pytest.mark.parametrize("purpose", sorted(set(_PURPOSES) - {"request-answer"}))
@pytest.mark.parametrize(
    ("answer", "is_allowed"), [(None, False), (risk(accepted=False), False), (risk(accepted=True), True)]
)
def test_without_enforced_encryption_the_patient_must_have_accepted_the_risk(
    purpose: str, answer: object, is_allowed: bool
) -> None:
    expected = _USUAL[purpose][1] if is_allowed else "transport-not-encrypted"
    assert _usual(purpose, transport=PLAIN, risk=answer) == expected


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (patient(), "no-topic-opt-in"),
        (patient(choices=(on("greetings"),)), "operations-allowed"),
        (patient(opt_ins=(asked("single", confirmed=False, topic="greetings"),)), "operations-allowed"),
        (patient(opt_ins=(asked("double", confirmed=False, topic="greetings"),)), "no-topic-opt-in"),
        (patient(opt_ins=(asked(topic="newsletter"),)), "no-topic-opt-in"),
        (patient(choices=(on("greetings", EARLIER), off("greetings", LATER))), "topic-off"),
        (patient(choices=(on("greetings", EARLIER), off("all", LATER))), "unsubscribed-all"),
    ],
)
def test_greetings_need_a_recorded_yes(person: PersonFacts, reason: str) -> None:
    assert _reason("operations", person, "greetings") == reason


def test_a_testimonial_is_asked_for_by_a_clinician() -> None:
    assert _reason("testimonial", patient(), "events") == "not-asked-by-clinician"


# --- what a signed authorization must cover ----------------------------------------------------------------


@pytest.mark.parametrize("purpose", _MARKETING)
@pytest.mark.parametrize(
    ("papers", "reason"),
    [
        ((), "no-authorization"),
        ((paid_for(state="draft"),), "authorization-not-yet"),
        ((paid_for(state="entered-in-error"),), "authorization-defective"),
        ((paid_for(revoked=True),), "authorization-revoked"),
        ((paid_for(state="inactive"),), "authorization-revoked"),
        ((paid_for(expires_on=TODAY - timedelta(days=1)),), "authorization-expired"),
        ((paid_for(expires_on=TODAY),), "authorized"),
        ((paid_for(signed_on=TODAY + timedelta(days=1)),), "no-authorization"),
        ((paid_for(signed_on=TODAY),), "authorized"),
        ((paid_for(channels=frozenset({"sms"})),), "authorization-out-of-scope"),
        ((paid_for(purposes=frozenset({"testimonial"})),), "authorization-out-of-scope"),
        ((paid_for(revoked=True), paid_for(id=UUID(int=501))), "authorized"),
    ],
)
def test_marketing_needs_an_authorization_for_purpose_channel_and_day(
    purpose: str, papers: tuple[object, ...], reason: str
) -> None:
    assert _usual(purpose, authorizations=papers) == reason


@pytest.mark.parametrize("purpose", _MARKETING)
def test_a_minors_authorization_is_signed_by_a_representative(purpose: str) -> None:
    child = {"birth_year": TODAY.year - 10, "guardian": guardian()}
    own = paid_for()
    by_parent = replace(own, by_representative=True, elements=own.elements | {Element.REPRESENTATIVE_AUTHORITY})
    assert _usual(purpose, authorizations=(own,), **child) == "authorization-defective"
    assert _usual(purpose, authorizations=(by_parent,), **child) == "authorized"


@pytest.mark.parametrize("purpose", _MARKETING)
def test_nobody_can_tell_who_must_sign_for_a_patient_without_birth_year(purpose: str) -> None:
    assert _usual(purpose, birth_year=None) == "age-unknown"


def test_third_party_money_must_be_stated() -> None:
    person = patient(authorizations=(paper(),))
    assert _reason("third-party-paid", person, "offers") == "no-remuneration-statement"


@pytest.mark.parametrize("purpose", _MARKETING)
def test_an_opt_in_is_no_authorization(purpose: str) -> None:
    topic = _USUAL[purpose][0]
    assert _usual(purpose, authorizations=(), opt_ins=(asked(topic=topic),), choices=(on(topic),)) == (
        "no-authorization"
    )
    assert _reason(purpose, subscriber(opt_ins=(asked(topic=topic),)), topic) == "no-authorization"


# --- newsletter and the known-patient wall -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (subscriber(), "not-opted-in"),
        (subscriber(opt_ins=(asked("double", confirmed=False),)), "opt-in-unconfirmed"),
        (subscriber(opt_ins=(asked("double", confirmed=True),)), "opted-in"),
        (subscriber(opt_ins=(asked("single", confirmed=False),)), "opted-in"),
        (subscriber(opt_ins=(asked(topic="events"),)), "not-opted-in"),
        (subscriber(opt_ins=(asked(),), choices=(off("newsletter", NOW),)), "topic-off"),
        (subscriber(opt_ins=(asked(),), choices=(off("all", NOW),)), "unsubscribed-all"),
        (patient(), "not-opted-in"),
        (patient(authorizations=(paper(),)), "not-opted-in"),
        (patient(opt_ins=(asked("single", confirmed=False),)), "opted-in"),
        (patient(choices=(on("newsletter"),)), "opted-in"),
    ],
)
def test_the_newsletter_needs_an_opt_in_in_its_forms_mode(person: PersonFacts, reason: str) -> None:
    assert _reason("newsletter", person, "newsletter") == reason


@pytest.mark.parametrize(
    ("known_as", "reason"),
    [
        (patient(), "opted-in"),
        (patient(is_deceased=True), "deceased"),
        (patient(is_negative_persona=True), "negative-persona"),
        (patient(birth_year=TODAY.year - 10), "minor-without-guardian"),
        (patient(birth_year=TODAY.year - 10, guardian=guardian()), "opted-in"),
        (patient(birth_year=TODAY.year - 10, guardian=guardian(reads_address=False)), "no-address"),
        (patient(asked_for_other_address=True), "other-address-asked-for"),
        (patient(choices=(off("all", NOW),)), "unsubscribed-all"),
        (patient(choices=(off("newsletter", NOW),)), "topic-off"),
        (patient(choices=(off("offers", NOW),)), "opted-in"),
        (patient(choices=(off("all", EARLIER - timedelta(days=1)),)), "unsubscribed-all"),
    ],
)
def test_a_subscriber_with_a_patients_address_is_judged_by_the_patients_rules(
    known_as: PersonFacts, reason: str
) -> None:
    person = subscriber(opt_ins=(asked(),), neighbours=(known_as,))
    assert _reason("newsletter", person, "newsletter") == reason


def test_a_confirmation_newer_than_the_patients_no_counts() -> None:
    known_as = patient(choices=(off("all", EARLIER),))
    person = subscriber(opt_ins=(asked(),), choices=(on("newsletter", LATER),), neighbours=(known_as,))
    assert _reason("newsletter", person, "newsletter") == "opted-in"


@pytest.mark.parametrize(("answer", "reason"), [(None, "transport-not-encrypted"), (risk(accepted=True), "opted-in")])
def test_at_a_patients_address_the_patient_must_have_accepted_the_risk(answer: object, reason: str) -> None:
    person = subscriber(opt_ins=(asked(),), neighbours=(patient(risk=answer),))
    assert _reason("newsletter", person, "newsletter", PLAIN) == reason
    assert _reason("newsletter", subscriber(opt_ins=(asked(),)), "newsletter", PLAIN) == "opted-in"


def test_at_a_patients_address_a_single_opt_in_is_not_enough() -> None:
    """Anybody can type an address."""
    person = subscriber(opt_ins=(asked("single", confirmed=False),), neighbours=(patient(),))
    assert _reason("newsletter", person, "newsletter") == "opt-in-unconfirmed"


#: How a yes was recorded, if only the reader of the mailbox can have said it.
_FROM_THE_MAILBOX = {"preference-page", "confirmed"}


@pytest.mark.parametrize("via", enums.Recorded.values)
def test_at_a_patients_address_a_yes_counts_if_it_came_from_the_mailbox(via: str) -> None:
    choices = (on("newsletter", via=via),)
    person = subscriber(choices=choices, neighbours=(patient(),))
    expected = "opted-in" if via in _FROM_THE_MAILBOX else "opt-in-unconfirmed"
    assert _reason("newsletter", person, "newsletter") == expected
    assert _reason("newsletter", subscriber(choices=choices), "newsletter") == "opted-in"
    assert _reason("newsletter", patient(choices=choices), "newsletter") == "opted-in"


@pytest.mark.parametrize(
    ("via", "for_subscriber", "for_patient"),
    [("confirmed", "opted-in", "opted-in"), ("sign-up-form", "unsubscribed-all", "unsubscribed-all")],
)
def test_what_anybody_could_have_typed_does_not_outweigh_the_patients_no(
    via: str, for_subscriber: str, for_patient: str
) -> None:
    known_as, also = patient(choices=(off("all", EARLIER),)), subscriber(choices=(on("newsletter", LATER, via),))
    also = replace(also, opt_ins=(asked(confirmed=via == "confirmed"),))
    assert _reason("newsletter", replace(also, neighbours=(known_as,)), "newsletter") == for_subscriber
    assert _reason("newsletter", replace(known_as, neighbours=(also,)), "newsletter") == for_patient


def test_a_confirmed_opt_in_as_subscriber_counts_for_the_patients_newsletter_alone() -> None:
    also = subscriber(opt_ins=(asked(), asked(topic="greetings"), asked(topic="offers")))
    assert _reason("newsletter", patient(neighbours=(also,)), "newsletter") == "opted-in"
    assert _reason("operations", patient(neighbours=(also,)), "greetings") == "no-topic-opt-in"
    assert _reason("marketing", patient(neighbours=(also,)), "offers") == "no-authorization"


@pytest.mark.parametrize(
    ("purpose", "topic", "reason"),
    [
        ("marketing", "offers", "topic-off"),
        ("treatment", "appointments", "treatment-allowed"),
    ],
)
def test_marketing_turned_away_as_subscriber_stays_away_from_the_patient(purpose: str, topic: str, reason: str) -> None:
    also = subscriber(choices=(off(topic),))
    assert _reason(purpose, patient(authorizations=(paper(),), neighbours=(also,)), topic) == reason


def test_everything_turned_away_as_subscriber_leaves_the_patients_care_alone() -> None:
    also = subscriber(choices=(off("all"),))
    person = patient(authorizations=(paper(),), neighbours=(also,))
    assert _reason("marketing", person, "offers") == "unsubscribed-all"
    assert _reason("treatment", person, "appointments") == "treatment-allowed"


# --- words -------------------------------------------------------------------------------------------------


def test_every_reason_has_words() -> None:
    assert {reason.value for reason in Reason} == {reason.value for reason in ReasonOnScreen}
    assert [reason for reason in ReasonOnScreen if not reason.label.strip()] == []


@pytest.mark.parametrize(
    ("words", "name"),
    [(Purpose, "MessagePurpose"), (Topic, "Topic"), (Outcome, "DecisionOutcome")],
)
def test_the_rules_words_are_the_fields_choices(words: type, name: str) -> None:
    assert [word.value for word in words] == getattr(enums, name).values  # type: ignore[attr-defined]


def test_channels_are_the_clinics() -> None:
    assert [channel.value for channel in Channel] == ClinicChannel.values


_SILENT: list[dict[str, Any]] = [
    {"is_deceased": True},
    {"is_negative_persona": True},
    {"restriction": Restricted(UUID(int=700), "all-messages")},
]


@pytest.mark.parametrize("known", _SILENT)
def test_answer_to_a_right_leaves_where_no_other_answer_does(known: dict[str, Any]) -> None:
    person = patient(**known)
    told = {"answers_a_right": True, "answered_today": True}
    assert _reason("request-answer", person, "newsletter", **told) == "answers-request"
    assert _reason("request-answer", person, "newsletter") != "answers-request"
    assert _reason("treatment", person, "appointments", **told) != "treatment-allowed"


@pytest.mark.parametrize("known", [{"has_address": False}, {"suppressions": (bounced(),)}])
def test_answer_to_a_right_takes_no_way_that_is_closed(known: dict[str, Any]) -> None:
    reason = _reason("request-answer", patient(**known), "newsletter", answers_a_right=True)
    assert reason in ("no-address", "address-bounced")
    assert _reason("request-answer", patient(), "newsletter", NO_BAA, answers_a_right=True) == "no-baa"

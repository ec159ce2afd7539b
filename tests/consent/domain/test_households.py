"""Several people, one mailbox: nobody speaks for another, and nobody learns of another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from consent.domain.choices import is_on
from consent.domain.facts import Paused, PersonFacts, Restricted
from consent.domain.policy import decide
from tests.consent.domain.cases import NOW, TODAY, asked, facts, guardian, off, on, paper, patient, subscriber

_ONE, _OTHER = UUID(int=11), UUID(int=12)
_CHILD = TODAY.year - 10


def _reason(purpose: str, topic: str, person: PersonFacts) -> str:
    return decide(purpose, "email", facts(person, topic), NOW).reason.value


def _newsletter_at(*patients: PersonFacts) -> str:
    return _reason("newsletter", "newsletter", subscriber(opt_ins=(asked(),), neighbours=patients))


def _one(**changes: Any) -> PersonFacts:
    return patient(person_id=_ONE, **changes)


def _other(**changes: Any) -> PersonFacts:
    return patient(person_id=_OTHER, **changes)


_SAYS_NO = [
    {"choices": (off("all", NOW),)},
    {"choices": (off("newsletter", NOW),)},
    {"pause": Paused(UUID(int=600), NOW + timedelta(days=1))},
    {"restriction": Restricted(UUID(int=700), "all-but-care")},
    {"asked_for_other_address": True},
]


@pytest.mark.parametrize("says", _SAYS_NO)
def test_one_patients_choice_does_not_silence_whoever_else_may_have_subscribed(says: dict[str, Any]) -> None:
    assert _newsletter_at(_one(**says)) != "opted-in"
    assert _newsletter_at(_one(**says), _other()) == "opted-in"
    assert _newsletter_at(_other(), _one(**says)) == "opted-in"
    assert _newsletter_at(_one(**says), _other(**says)) != "opted-in"


@pytest.mark.parametrize("says", _SAYS_NO[:4])
def test_where_others_read_the_inbox_the_subscriber_may_be_one_of_them(says: dict[str, Any]) -> None:
    assert _newsletter_at(_one(**says, shares_inbox=True)) == "opted-in"


@pytest.mark.parametrize("says", _SAYS_NO[:4])
@pytest.mark.parametrize(
    "nobody_to_speak",
    [
        {"birth_year": _CHILD, "guardian": guardian()},
        {"birth_year": TODAY.year - 19, "guardian": guardian()},
    ],
)
def test_who_cannot_have_subscribed_is_not_asked(says: dict[str, Any], nobody_to_speak: dict[str, Any]) -> None:
    """A child, whose mail a guardian reads, and somebody grown up whose address is still the parent's."""
    assert _newsletter_at(_one(**says, **nobody_to_speak)) == "opted-in"
    assert _newsletter_at(_one(**nobody_to_speak), _other(**says)) != "opted-in"


def test_the_subscribers_own_no_counts_whoever_they_are() -> None:
    no = subscriber(opt_ins=(asked(),), choices=(off("newsletter", NOW),), neighbours=(_one(), _other()))
    assert _reason("newsletter", "newsletter", no) == "topic-off"


@pytest.mark.parametrize(("shares", "reason"), [(False, "topic-off"), (True, "authorized")])
def test_what_a_subscriber_turned_away_silences_the_only_reader_alone(shares: bool, reason: str) -> None:
    also = subscriber(choices=(off("offers"),))
    person = patient(authorizations=(paper(),), neighbours=(also,), shares_inbox=shares)
    assert _reason("marketing", "offers", person) == reason


@pytest.mark.parametrize(("shares", "reason"), [(False, "paused"), (True, "authorized")])
def test_a_subscribers_pause_is_the_only_readers(shares: bool, reason: str) -> None:
    also = subscriber(pause=Paused(UUID(int=600), NOW + timedelta(days=1)))
    person = patient(authorizations=(paper(),), neighbours=(also,), shares_inbox=shares)
    assert _reason("marketing", "offers", person) == reason


@pytest.mark.parametrize(("shares", "reason"), [(False, "opted-in"), (True, "not-opted-in")])
def test_a_subscribers_yes_is_the_only_readers(shares: bool, reason: str) -> None:
    """Else a mail in one member's name tells the others that they are a patient."""
    person = patient(neighbours=(subscriber(opt_ins=(asked(),)),), shares_inbox=shares)
    assert _reason("newsletter", "newsletter", person) == reason


def test_what_a_patient_asked_for_is_not_sent_to_whoever_typed_the_address() -> None:
    typed = subscriber(opt_ins=(asked(confirmed=False),), neighbours=(patient(opt_ins=(asked(),)),))
    assert _reason("newsletter", "newsletter", typed) == "opt-in-unconfirmed"


def test_a_patients_later_yes_does_not_bring_back_what_the_subscriber_left() -> None:
    left = subscriber(
        opt_ins=(asked(),),
        choices=(off("newsletter", NOW - timedelta(hours=2)),),
        neighbours=(patient(choices=(on("newsletter", NOW - timedelta(hours=1)),)),),
    )
    assert _reason("newsletter", "newsletter", left) == "topic-off"


@pytest.mark.parametrize(("seconds", "reason"), [(-1, "authorized"), (0, "authorized"), (1, "paused")])
def test_a_pause_ends_at_its_moment(seconds: int, reason: str) -> None:
    person = patient(authorizations=(paper(),), pause=Paused(UUID(int=600), NOW + timedelta(seconds=seconds)))
    assert _reason("marketing", "offers", person) == reason


def test_a_restriction_that_no_rule_knows_stops_everything() -> None:
    person = patient(restriction=Restricted(UUID(int=700), "something-new"))
    assert _reason("treatment", "appointments", person) == "restricted"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "former-guardians-address"),
        ({"uses_confidential_address": True}, "treatment-allowed"),  # they asked for it themselves
        ({"guardian": guardian(reads_address=False)}, "treatment-allowed"),
        ({"birth_year": TODAY.year - 18}, "treatment-allowed"),  # until the end of the year
        ({"birth_year": None}, "treatment-allowed"),
    ],
)
def test_a_grown_ups_mail_does_not_go_to_who_was_their_guardian(changes: dict[str, Any], reason: str) -> None:
    person = patient(birth_year=TODAY.year - 19, guardian=guardian())
    assert _reason("treatment", "appointments", replace(person, **changes)) == reason


@pytest.mark.parametrize(
    ("at", "reason"),
    [(NOW.replace(year=TODAY.year - 1), "came-of-age"), (NOW.replace(month=1), "operations-allowed")],
)
def test_a_yes_said_for_a_child_ends_with_childhood(at: datetime, reason: str) -> None:
    person = patient(birth_year=TODAY.year - 19, choices=(on("greetings", at),))
    assert _reason("operations", "greetings", person) == reason


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (datetime(2026, 1, 1, 5, 59, tzinfo=UTC), "came-of-age"),  # 23:59 on New Year's Eve in Chicago
        (datetime(2026, 1, 1, 6, tzinfo=UTC), "operations-allowed"),
    ],
)
def test_childhood_ends_with_the_year_of_the_clinic(at: datetime, reason: str) -> None:
    person = patient(birth_year=2007, zone="America/Chicago", choices=(on("greetings", at),))
    assert _reason("operations", "greetings", person) == reason


def test_a_no_said_for_a_child_stands() -> None:
    person = patient(birth_year=TODAY.year - 19, choices=(off("appointments", NOW.replace(year=TODAY.year - 1)),))
    assert _reason("treatment", "appointments", person) == "topic-off"


@pytest.mark.parametrize(
    ("signed_for", "ticked"),
    [
        ("condition-specific", {"health-news"}),
        ("marketing", {"health-news", "offers", "events"}),
        ("own-service", {"health-news", "offers", "events"}),
    ],
)
def test_what_was_signed_for_ticks_the_topics_that_it_may_carry(signed_for: str, ticked: set[str]) -> None:
    person = patient(authorizations=(paper(purposes=frozenset({signed_for})),))
    assert {topic for topic in ("health-news", "offers", "events") if is_on(person, topic, "email")} == ticked

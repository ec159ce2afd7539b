"""Facts are gathered for many people at once, and the judge rules on them."""

import pytest
from pytest_django import DjangoAssertNumQueries

from audit import blind
from consent.domain.policy import Facts, Transport, decide
from consent.enums import Recorded, Topic
from consent.operations import preferences, risk, suppressions
from consent.queries import gather_facts
from patients.models import Person
from tests.consent.people import DESK, NOW, TODAY, form, patient, signed, subscriber

pytestmark = pytest.mark.django_db(databases=["default"])
SAFE = Transport(has_baa=True, enforces_encryption=True)


def _asked(person: Person, purpose: str, topic: str) -> str:
    facts = gather_facts([person.pk], channel="email", today=TODAY)[person.pk]
    return decide(purpose, "email", Facts(facts, topic, SAFE), NOW).reason


def _fully_known(number: int) -> Person:
    person = patient(f"p{number}@example.org")
    subscriber(f"p{number}@example.org")
    signed(person.pk, form(number))
    preferences.set_topic(by=DESK, now=NOW, person_id=person.pk, topic=Topic.OFFERS, wanted=False, via=Recorded.STAFF)
    risk.acknowledge(by=DESK, now=NOW, person_id=person.pk, accepted=True, via=Recorded.PAPER, text_version="r1")
    suppressions.suppress(
        by=DESK, now=NOW, address_key=blind.email_key(f"p{number}@example.org") or b"", cause="bounced"
    )
    return person


@pytest.mark.parametrize("people", [1, 3])
def test_gathering_asks_the_same_queries_for_one_and_for_three(
    people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [_fully_known(number).pk for number in range(people)]
    with django_assert_num_queries(8):
        facts = gather_facts(ids, channel="email", today=TODAY)
    assert set(facts) == set(ids)
    with django_assert_num_queries(9):
        gather_facts(ids, channel="email", today=TODAY, lock=True)


def test_marketing_needs_a_paper_and_treatment_does_not() -> None:
    person = patient()
    assert _asked(person, "marketing", "offers") == "no-authorization"
    assert _asked(person, "treatment", "appointments") == "treatment-allowed"
    signed(person.pk)
    assert _asked(person, "marketing", "offers") == "authorized"

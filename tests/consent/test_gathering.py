"""Facts are gathered for many people at once, and the judge rules on them."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from audit import blind
from audit.domain.uuid7 import uuid7
from audit.fields import EncryptedField
from consent.domain.policy import Facts, Transport, decide
from consent.enums import Recorded, Topic
from consent.operations import claims, opt_ins, pauses, preferences, risk, suppressions
from consent.queries import gather_facts, topics_of
from patients.models import ConsentClaim, Person
from patients.operations.people import register_person
from tests.consent.people import DESK, NOW, TODAY, form, patient, signed, subscriber
from tests.desk_people import house

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
    with django_assert_num_queries(10):
        facts = gather_facts(ids, channel="email", today=TODAY)
    assert set(facts) == set(ids)
    with django_assert_num_queries(11):
        gather_facts(ids, channel="email", today=TODAY, lock=True)


def test_marketing_needs_a_paper_and_treatment_does_not() -> None:
    person = patient()
    assert _asked(person, "marketing", "offers") == "no-authorization"
    assert _asked(person, "treatment", "appointments") == "treatment-allowed"
    signed(person.pk)
    assert _asked(person, "marketing", "offers") == "authorized"


def test_facts_know_the_zone_in_which_the_clinic_counts_days() -> None:
    person = patient()
    assert gather_facts([person.pk], channel="email", today=TODAY)[person.pk].zone == "UTC"
    house()
    assert gather_facts([person.pk], channel="email", today=TODAY)[person.pk].zone == "America/Chicago"


def test_facts_hold_what_was_recorded() -> None:
    facts = gather_facts([_fully_known(7).pk], channel="email", today=TODAY)
    (person,) = facts.values()
    assert person.has_address
    assert [(choice.topic, choice.wanted) for choice in person.choices] == [("offers", False)]
    assert [paper.missing for paper in person.authorizations] == [()]
    assert [suppression.cause for suppression in person.suppressions] == ["bounced"]
    assert person.risk is not None
    assert person.risk.accepted
    assert [neighbour.kind for neighbour in person.neighbours] == ["subscriber"]


def test_nobody_is_not_in_the_answer() -> None:
    assert gather_facts([uuid7()], channel="email", today=TODAY) == {}


def test_the_confidential_address_is_the_one_that_counts() -> None:
    person = patient("home@example.org", confidential_email="safe@example.org")
    _suppress("home@example.org")
    assert _asked(person, "treatment", "appointments") == "treatment-allowed"
    facts = gather_facts([person.pk], channel="email", today=TODAY)[person.pk]
    assert facts.uses_confidential_address
    _suppress("safe@example.org")
    assert _asked(person, "treatment", "appointments") == "address-bounced"


def test_a_subscriber_at_an_address_the_patient_left_is_refused() -> None:
    patient("home@example.org", confidential_email="safe@example.org")
    assert _newsletter_at("home@example.org") == "other-address-asked-for"


def test_a_subscriber_at_a_patients_confidential_address_is_behind_the_wall() -> None:
    patient("home@example.org", confidential_email="safe@example.org", is_negative_persona=True)
    assert _newsletter_at("safe@example.org") == "negative-persona"


def test_a_single_opt_in_at_a_patients_address_is_not_enough() -> None:
    patient("known@example.org")
    told = {"by": DESK, "now": NOW, "name": "Sub", "language": "en", "form": "f", "text_version": "t1"}
    at_patients = opt_ins.ask(email="known@example.org", mode="single", **told)
    elsewhere = opt_ins.ask(email="new@example.org", mode="single", **told)
    assert at_patients is not None
    assert elsewhere is not None
    assert _asked(at_patients.person, "newsletter", "newsletter") == "opt-in-unconfirmed"
    assert _asked(elsewhere.person, "newsletter", "newsletter") == "opted-in"


@pytest.mark.parametrize(("kind", "reason"), [("subscriber", "opt-in-unconfirmed"), ("patient", "opted-in")])
def test_an_imported_yes_at_a_patients_address_counts_for_the_patient_alone(kind: str, reason: str) -> None:
    people = {"patient": patient("known@example.org"), "subscriber": subscriber("known@example.org")}
    ConsentClaim.objects.create(
        person=people[kind], topic="newsletter", wanted=True, given_on=TODAY, source="paper", text_version="v3"
    )
    claims.collect(NOW, by=DESK)
    assert _asked(people[kind], "newsletter", "newsletter") == reason


@pytest.mark.parametrize(
    ("parent", "reason"),
    [
        ({}, "treatment-allowed"),
        ({"is_deceased": True}, "minor-without-guardian"),
        ({"birth_date": date(2010, 3, 1)}, "minor-without-guardian"),
        ({"email": "parent@example.org"}, "no-address"),
        ({"email": ""}, "no-address"),
        ({"confidential_email": "safe@example.org"}, "no-address"),
    ],
)
def test_a_childs_mail_goes_to_the_guardians_own_address(parent: dict[str, Any], reason: str) -> None:
    guardian = patient(**{"email": "family@example.org", **parent})
    child = patient("family@example.org", birth_date=date(2016, 3, 1), guardian_id=guardian.pk)
    assert _asked(child, "treatment", "appointments") == reason


def test_two_patients_with_one_address_do_not_decide_for_each_other() -> None:
    one, other = patient("family@example.org"), patient("family@example.org", is_negative_persona=True)
    preferences.unsubscribe_all(by=DESK, now=NOW, person_id=other.pk, via=Recorded.STAFF)
    assert _asked(one, "treatment", "appointments") == "treatment-allowed"
    assert gather_facts([one.pk], channel="email", today=TODAY)[one.pk].neighbours == ()


def test_sms_looks_at_the_phone_and_its_own_choices() -> None:
    person = patient("p@example.org", phone="+1 402 555 0199")
    preferences.unsubscribe_all(by=DESK, now=NOW, person_id=person.pk, via=Recorded.STAFF)
    facts = gather_facts([person.pk], channel="sms", today=TODAY)[person.pk]
    assert (facts.has_address, facts.choices) == (True, ())


def test_loading_facts_decrypts_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = _fully_known(9)
    with django_assert_num_queries(10) as queries:
        gather_facts([person.pk], channel="email", today=TODAY)
    read = " ".join(query["sql"].split(" FROM ")[0] for query in queries.captured_queries)
    sealed = {field.name for field in Person._meta.concrete_fields if isinstance(field, EncryptedField)}
    assert {name for name in sealed if f'"patients_person"."{name}"' in read} == set()
    assert '"consent_authorization"."signature",' not in read


def _suppress(email: str) -> None:
    suppressions.suppress(by=DESK, now=NOW, address_key=blind.email_key(email) or b"", cause="bounced")


def _newsletter_at(email: str) -> str:
    opt_in = opt_ins.ask(by=DESK, now=NOW, name="Sub", email=email, language="en", form="f", text_version="t1")
    assert opt_in is not None
    opt_ins.confirm(by=DESK, now=NOW + timedelta(hours=1), opt_in_id=opt_in.pk)
    return _asked(opt_in.person, "newsletter", "newsletter")


def _lead_and_subscriber() -> tuple[Person, Person]:
    """At one mailbox; both get something."""
    lead = register_person(by=DESK, now=NOW, kind="lead", given_name="Jon", family_name="Lee", email="jon@example.org")
    told = {"topic": Topic.INTRODUCTION, "wanted": True, "via": Recorded.STAFF}
    preferences.set_topic(by=DESK, now=NOW - timedelta(days=5), person_id=lead.pk, **told)
    opt_ins.ask(
        by=DESK, now=NOW - timedelta(days=5), name="Jon", email="jon@example.org", language="en", form="newsletter",
        text_version="t", mode="single",
    )  # fmt: skip
    asked = Person.objects.get(kind="subscriber")
    assert (_asked(lead, "newsletter", "introduction"), _asked(asked, "newsletter", "newsletter")) == ("opted-in",) * 2
    return lead, asked


@pytest.mark.parametrize("leaves", ["lead", "subscriber"])
def test_whoever_leaves_everything_hears_no_more_at_that_mailbox_under_another_name(leaves: str) -> None:
    lead, asked = _lead_and_subscriber()
    preferences.unsubscribe_all(
        by=DESK, now=NOW, person_id=(lead if leaves == "lead" else asked).pk, via=Recorded.ONE_CLICK
    )
    assert {_asked(lead, "newsletter", "introduction"), _asked(asked, "newsletter", "newsletter")} == {"topic-off"}
    assert topics_of(asked.pk, today=TODAY) == {Topic.NEWSLETTER: False}


def test_pause_of_a_lead_is_the_mailboxes() -> None:
    lead, asked = _lead_and_subscriber()
    pauses.pause(by=DESK, now=NOW, person_id=lead.pk, weeks=4, via="preference-page")
    assert _asked(asked, "newsletter", "newsletter") == "paused"


def test_later_yes_of_one_name_counts_for_that_name_alone() -> None:
    lead, asked = _lead_and_subscriber()
    preferences.unsubscribe_all(by=DESK, now=NOW, person_id=lead.pk, via=Recorded.ONE_CLICK)
    told = {"topic": Topic.NEWSLETTER, "wanted": True, "via": Recorded.PREFERENCE_PAGE}
    assert preferences.set_topic(by=DESK, now=NOW, person_id=asked.pk, **told)
    assert _asked(asked, "newsletter", "newsletter") == "opted-in"
    assert _asked(lead, "newsletter", "introduction") == "topic-off"


def test_after_a_leads_no_the_mailbox_is_asked_first() -> None:
    lead, _ = _lead_and_subscriber()
    preferences.unsubscribe_all(by=DESK, now=NOW, person_id=lead.pk, via=Recorded.ONE_CLICK)
    again = opt_ins.ask(
        by=DESK, now=NOW + timedelta(days=1), name="Jon", email="jon@example.org", language="en", form="newsletter",
        text_version="t", mode="single",
    )  # fmt: skip
    assert again is not None
    assert again.mode == "double"

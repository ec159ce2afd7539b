"""What the clinic agreed not to do with a record: nothing agreed later makes it less."""

from datetime import timedelta
from typing import Any

import pytest

from consent.domain.policy import Facts, Transport, decide
from consent.domain.rights_answers import grounds
from consent.ledger import ledger_of
from consent.models import Restriction, RightsRequest
from consent.operations import restrictions, rights, rights_answers
from consent.operations.rights_answers import Effect, NotAnswered
from consent.queries import gather_facts
from patients.models import Person
from tests.consent.people import DESK, NOW, TODAY, patient
from tests.desk_people import house

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("agreed", "counts"),
    [
        (["all-but-care"], "all-but-care"),
        (["all-but-care", "all-messages"], "all-messages"),
        (["all-messages", "all-but-care"], "all-messages"),
    ],
)
def test_of_two_agreements_the_wider_counts(agreed: list[str], counts: str) -> None:
    person = patient()
    for covers in agreed:
        restrictions.agree(by=DESK, now=NOW, person_id=person.pk, covers=covers, via="staff")
    found = restrictions.in_force(person.pk)
    assert found is not None and found.covers == counts


def test_after_its_end_a_narrower_one_may_be_agreed() -> None:
    person = patient()
    restrictions.agree(by=DESK, now=NOW, person_id=person.pk, covers="all-messages", via="staff")
    restrictions.end(by=DESK, now=NOW, person_id=person.pk, via="staff")
    restrictions.agree(by=DESK, now=NOW, person_id=person.pk, covers="all-but-care", via="staff")
    found = restrictions.in_force(person.pk)
    assert found is not None and found.covers == "all-but-care"


# --- another way to be reached (164.522(b)) -------------------------------------------------------------------


@pytest.mark.parametrize("way", ["by-phone", "by-post"])
def test_who_asked_to_be_reached_in_another_way_gets_neither_mail_nor_text(way: str) -> None:
    person = patient(phone="+1 312 555 0142")
    restrictions.agree(by=DESK, now=NOW, person_id=person.pk, covers="all-but-care", via="staff")
    request = _asked(person, kind="confidential", words="Not by e-mail, please.")
    _answer(request, effect=Effect(way=way))
    assert [_reminder(person, channel) for channel in ("email", "sms")] == ["other-address-asked-for"] * 2
    assert restrictions.end(by=DESK, now=NOW, person_id=person.pk, via="staff") is True
    assert _reminder(person, "email") == "other-address-asked-for"
    assert restrictions.end_other_way(by=DESK, now=NOW, person_id=person.pk, via="staff") is True
    assert _reminder(person, "email") == "treatment-allowed"


def test_new_address_for_mail_ends_the_other_way() -> None:
    person = patient()
    _answer(_asked(person, kind="confidential"), effect=Effect(way="by-phone"))
    _answer(_asked(person, kind="confidential"), effect=Effect(address="quiet@example.org"))
    assert restrictions.other_way(person.pk) is None
    assert _reminder(person, "email") == "treatment-allowed"


@pytest.mark.parametrize("effect", [Effect(), Effect(address="quiet@example.org", way="by-post")])
def test_another_way_is_one_thing_or_the_other(effect: Effect) -> None:
    request = _asked(patient(), kind="confidential")
    with pytest.raises(NotAnswered, match="choose how else"):
        _answer(request, effect=effect)


def _reminder(person: Person, channel: str) -> str:
    facts = gather_facts([person.pk], channel=channel, today=TODAY)[person.pk]
    transport = Transport(has_baa=True, enforces_encryption=True, vendor_id=None)
    return decide("treatment", channel, Facts(person=facts, topic="appointments", transport=transport), NOW).reason


# --- what is kept from the health plan (164.522(a)(1)(vi)) ---------------------------------------------------


def _asked(person: Person, kind: str = "health-plan", words: str = "My visit in May.") -> RightsRequest:
    house()
    asked = {"name": "Pat Lee", "email": "pat@example.org", "words": words, "language": "en", "via": "letter"}
    request = rights.receive(by=DESK, now=NOW, kind=kind, **asked)
    rights.recognise(by=DESK, now=NOW, request_id=request.pk, person_id=person.pk, how="document")
    return request


def _answer(request: RightsRequest, outcome: str = "granted", **told: Any) -> None:
    rights_answers.answer(by=DESK, now=NOW, request_id=request.pk, outcome=outcome, **told)


def test_that_the_clinic_does_not_agree_is_no_ground_for_telling_the_health_plan() -> None:
    request = _asked(patient())
    assert grounds("health-plan") == ("not-paid-in-full", "law-wants-it-told", "not-recognised")
    for outcome in ("denied", "partly"):
        with pytest.raises(NotAnswered, match="Choose the ground"):
            _answer(request, outcome, ground="not-agreed", words="We cannot work that way.")
    other = _asked(patient("o@example.org"), "restriction")
    with pytest.raises(NotAnswered, match="the clinic must agree"):
        _answer(other, "denied", ground="not-agreed", words="No.", effect=Effect(covers="health-plan"))
    assert Restriction.objects.count() == 0
    _answer(request, "denied", ground="not-paid-in-full", words="The plan paid its share.")
    _answer(other, "denied", ground="not-agreed", words="No.", effect=Effect(covers="all-but-care"))


def test_what_is_kept_from_the_plan_stops_no_message_and_stands_beside_a_restriction_of_messages() -> None:
    person = patient()
    _answer(_asked(person))
    assert restrictions.in_force(person.pk) is None
    assert _may_remind(person) == "treatment-allowed"
    restrictions.agree(by=DESK, now=NOW, person_id=person.pk, covers="all-messages", via="staff")
    _answer(_asked(person, words="My visit in June."))
    assert _may_remind(person) == "restricted"
    assert restrictions.end(by=DESK, now=NOW, person_id=person.pk, via="staff")
    assert len(restrictions.kept_from_plan(person.pk)) == 2
    told = [line.what for line in ledger_of(person.pk)]
    assert told.count("Restriction agreed: Nothing to the health plan about what they paid for in full") == 2


def test_each_thing_kept_from_the_plan_ends_by_itself() -> None:
    person = patient()
    requests = [_asked(person)]
    _answer(requests[0])
    requests.append(_asked(person, words="June"))
    _answer(requests[1])
    first, second = restrictions.kept_from_plan(person.pk)
    assert [first.request, second.request] == requests
    ended = {"by": DESK, "now": NOW + timedelta(days=1), "via": "staff"}
    assert restrictions.end_for_plan(restriction_id=first.pk, **ended)
    assert not restrictions.end_for_plan(restriction_id=first.pk, **ended)
    assert restrictions.kept_from_plan(person.pk) == [second]


def _may_remind(person: Person) -> str:
    facts = gather_facts([person.pk], channel="email", today=TODAY)[person.pk]
    return decide("treatment", "email", Facts(facts, "appointments", Transport(True, True)), NOW).reason.value

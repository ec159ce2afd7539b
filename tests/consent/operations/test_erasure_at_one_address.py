"""Erasing whoever is no patient at an address: all their rows together, and again after a restore."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from audit.domain.evidence import Period
from clinic.enums import Role
from consent import evidence
from consent.domain.policy import Facts, Transport, decide
from consent.enums import KnownBy
from consent.models import Erasure, OptIn, RightsRequest
from consent.operations import erasure, opt_ins, rights, rights_answers
from consent.operations.rights_answers import Effect
from consent.queries import gather_facts
from patients.models import Person
from patients.operations.people import register_person
from tests.consent.people import DESK, NOW, TODAY, form, patient, signed, subscriber
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])
#: No mail leaves here: the answer is given up after a day and an hour.
LATER = timedelta(hours=26)
PERIOD = Period(TODAY, TODAY, NOW, "UTC")


@pytest.fixture(autouse=True)
def _house() -> None:
    house()


def _lead(email: str = "sam@example.org") -> Person:
    return register_person(by=DESK, now=NOW, kind="lead", given_name="Sam", family_name="Smith", email=email)


def _request(kind: str, person: Person) -> RightsRequest:
    request = rights.receive(
        by=DESK, now=NOW, kind=kind, name="Sam", email="sam@example.org", words="Please.", language="en", via="paper"
    )
    rights.recognise(by=DESK, now=NOW, request_id=request.pk, person_id=person.pk, how=KnownBy.DOCUMENT)
    return request


def _granted(person: Person, erases: frozenset[UUID] | None = None) -> None:
    rights_answers.answer(
        by=DESK, now=NOW, request_id=_request("erasure", person).pk, outcome="granted", effect=Effect(erases=erases)
    )


def _is_empty(person: Person) -> bool:
    now = Person.objects.get(pk=person.pk)
    return (now.email, now.email_key, now.given_name) == (None, None, None)


def _same_human() -> tuple[Person, Person]:
    """A subscriber who typed the whole name into one field, and a lead."""
    return subscriber("sam@example.org", given_name="Sam Smith"), _lead()


def test_row_of_the_same_name_that_is_no_patient_is_erased_with_it() -> None:
    (mine, lead), known = _same_human(), patient("sam@example.org")
    other = _request("access", lead)
    assert erasure.others_at_their_address(mine.pk) == [(lead, True)]
    _granted(mine)
    erasure.carry_out(by=DESK, now=NOW + LATER)
    assert [_is_empty(one) for one in (mine, lead, known)] == [True, True, False]
    assert set(Erasure.objects.values_list("pk", flat=True)) == {mine.pk, lead.pk}
    other.refresh_from_db()
    assert (other.email, other.name, other.email_key) == (None, None, None)


def test_who_lives_there_and_did_not_ask_stays_unless_ticked() -> None:
    mine, other = subscriber("sam@example.org", given_name="Wilma"), _lead()
    _granted(mine)
    erasure.carry_out(by=DESK, now=NOW + LATER)
    assert (_is_empty(mine), _is_empty(other)) == (True, False)
    also = subscriber("sam@example.org", given_name="Vera")
    _granted(also, frozenset({other.pk}))
    erasure.carry_out(by=DESK, now=NOW + LATER)
    assert (_is_empty(also), _is_empty(other)) == (True, True)


def test_officer_may_leave_a_namesake_out() -> None:
    mine, lead = _same_human()
    _granted(mine, frozenset())
    erasure.carry_out(by=DESK, now=NOW + LATER)
    assert (_is_empty(mine), _is_empty(lead)) == (True, False)


def test_answer_form_offers_whom_to_erase_and_ticks_the_same_name() -> None:
    (mine, lead), other = _same_human(), subscriber("sam@example.org", given_name="Wilma")
    browser = signed_in(staff(Role.PRIVACY_OFFICER))
    request = _request("erasure", mine)
    page = browser.get(f"/admin/desk/rights/{request.pk}/answer/").content.decode()
    ticks = dict(re.findall(r'type="checkbox" name="erases" value="([\w-]+)"[^>]*?( checked)?>', page))
    assert ticks == {str(lead.pk): " checked", str(other.pk): ""}
    browser.post(f"/admin/desk/rights/{request.pk}/answer/", {"outcome": "granted", "erases": [str(other.pk)]})
    request.refresh_from_db()
    assert (request.state, request.erases_with) == ("granted", [other.pk])


def test_who_subscribes_again_within_the_hour_is_somebody_new_and_stays() -> None:
    first = _newsletter(NOW - timedelta(days=5), mode="single").person
    _granted(first)
    old_link = _newsletter(NOW + timedelta(minutes=20))
    assert old_link.person_id != first.pk
    opt_ins.confirm(by=DESK, now=NOW + timedelta(minutes=22), opt_in_id=old_link.pk)
    assert _may_get_news(old_link.person) == "opted-in"
    assert erasure.carry_out(by=DESK, now=NOW + LATER) == 1
    assert (_is_empty(first), _is_empty(old_link.person)) == (True, False)
    assert _may_get_news(old_link.person) == "opted-in"


def test_confirmation_that_was_asked_for_before_the_erasure_subscribes_nobody() -> None:
    before = _newsletter(NOW - timedelta(days=1))
    _granted(before.person)
    with pytest.raises(opt_ins.TooLate):
        opt_ins.confirm(by=DESK, now=NOW + timedelta(minutes=5), opt_in_id=before.pk)


def _newsletter(at: datetime, mode: str = "double") -> OptIn:
    opt_in = opt_ins.ask(
        by=DESK, now=at, name="Sam", email="sam@example.org", language="en", form="f", text_version="t", mode=mode
    )
    assert opt_in is not None
    return opt_in


def _may_get_news(person: Person) -> str:
    facts = gather_facts([person.pk], channel="email", today=TODAY)[person.pk]
    return decide("newsletter", "email", Facts(facts, "newsletter", Transport(True, True)), NOW + LATER).reason


def test_who_signed_a_paper_at_the_address_stays() -> None:
    mine, lead = _same_human()
    signed(lead.pk, form())
    _granted(mine)
    erasure.carry_out(by=DESK, now=NOW + LATER)
    assert (_is_empty(mine), _is_empty(lead)) == (True, False)


def test_ids_of_an_evidence_pack_empty_a_restored_copy_again(tmp_path: Path, capsys: Any) -> None:
    erased, restored = subscriber("sam@example.org"), subscriber("came-back@example.org")
    _granted(erased)
    erasure.carry_out(by=DESK, now=NOW + LATER)
    [file] = evidence.evidence(PERIOD)
    kept = file.content.replace(str(erased.pk).encode(), str(restored.pk).encode())
    (tmp_path / "erased-ids.csv").write_bytes(kept)
    call_command("erase_again", tmp_path / "erased-ids.csv")
    assert Erasure.objects.get(pk=restored.pk).erased_at == NOW + LATER
    assert capsys.readouterr().out == "1 ids were unknown to this copy; 1 rows emptied\n"
    assert _is_empty(restored)


def test_who_is_a_guardian_by_now_stops_nobody_elses_second_erasure() -> None:
    mine, other = subscriber("sam@example.org"), subscriber("oda@example.org")
    for one in (mine, other):
        Erasure.objects.create(person_id=one.pk, erased_at=NOW)
    Person.objects.filter(pk=patient("kid@example.org").pk).update(guardian=mine)
    assert erasure.carry_out(by=DESK, now=NOW) == 1
    assert (_is_empty(mine), _is_empty(other)) == (False, True)

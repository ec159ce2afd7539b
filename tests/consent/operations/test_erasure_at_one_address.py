"""Erasing whoever is no patient at an address: all their rows together, and again after a restore."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from audit.domain.evidence import Period
from consent import evidence
from consent.enums import KnownBy
from consent.models import Erasure, RightsRequest
from consent.operations import erasure, rights, rights_answers
from patients.models import Person
from patients.operations.people import register_person
from tests.consent.people import DESK, NOW, TODAY, form, patient, signed, subscriber
from tests.desk_people import house

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


def _granted(person: Person) -> None:
    rights_answers.answer(by=DESK, now=NOW, request_id=_request("erasure", person).pk, outcome="granted")


def _is_empty(person: Person) -> bool:
    now = Person.objects.get(pk=person.pk)
    return (now.email, now.email_key, now.given_name) == (None, None, None)


def test_every_row_at_the_address_that_is_no_patient_is_erased_with_it() -> None:
    mine, lead, known = subscriber("sam@example.org"), _lead(), patient("sam@example.org")
    other = _request("access", lead)
    assert erasure.others_at_their_address(mine.pk) == [(lead, True)]
    _granted(mine)
    erasure.carry_out(by=DESK, now=NOW + LATER)
    assert [_is_empty(one) for one in (mine, lead, known)] == [True, True, False]
    assert set(Erasure.objects.values_list("pk", flat=True)) == {mine.pk, lead.pk}
    other.refresh_from_db()
    assert (other.email, other.name, other.email_key) == (None, None, None)


def test_who_signed_a_paper_at_the_address_stays() -> None:
    mine, lead = subscriber("sam@example.org"), _lead()
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

"""Whatever comes in from another system or another room: nobody is subscribed by it, and nothing is authorised."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from audit.domain.actors import Actor
from clinic.models import Organisation
from consent.domain.policy import Facts, Transport, decide
from consent.models import Authorization, OptIn, Preference, RiskAcknowledgement
from consent.operations import claims
from consent.queries import gather_facts
from patients.models import ConsentClaim, Person
from patients.operations.people import become_patient, register_person, update_person
from tests.patients.importers import scenes
from tests.patients.importers.test_revisit_layout import HEADER

pytestmark = pytest.mark.django_db
BY = Actor.system("test-import")
SAFE = Transport(has_baa=True, enforces_encryption=True)
ASKED = (("newsletter", "newsletter"), ("operations", "greetings"), ("marketing", "offers"))
#: As a hospital would hand it over: the patient agreed to marketing, in every word that FHIR has for it (R4, Consent).
CONSENT = {
    "resourceType": "Consent",
    "id": "c1",
    "status": "active",
    "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]},
    "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
    "patient": {"reference": "urn:uuid:p1"},
    "dateTime": "2026-01-05",
    "policyRule": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "OPTIN"}]},
    "provision": {
        "type": "permit",
        "purpose": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HMARKT"}],
    },
}


@pytest.fixture(autouse=True)
def house() -> Organisation:
    return Organisation.objects.create(name="Maple", phone="402-555-0100", time_zone="America/Chicago")


def _collected() -> None:
    claims.collect(timezone.now(), by=BY)


def _answers(person: Person) -> list[str]:
    today = timezone.now().date()
    facts = gather_facts([person.pk], channel="email", today=today)[person.pk]
    return [
        decide(purpose, "email", Facts(facts, topic, SAFE), timezone.now()).reason.value for purpose, topic in ASKED
    ]


def _rows() -> list[int]:
    return [model.objects.count() for model in (Preference, OptIn, Authorization, RiskAcknowledgement, ConsentClaim)]


def test_a_fhir_consent_is_left_out_and_permits_nothing(tmp_path: Path) -> None:
    address = {"telecom": [{"system": "email", "value": "ana@example.org"}]}
    result = scenes.run_import(scenes.write_resources(tmp_path, "b.json", scenes.patient(**address), CONSENT))
    assert result["skipped"] == {"Consent": 1}
    _collected()
    assert _rows() == [0, 0, 0, 0, 0]
    assert _answers(Person.objects.get()) == ["not-opted-in", "no-topic-opt-in", "no-authorization"]


LINE = "1,Ana,Li,ana@example.org,,,1980-05-01,,,,,,,,newsletter;greetings;offers,yes,2026-01-05,paper form,v3\n"


def _import_line(folder: Path, line: str) -> Person:
    scenes.run_import(scenes.write(folder, "people.csv", HEADER + line))
    return Person.objects.get()


@pytest.mark.parametrize("column", ["2026-01-05", "paper form", "v3"])
def test_a_consent_column_without_date_source_or_text_version_permits_nothing(tmp_path: Path, column: str) -> None:
    person = _import_line(tmp_path, LINE.replace(column, ""))
    _collected()
    assert _rows() == [0, 0, 0, 0, 0]
    assert _answers(person) == ["not-opted-in", "no-topic-opt-in", "no-authorization"]


def test_a_full_consent_column_is_a_yes_to_the_topic_and_no_authorization(tmp_path: Path) -> None:
    person = _import_line(tmp_path, LINE)
    assert _answers(person)[0] == "not-opted-in"  # until it is collected
    _collected()
    assert _answers(person) == ["opted-in", "operations-allowed", "no-authorization"]


@pytest.mark.parametrize("kind", ["patient", "subscriber", "lead", "business-contact"])
def test_writing_a_person_down_subscribes_nobody(kind: str) -> None:
    told: dict[str, Any] = {
        "given_name": "Ana", "family_name": "Li", "email": "ana@example.org", "phone": "+1 312 555 0111",
        "birth_date": date(1980, 5, 1), "interests": ["newsletter"], "tier": "gold", "joined_on": date(2026, 1, 1),
    }  # fmt: skip
    person = register_person(by=BY, now=timezone.now(), kind=kind, **told)
    update_person(by=BY, now=timezone.now(), person_id=person.pk, **told)
    if kind == "lead":
        become_patient(by=BY, now=timezone.now(), person_id=person.pk)
    assert _rows() == [0, 0, 0, 0, 0]
    assert _answers(person)[0] == "not-opted-in"

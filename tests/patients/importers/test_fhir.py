import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.models import Location, Organisation
from patients.importers.fhir import FhirFile
from patients.importers.fhir_resources import KIND_OF_TYPE, location_of, record_of
from patients.importers.records import (
    AppointmentRow,
    Clinic,
    PersonRow,
    Place,
    ProcedureRow,
    Refused,
    Shared,
    VisitRow,
)
from patients.models import Appointment, ImportRefusal, Person, Procedure, Visit
from patients.person_details import PersonDetails, lay_down
from patients.queries import find_people, people_by_name
from tests.patients.importers.scenes import counts, patient, run_import, write, write_resources

pytestmark = pytest.mark.django_db

ELM = {"resourceType": "Location", "id": "l1", "name": "Elm Clinic", "address": {"line": ["1 Elm"], "city": "Omaha"}}
HOME = {"resourceType": "Location", "id": "l2", "name": "Zyxhome", "physicalType": {"coding": [{"code": "ho"}]}}


_NAMES = [
    *(
        "name",
        "given",
        "family",
        "text",
        "use",
        "period",
        "start",
        "end",
        "gender",
        "birthDate",
        "link",
        "type",
        "value",
    ),
    *("address", "line", "city", "postalCode", "telecom", "system", "communication", "language", "coding", "code"),
    *("identifier", "extension", "url", "status", "participant", "actor", "reference", "subject", "class", "location"),
    *(
        "reasonCode",
        "serviceType",
        "performedPeriod",
        "performedDateTime",
        "encounter",
        "minutesDuration",
        "deceasedBoolean",
    ),
]


def _encounter(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2020-03-01T09:00:00-06:00", "end": "2020-03-01T09:30:00-06:00"},
        **more,
    }


def _procedure(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Procedure",
        "id": "c1",
        "status": "completed",
        "subject": {"reference": "urn:uuid:p1"},
        "encounter": {"reference": "https://there.example/fhir/Encounter/e1/_history/2"},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "73761001"}]},
        "performedPeriod": {"start": "2020-03-01T09:00:00Z", "end": "2020-03-01T09:20:00Z"},
        **more,
    }


def _appointment(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Appointment",
        "id": "a1",
        "status": "booked",
        "start": "2026-12-01T15:00:00Z",
        "end": "2026-12-01T15:20:00Z",
        "participant": [{"actor": {"reference": "Location/l1"}}, {"actor": {"reference": "Patient/p1"}}],
        **more,
    }


def test_bundle_in_any_order_is_joined_up(tmp_path: Path) -> None:
    at_elm = {"location": [{"location": {"reference": "Location/l1"}}]}
    path = write_resources(
        tmp_path,
        "b.json",
        _procedure(),
        _appointment(),
        _encounter(**at_elm),
        patient(),
        ELM,
        {"resourceType": "Claim"},
    )
    result = run_import(path)
    one = counts(read=1, created=1)
    assert [result[kind] for kind in ("people", "appointments", "visits", "procedures")] == [one] * 4
    assert (result["refused"], result["skipped"]) == ([], {"Claim": 1})
    visit, booked = Visit.objects.get(), Appointment.objects.get()
    assert (visit.category, visit.started_at, visit.location) == (
        "consultation",
        datetime(2020, 3, 1, 15, tzinfo=UTC),
        Location.objects.get(name="Elm Clinic"),
    )
    assert (Procedure.objects.get().visit, booked.minutes, booked.location) == (visit, 20, visit.location)
    again = run_import(path)
    same = counts(read=1, unchanged=1)
    assert [again[kind] for kind in ("people", "appointments", "visits", "procedures")] == [same] * 4


def test_references_by_urn_find_resources_that_have_another_id(tmp_path: Path) -> None:
    entries = [
        {"fullUrl": "urn:uuid:11111111-aaaa", "resource": patient("p1")},
        {"fullUrl": "urn:uuid:2", "resource": _encounter(subject={"reference": "urn:uuid:11111111-aaaa"})},
    ]
    path = write(tmp_path, "b.json", json.dumps({"entry": entries, "resourceType": "Bundle"}))
    assert run_import(path)["visits"] == counts(read=1, created=1)


def test_patient_is_laid_down_with_every_index(tmp_path: Path) -> None:
    told = patient(
        name=[
            {"use": "old", "family": "Zyxformer", "given": ["A"]},
            {"use": "official", "family": "Mejía", "given": ["Ana", "Luz"]},
        ],
        gender="female",
        telecom=[
            {"system": "phone", "value": "402-555-0101", "use": "home"},
            {"system": "phone", "value": "402-555-0102", "use": "mobile"},
            {"system": "email", "value": "ana@example.org"},
            {"system": "email", "value": "old@example.org", "use": "old"},
        ],
        identifier=[{"type": {"coding": [{"code": "MR"}]}, "value": "MR-7"}, {"value": "999-11-2222"}],
        address=[{"line": ["7 Elm", "Flat 2"], "city": "Omaha", "postalCode": "68104", "country": "US"}],
        communication=[{"language": {"coding": [{"code": "es"}]}}, {"language": {"coding": [{"code": "zh-TW"}]}}],
        deceasedDateTime="2025-01-01",
    )
    run_import(write(tmp_path, "p.json", json.dumps(told)))
    ana = people_by_name("ana luz mejia").get()
    assert [find_people("phone", "4025550102").get(), find_people("record-number", "mr-7").get()] == [ana, ana]
    assert find_people("email", "ana@example.org").get() == ana
    assert (ana.sex, ana.language, ana.postal_prefix, ana.city, ana.is_deceased) == (
        "female",
        "zh-hant",
        "681",
        "Omaha",
        True,
    )
    assert (list(people_by_name("zyxformer")), list(find_people("email", "old@example.org"))) == ([], [])


@pytest.mark.parametrize(
    ("more", "stored"),
    [
        ({"birthDate": "1982"}, (1982, False, False)),
        ({"birthDate": "1982-03"}, (1982, False, False)),
        ({"birthDate": "1920-03-01"}, (1900, True, False)),
        ({"deceasedBoolean": True}, (1990, True, True)),
        ({"deceasedBoolean": False}, (1990, True, False)),
    ],
)
def test_partial_birth_dates_and_deaths(more: dict[str, Any], stored: tuple[int, bool, bool], tmp_path: Path) -> None:
    run_import(write(tmp_path, "p.json", json.dumps(patient(**more))))
    person = Person.objects.get()
    assert (person.birth_year, person.birth_date is not None, person.is_deceased) == stored


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"birthDate": "2999-01-01"}, "birth date not readable"),
        ({"birthDate": "17 May"}, "birth date not readable"),
        ({"name": []}, "no name"),
        ({"name": "Ana"}, "row not readable"),
        ({"name": [{"family": "Li\0"}]}, "row not readable"),
        ({"telecom": [{"system": "phone", "value": 4025550101}]}, "row not readable"),
        ({"address": [{"postalCode": 68104}]}, "row not readable"),
        ({"address": [{"city": ["Omaha"]}]}, "row not readable"),
        ({"identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": 7}]}, "row not readable"),
        ({"id": ""}, "no id"),
        ({"link": [{"type": "replaced-by", "other": {"reference": "Patient/p2"}}]}, "merged into another record"),
        ({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/patient-animal"}]}, "not a human being"),
    ],
)
def test_patient_that_cannot_be_kept_is_refused_with_its_reason(
    more: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    path = write(tmp_path, "p.json", json.dumps(patient(**more)))
    result = run_import(path)
    assert result["people"] == counts(read=1, refused=1)
    assert result["refused"] == [{"file": str(path), "line": 1, "reason": reason}]


def _with_facts_from_the_desk() -> Person:
    person = Person.objects.get()
    person.is_deceased, person.sex, person.city, person.street = True, "female", "Omaha", "7 Elm"
    person.save()
    return person


@pytest.mark.parametrize("silent", [{}, {"address": [{"use": "home", "state": "NE"}], "gender": "?"}])
def test_what_a_patient_does_not_tell_is_left_alone(silent: dict[str, Any], tmp_path: Path) -> None:
    path = write(tmp_path, "p.json", json.dumps(patient()))
    run_import(path)
    person = _with_facts_from_the_desk()
    write(tmp_path, "p.json", json.dumps(patient(birthDate="1990-05-18", **silent)))
    assert run_import(path)["people"] == counts(read=1, updated=1)
    person.refresh_from_db()
    assert (person.is_deceased, person.sex, person.city) == (True, "female", "Omaha")
    field = ["patients.person.street"]
    with phi_access(actor=Actor.system("t"), purpose=PurposeOfUse.OPERATIONS, people=[person.pk], fields=field) as phi:
        assert phi.reveal(person.street) == "7 Elm"


def test_patient_said_to_live_lives(tmp_path: Path) -> None:
    path = write(tmp_path, "p.json", json.dumps(patient()))
    run_import(path)
    person = _with_facts_from_the_desk()
    run_import(write(tmp_path, "p.json", json.dumps(patient(deceasedBoolean=False))))
    person.refresh_from_db()
    assert person.is_deceased is False


def test_encounter_without_its_location_finds_it_from_an_earlier_import(tmp_path: Path) -> None:
    at_elm = _encounter(location=[{"location": {"reference": "Location/l1"}}])
    run_import(write_resources(tmp_path, "b.json", patient(), ELM, at_elm))
    alone = write(tmp_path, "e.json", json.dumps(at_elm))
    assert run_import(alone)["visits"] == counts(read=1, unchanged=1)
    run_import(write(tmp_path, "e.json", json.dumps(_encounter(type=[{"text": "check-up"}]))))
    assert Visit.objects.get().location == Location.objects.get()


def test_inactive_patient_is_kept_and_not_marketed_to(tmp_path: Path) -> None:
    run_import(write(tmp_path, "p.json", json.dumps(patient(active=False))))
    assert Person.objects.get().is_negative_persona is True


@pytest.mark.parametrize(
    ("resource", "kind", "reason"),
    [
        (_encounter(status="planned"), "visits", "did not take place"),
        (_encounter(period={}), "visits", "no time"),
        (_encounter(period={"start": "2020-03"}), "visits", "time not readable"),
        (_encounter(period={"start": "0001-01-01"}), "visits", "time not readable"),
        (_encounter(period={"start": "2199-01-01"}), "visits", "did not take place"),
        (_procedure(performedPeriod={"end": "2199-01-01"}), "procedures", "not completed"),
        (_encounter(period={"start": "2020-03-02", "end": "2020-03-01"}), "visits", "ends before it begins"),
        (_encounter(subject={"reference": "Patient/p9"}), "visits", "person unknown"),
        (_encounter(subject={"display": "Zyxname"}), "visits", "no person named"),
        (_procedure(status="not-done"), "procedures", "not completed"),
        (_procedure(performedPeriod=None), "procedures", "no time"),
        (_appointment(status="perhaps"), "appointments", "status unknown"),
        (_appointment(start=None, status="proposed"), "appointments", "no time"),
        (_appointment(participant=[]), "appointments", "no person named"),
    ],
)
def test_what_happened_is_refused_with_its_reason(
    resource: dict[str, Any], kind: str, reason: str, tmp_path: Path
) -> None:
    result = run_import(write_resources(tmp_path, "b.json", patient(), ELM, resource))
    assert (result["people"], result[kind]) == (counts(read=1, created=1), counts(read=1, refused=1))
    assert [(one["line"], one["reason"]) for one in result["refused"]] == [(3, reason)]


def test_somebodys_home_is_no_place_of_the_clinic(tmp_path: Path) -> None:
    at_home = _encounter(location=[{"location": {"reference": "Location/l2", "display": "Zyxhome"}}])
    run_import(write_resources(tmp_path, "b.json", patient(), HOME, at_home))
    assert (Visit.objects.get().location, Location.objects.count()) == (None, 0)


def test_whole_file_of_another_type_is_listed_as_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "c.json", '{"resourceType": "Consent", "id": "1"}')
    result = run_import(path)
    assert result["people"] == counts()
    assert result["refused"] == [{"file": str(path), "line": 1, "reason": "resource type not imported"}]
    assert ImportRefusal.objects.get().raw is None


def test_ndjson_keeps_a_bad_line_and_goes_on(tmp_path: Path) -> None:
    half = json.dumps(patient("p3", address=[{"city": "\ud800"}]))
    lines = [json.dumps(patient("p1")), "{oops", "", json.dumps(patient("p2")), "[1]", half]
    result = run_import(write(tmp_path, "p.ndjson", "\n".join(lines) + "\n"))
    assert result["people"] == counts(read=5, created=2, refused=3)
    assert [(one["line"], one["reason"]) for one in result["refused"]] == [
        (2, "row not readable"),
        (5, "row not readable"),
        (6, "row not readable"),
    ]


def test_ndjson_under_a_json_name_is_recognised(tmp_path: Path) -> None:
    lines = f"{json.dumps(patient('p1'))}\n{json.dumps(patient('p2'))}\n"
    assert run_import(write(tmp_path, "p.json", lines))["people"] == counts(read=2, created=2)


@pytest.mark.parametrize("strange", [None, 7, "x", [], {"resource": 7}, {"resource": {"resourceType": 7}}])
def test_strange_entries_are_refused_not_a_crash(strange: Any, tmp_path: Path) -> None:
    bundle = {"resourceType": "Bundle", "entry": [strange, {"resource": patient()}]}
    result = run_import(write(tmp_path, "b.json", json.dumps(bundle)))
    assert result["people"] == counts(read=2, created=1, refused=1)


_SMALL = st.sampled_from([None, True, 0, -1, 1e300, "", "x", "2020-01-01", "0001-01-01T00:00:00+14:00", "Patient/p1"])
_ANY = st.recursive(
    _SMALL,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(kind=st.sampled_from(sorted(KIND_OF_TYPE)), told=st.dictionaries(st.sampled_from(_NAMES), _ANY, max_size=6))
def test_any_shape_of_a_resource_is_read_or_refused(kind: str, told: dict[str, Any]) -> None:
    file, clinic = FhirFile(Path("x"), is_ndjson=True), Clinic("America/Chicago", date(2026, 6, 15), lambda _: "UTC")
    resource = {**_WHOLE[kind], **told, "resourceType": kind}
    where = location_of(resource, "1")
    found = record_of(resource, "1", Place(Path("x"), 1), clinic, Shared({"1": where}), file._ref)
    assert {type(value) for value in (where.name, where.address, where.phone)} == {str}
    match found:
        case Refused():
            found.raw().encode()
        case PersonRow():
            plain = {name: value for name, value in found.details.items() if name in _TEXTS}
            assert {type(value) for value in plain.values()} <= {str}
            lay_down(Person(), found.details, house=Organisation(phone="402-555-0100"), today=clinic.today)
        case AppointmentRow() | VisitRow() | ProcedureRow():
            assert {type(found.external_id), type(found.person)} == {str}


_WHOLE = {"Patient": patient(), "Appointment": _appointment(), "Encounter": _encounter(), "Procedure": _procedure()}
_TEXTS = PersonDetails.__annotations__.keys() - {
    *("birth_date", "birth_year", "interests", "is_deceased", "is_negative_persona", "guardian_id"),
    *("shares_inbox", "joined_on"),
}


def test_refused_resource_is_kept_without_diagnoses(tmp_path: Path) -> None:
    sick = _encounter(period={}, reasonCode=[{"text": "Zyxdiagnosis"}], text={"div": "Zyxdiagnosis"})
    run_import(write_resources(tmp_path, "b.json", patient(), sick))
    row = ImportRefusal.objects.get()
    field = ["patients.importrefusal.raw"]
    with phi_access(actor=Actor.system("t"), purpose=PurposeOfUse.OPERATIONS, people=[], fields=field) as phi:
        kept = phi.reveal(row.raw) or ""
    assert ("e1" in kept, "Zyxdiagnosis" in kept) == (True, False)

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.models import Location, Organisation, Service
from patients.models import Appointment, ConsentClaim, Person
from patients.operations.appointments import set_status
from patients.queries import find_people, people_by_name
from tests.patients.importers.scenes import counts, run_import, write

pytestmark = pytest.mark.django_db

HEADER = (
    "person_id,given_name,family_name,email,phone,language,birth_date,joined_on,appointment_id,appointment_at,"
    "appointment_minutes,appointment_status,appointment_location,appointment_service,"
    "consent_topic,consent_wanted,consent_date,consent_source,consent_text_version\n"
)
ANA = "1,Ana,Mejía,ana@example.org,402-555-0101,zh-TW,1990-05-17,2024-01-02,"
BOOKED = "A1,2026-12-01T09:30,45,Scheduled,Elm Clinic,check-up,"
NO_CONSENT = ",,,,\n"


@pytest.fixture(autouse=True)
def house() -> Organisation:
    return Organisation.objects.create(
        name="Maple", postal_address="1 Maple", phone="402-555-0100", email="c@example.org", time_zone="America/Chicago"
    )


def _imported(tmp_path: Path, lines: str) -> dict:
    return run_import(write(tmp_path, "people.csv", HEADER + lines))


def test_person_and_appointment_of_one_line(tmp_path: Path) -> None:
    Service.objects.create(slug="check-up", category="check-up", name="Check-up")
    result = _imported(tmp_path, ANA + BOOKED + NO_CONSENT)
    assert (result["people"], result["appointments"], result["notes"]) == (
        counts(read=1, created=1),
        counts(read=1, created=1),
        [],
    )
    ana = find_people("email", "ANA@example.org").get()
    assert (ana.language, ana.joined_on, ana.kind) == ("zh-hant", date(2024, 1, 2), "patient")
    assert list(find_people("phone", "(402) 555-0101")) == [ana]
    booked = Appointment.objects.select_related("service", "location").get()
    assert (booked.person, booked.starts_at, booked.minutes, booked.status) == (
        ana,
        datetime(2026, 12, 1, 15, 30, tzinfo=UTC),
        45,
        "booked",
    )
    assert (booked.location.name, booked.location.time_zone, booked.service and booked.service.slug) == (
        "Elm Clinic",
        "America/Chicago",
        "check-up",
    )


def test_lines_of_one_person_are_one_person(tmp_path: Path) -> None:
    more = "1,,,,,,,,A2,2026-12-08T09:30,,,,," + NO_CONSENT
    for created in (True, False):
        result = _imported(tmp_path, ANA + BOOKED + NO_CONSENT + more)
        assert (result["people"], result["appointments"]) == (
            counts(read=1, **{"created" if created else "unchanged": 1}),
            counts(read=2, **{"created" if created else "unchanged": 2}),
        )
    assert people_by_name("ana").get().appointments.count() == 2


def test_consent_counts_only_with_date_source_and_text_version(tmp_path: Path) -> None:
    full = "newsletter; offers,yes,2025-03-04,paper form,v3\n"
    lines = [
        ANA + ",,,,,," + full,
        "2,Bo,Li,,,,,,,,,,,,newsletter,yes,,paper form,v3\n",
        "3,Cy,Li,,,,,,,,,,,,newsletter,yes,2025-03-04,,v3\n",
        "4,Di,Li,,,,,,,,,,,,newsletter,yes,2025-03-04,paper form,\n",
        "5,Ed,Li,,,,,,,,,,,,newsletter,maybe,2025-03-04,paper form,v3\n",
        "6,Flo,Li,,,,,,,,,,,,newsletter,no,2025-03-04,paper form,v3\n",
    ]
    result = _imported(tmp_path, "".join(lines))
    assert result["people"] == counts(read=6, created=6)
    assert [note["line"] for note in result["notes"]] == [3, 4, 5, 6]
    claims = ConsentClaim.objects.values_list("topic", "wanted", "given_on", "source", "text_version", "collected_at")
    on = date(2025, 3, 4)
    assert set(claims) == {
        ("newsletter", True, on, "paper form", "v3", None),
        ("offers", True, on, "paper form", "v3", None),
        ("newsletter", False, on, "paper form", "v3", None),
    }
    _imported(tmp_path, "".join(lines))
    assert ConsentClaim.objects.count() == 3


def test_no_counts_with_its_date_alone_and_is_noted_as_incomplete(tmp_path: Path) -> None:
    long = "x" * 90
    lines = [
        ANA + ",,,,,," + "all,no,2025-03-04,,\n",
        f"2,Bo,Li,,,,,,,,,,,,newsletter; offers,no,2025-03-04,{long},v3\n",
        "3,Cy,Li,,,,,,,,,,,,newsletter,no,,paper form,v3\n",
    ]
    result = _imported(tmp_path, "".join(lines))
    assert [(note["line"], note["note"]) for note in result["notes"]] == [
        (2, "consent without source or text version: the no counts"),
        (3, "consent without source or text version: the no counts"),
        (4, "consent without topic, answer, date, source or text version, not counted"),
    ]
    on = date(2025, 3, 4)
    assert set(ConsentClaim.objects.values_list("topic", "wanted", "given_on", "source", "text_version")) == {
        ("all", False, on, "", ""),
        ("newsletter", False, on, "x" * 80, "v3"),
        ("offers", False, on, "x" * 80, "v3"),
    }


def test_import_subscribes_nobody(tmp_path: Path) -> None:
    _imported(tmp_path, ANA + ",,,,,,newsletter,yes,2025-03-04,paper form,v3\n")
    person = Person.objects.get()
    assert (person.preferences.count(), person.opt_ins.count(), person.authorizations.count()) == (0, 0, 0)


def test_details_that_cannot_be_read_are_left_out_with_a_note(tmp_path: Path) -> None:
    result = _imported(tmp_path, '1,Ana,Li,"a@example.org, b@example.org",,klingon,,soon,,,,,,,' + NO_CONSENT)
    assert [note["note"].split(",")[0] for note in result["notes"]] == [
        "e-mail address not readable",
        "language that the clinic does not write",
        "joined_on not readable",
    ]
    person = Person.objects.get()
    assert (person.email_key, person.language, person.joined_on) == (None, "en", None)


@pytest.mark.parametrize(
    ("appointment", "reason"),
    [
        ("A1,2026-12-01,30,booked,Elm,,", "time not readable"),
        ("A1,tomorrow,30,booked,Elm,,", "time not readable"),
        ("A1,2026-12-01T09:30,0,booked,Elm,,", "time not readable"),
        ("A1,2026-12-01T09:30,30,perhaps,Elm,,", "status unknown"),
    ],
)
def test_appointment_that_cannot_be_read_is_refused_and_its_person_stays(
    appointment: str, reason: str, tmp_path: Path
) -> None:
    result = _imported(tmp_path, ANA + appointment + NO_CONSENT)
    assert (result["people"], result["appointments"]) == (counts(read=1, created=1), counts(read=1, refused=1))
    assert [one["reason"] for one in result["refused"]] == [reason]


_MINIMAL = "person_id,given_name,family_name,time_zone,deceased,appointment_id,appointment_at,appointment_location\n"


def test_time_without_offset_is_on_the_clock_of_the_place(tmp_path: Path) -> None:
    Location.objects.create(name="Elm", time_zone="Asia/Taipei")
    lines = "1,Ana,Li,Europe/Paris,,A1,2026-12-01T09:30,Elm\n1,,,,,A2,2026-12-01T09:30,Oak\n"
    run_import(write(tmp_path, "people.csv", _MINIMAL + lines))
    hours = dict(Appointment.objects.values_list("location__name", "starts_at__hour"))
    assert (hours, Person.objects.get().time_zone) == ({"Elm": 1, "Oak": 15}, "Europe/Paris")


def test_time_without_offset_or_place_is_on_the_clock_of_the_only_place(tmp_path: Path) -> None:
    Location.objects.create(name="Elm", time_zone="Asia/Taipei")
    run_import(write(tmp_path, "people.csv", _MINIMAL + "1,Ana,Li,,,A1,2026-12-01T09:30,\n"))
    assert Appointment.objects.get().starts_at == datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


def test_unknown_zone_is_left_out_with_a_note(tmp_path: Path) -> None:
    line = "1,Ana,Li,Amy Secretname Street 5,,A1,2026-12-01T09:30,Elm\n"
    result = run_import(write(tmp_path, "people.csv", _MINIMAL + line))
    assert [note["note"] for note in result["notes"]] == ["time zone not known, left out"]
    assert (result["appointments"], Person.objects.get().time_zone) == (counts(read=1, created=1), "")
    alone = "person_id,time_zone,appointment_id,appointment_at\n1,Amy Secretname Street 5,A2,2026-12-02T09:30\n"
    assert run_import(write(tmp_path, "a.csv", alone))["appointments"] == counts(read=1, created=1)


@pytest.mark.parametrize(
    ("cell", "was", "becomes", "notes"),
    [
        ("05/17/2020", False, True, 0),
        ("2020-05", False, True, 0),
        ("no", True, False, 0),
        ("perhaps", True, True, 1),
        ("perhaps", False, False, 1),
        ("", True, True, 0),
    ],
)
def test_deceased_is_written_only_when_it_can_be_read(
    cell: str, was: bool, becomes: bool, notes: int, tmp_path: Path
) -> None:
    run_import(write(tmp_path, "people.csv", _MINIMAL + "1,Ana,Li,,,,,\n"))
    Person.objects.update(is_deceased=was)
    result = run_import(write(tmp_path, "people.csv", _MINIMAL + f"1,Ana,Lin,,{cell},,,\n"))
    assert (Person.objects.get().is_deceased, len(result["notes"])) == (becomes, notes)


def test_lines_that_tell_different_things_far_apart_are_one_person(tmp_path: Path) -> None:
    lines = (
        "1,Ana,Li,,,A1,2026-12-01T09:30,Elm\n"
        "2,Bo,Li,Europe/Paris,,A2,2026-12-01T10:30,Elm\n"
        "1,Ana,Lin,,,A3,2026-12-02T09:30,Elm\n"
        "2,Bo,Li,Europe/Paris,,A4,2026-12-02T10:30,Elm\n"
        "1,,,Asia/Taipei,,A5,2026-12-03T09:30,Elm\n"
        "2,,,,,A6,2026-12-03T10:30,Elm\n"
    )
    path = write(tmp_path, "people.csv", _MINIMAL + lines)
    first, again = run_import(path), run_import(path)
    assert (first["people"], again["people"]) == (counts(read=2, created=2), counts(read=2, unchanged=2))
    assert (again["appointments"], again["refused"]) == (counts(read=6, unchanged=6), [])
    assert people_by_name("ana lin").get().time_zone == "Asia/Taipei"


def test_appointment_without_location_takes_the_only_one(tmp_path: Path) -> None:
    elm = Location.objects.create(name="Elm", time_zone="America/Chicago")
    unplaced = ANA + "A1,2026-12-01T09:30,,,,," + NO_CONSENT
    _imported(tmp_path, unplaced)
    assert Appointment.objects.get().location == elm
    Location.objects.create(name="Oak", time_zone="America/Chicago")
    result = _imported(tmp_path, unplaced.replace("A1", "A2"))
    assert [one["reason"] for one in result["refused"]] == ["location unknown"]


def test_moved_appointment_is_updated_and_a_confirmation_outlives_other_changes(tmp_path: Path) -> None:
    _imported(tmp_path, ANA + BOOKED + NO_CONSENT)
    booked = Appointment.objects.get()
    now = datetime(2026, 11, 1, tzinfo=UTC)
    set_status(by=Actor.system("test"), now=now, appointment_id=booked.pk, status="confirmed")
    result = _imported(tmp_path, ANA + BOOKED.replace("45", "60") + NO_CONSENT)
    assert result["appointments"] == counts(read=1, updated=1)
    booked.refresh_from_db()
    assert (booked.minutes, booked.status) == (60, "confirmed")
    _imported(tmp_path, ANA + BOOKED.replace("T09:30", "T11:30") + NO_CONSENT)
    booked.refresh_from_db()
    assert (booked.starts_at.hour, booked.status) == (17, "booked")


@pytest.mark.parametrize(
    ("desk", "change", "becomes"),
    [
        ("cancelled", ("45", "60"), "cancelled"),
        ("cancelled", ("T09:30", "T11:30"), "cancelled"),
        ("arrived", ("45", "60"), "arrived"),
        ("fulfilled", ("45", "60"), "fulfilled"),
        ("entered-in-error", ("45", "60"), "entered-in-error"),
        ("entered-in-error", ("Scheduled", "Completed"), "entered-in-error"),
        ("confirmed", ("Scheduled", "Cancelled"), "cancelled"),
        ("cancelled", ("Scheduled", "Completed"), "fulfilled"),
    ],
)
def test_status_of_the_desk_stays_until_the_source_says_another(
    desk: str, change: tuple[str, str], becomes: str, tmp_path: Path
) -> None:
    _imported(tmp_path, ANA + BOOKED + NO_CONSENT)
    booked = Appointment.objects.get()
    set_status(by=Actor.system("test"), now=booked.starts_at, appointment_id=booked.pk, status=desk)
    result = _imported(tmp_path, ANA + BOOKED.replace(*change) + NO_CONSENT)
    assert result["appointments"] == counts(read=1, updated=1)
    booked.refresh_from_db()
    assert booked.status == becomes


def test_claims_of_an_unchanged_person_are_counted_once_and_in_the_book(tmp_path: Path) -> None:
    _imported(tmp_path, ANA + ",,,,,," + NO_CONSENT)
    told = ANA + ",,,,,,newsletter; offers,yes,2025-03-04,paper form,v3\n"
    rehearsed = run_import(write(tmp_path, "people.csv", HEADER + told), "--dry-run")
    first, again = _imported(tmp_path, told), _imported(tmp_path, told)
    assert [one["consent_claims"] for one in (rehearsed, first, again)] == [2, 2, 0]
    assert first["people"] == counts(read=1, unchanged=1)
    event = AuditEvent.objects.get(word="import", fields=["patients.consentclaim"])
    assert event.people == [Person.objects.get().pk]


def test_semicolons_and_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "people.csv", "\ufeffperson_id;given_name;family_name\n1;Ana;Li\n")
    assert run_import(path)["people"] == counts(read=1, created=1)


def test_line_of_a_refused_row_counts_line_breaks_inside_cells(tmp_path: Path) -> None:
    path = write(tmp_path, "people.csv", 'person_id,given_name,family_name,street\n1,A,Li,"1 Elm\nFlat 2"\n2,,,\n')
    assert [one["line"] for one in run_import(path)["refused"]] == [4]


def test_child_gets_the_guardian_that_is_told_now_or_when_the_file_is_read_again(tmp_path: Path) -> None:
    table = (
        "person_id,given_name,family_name,birth_date,guardian_id\n"
        "7,Kim,Lee,2018-03-09,8\n8,Joan,Lee,1985-02-01,\n9,Max,Lee,2018-03-09,77\n10,Ann,Lee,2018-03-09,7\n"
    )
    path = write(tmp_path, "families.csv", table)
    result = run_import(path)
    assert [note["line"] for note in result["notes"] if "guardian" in note["note"]] == [4, 5]
    guardians = {person.guardian_id for person in Person.objects.all()}
    joan = people_by_name("joan").get().pk
    assert (guardians, people_by_name("kim").get().guardian_id) == ({None, joan}, joan)
    kim = people_by_name("kim").get().pk
    told = AuditEvent.objects.filter(fields__contains=["patients.person.guardian"], people__contains=[kim])
    assert told.count() == 1
    run_import(path)
    assert told.count() == 1

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from audit.models import AuditEvent
from clinic.models import Location
from patients.models import ImportRefusal, ImportRun, Person, Procedure, Visit
from patients.queries import find_people, people_by_name
from tests.patients.importers.scenes import (
    SYNTHEA_ENCOUNTERS,
    SYNTHEA_ORGANIZATIONS,
    SYNTHEA_PATIENTS,
    SYNTHEA_PROCEDURES,
    counts,
    run_import,
    write,
)

pytestmark = pytest.mark.django_db

ANA = "a1,1990-02-28,,999-11-2222,Ana,Mejía,F,7 Elm St,Lincoln,Nebraska,68504\n"
OLD = "b2,1921-01-01,2011-05-05,999-11-3333,Bo,Li,M,8 Elm St,Valentine,Nebraska,69201\n"


def _folder(tmp_path: Path, *, patients: str = ANA + OLD, encounters: str = "", procedures: str = "") -> Path:
    write(tmp_path, "patients.csv", SYNTHEA_PATIENTS + patients)
    write(tmp_path, "encounters.csv", SYNTHEA_ENCOUNTERS + encounters)
    write(tmp_path, "procedures.csv", SYNTHEA_PROCEDURES + procedures)
    write(
        tmp_path,
        "organizations.csv",
        f"{SYNTHEA_ORGANIZATIONS}o1,ELM CLINIC,1 ELM,OMAHA,NE,68104,4025550100\no2,NEVER SEEN,2 OAK,OMAHA,NE,68104,\n",
    )
    write(
        tmp_path, "conditions.csv", "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n2020-01-01,,a1,v1,1,Zyxcondition\n"
    )
    write(tmp_path, "notes.txt", "no table")
    return tmp_path


VISIT = "v1,2020-03-01T15:00:00Z,2020-03-01T15:30:00Z,a1,o1,wellness,162673000,Zyxdescription,,\n"
EARLIER = "v0,2019-03-01T02:00:00Z,2019-03-01T02:30:00Z,a1,o1,ambulatory,185347001,Prenatal,72892002,Pregnancy\n"
DONE = "2020-03-01T15:00:00Z,2020-03-01T15:20:00Z,a1,v1,73761001,Zyxdescription,1.0,,\n"


def test_people_visits_and_procedures_are_imported_and_coarse(tmp_path: Path) -> None:
    result = run_import(_folder(tmp_path, encounters=VISIT + EARLIER, procedures=DONE))
    assert (result["people"], result["visits"], result["procedures"]) == (
        counts(read=2, created=2),
        counts(read=2, created=2),
        counts(read=1, created=1),
    )
    ana, old = people_by_name("mejia").get(), people_by_name("bo li").get()
    assert (ana.birth_year, ana.postal_prefix, ana.sex, ana.is_deceased) == (1990, "685", "female", False)
    assert (old.birth_year, old.postal_prefix, old.sex, old.is_deceased) == (1900, "000", "male", True)
    assert list(find_people("birth-date", "1990-02-28")) == [ana]
    assert set(Visit.objects.values_list("category", flat=True)) == {"check-up", "protected"}
    done = Procedure.objects.get()
    assert (done.category, done.ended_at) == ("procedure", datetime(2020, 3, 1, 15, 20, tzinfo=UTC))
    assert done.visit == Visit.objects.get(category="check-up")


def test_same_files_again_change_nothing(tmp_path: Path) -> None:
    folder = _folder(tmp_path, encounters=VISIT, procedures=DONE)
    run_import(folder)
    tokens = list(Person.objects.order_by("pk").values_list("updated_at", flat=True))
    result = run_import(folder)
    assert (result["people"], result["visits"], result["procedures"]) == (
        counts(read=2, unchanged=2),
        counts(read=1, unchanged=1),
        counts(read=1, unchanged=1),
    )
    assert list(Person.objects.order_by("pk").values_list("updated_at", flat=True)) == tokens
    assert AuditEvent.objects.filter(word="import", details__kind="people").count() == 1


def test_changed_row_updates_the_same_person_and_opens_under_its_row(tmp_path: Path) -> None:
    run_import(_folder(tmp_path))
    before = people_by_name("ana").get()
    result = run_import(_folder(tmp_path, patients=ANA.replace("Mejía", "Okafor") + OLD))
    assert result["people"] == counts(read=2, updated=1, unchanged=1)
    after = people_by_name("okafor").get()
    assert after.pk == before.pk
    with phi_access(
        actor=Actor.system("test"),
        purpose=PurposeOfUse.OPERATIONS,
        people=[after.pk],
        fields=["patients.person.family_name", "patients.person.birth_date"],
    ) as phi:
        assert (phi.reveal(after.family_name), phi.reveal(after.birth_date)) == ("Okafor", date(1990, 2, 28))


def test_what_the_source_does_not_tell_is_left_alone(tmp_path: Path) -> None:
    run_import(_folder(tmp_path))
    ana = people_by_name("ana").get()
    ana.tier, ana.language = "gold", "zh-hant"
    ana.save()
    run_import(_folder(tmp_path, patients=ANA.replace("Lincoln", "Omaha") + OLD))
    ana.refresh_from_db()
    assert (ana.city, ana.tier, ana.language) == ("Omaha", "gold", "zh-hant")


def test_dead_of_the_desk_stays_dead_and_an_empty_cell_erases_nothing(tmp_path: Path) -> None:
    run_import(_folder(tmp_path))
    Person.objects.update(is_deceased=True)
    emptied = ANA.replace(",F,7 Elm St,Lincoln,", ",,,,")
    assert run_import(_folder(tmp_path, patients=emptied))["people"] == counts(read=1, updated=1)
    ana = people_by_name("ana").get()
    assert (ana.is_deceased, ana.sex, ana.city, ana.postal_prefix) == (True, "female", "Lincoln", "685")


def test_visits_without_organizations_keep_their_location(tmp_path: Path) -> None:
    folder = _folder(tmp_path, encounters=VISIT)
    run_import(folder)
    (folder / "organizations.csv").unlink()
    assert run_import(folder)["visits"] == counts(read=1, unchanged=1)
    write(tmp_path, "encounters.csv", SYNTHEA_ENCOUNTERS + VISIT.replace(",o1,", ",,").replace("15:30", "15:45"))
    assert run_import(folder)["visits"] == counts(read=1, updated=1)
    assert Visit.objects.get().location == Location.objects.get()


def test_only_locations_that_a_visit_names_are_made(tmp_path: Path) -> None:
    run_import(_folder(tmp_path, encounters=VISIT))
    assert list(Location.objects.values_list("name", "address")) == [("ELM CLINIC", "1 ELM, OMAHA, NE")]


def test_person_joined_with_the_first_visit(tmp_path: Path) -> None:
    run_import(_folder(tmp_path, encounters=VISIT + EARLIER))
    ana = people_by_name("ana").get()
    assert (ana.joined_on, people_by_name("bo").get().joined_on) == (date(2019, 3, 1), None)
    assert AuditEvent.objects.get(word="import", fields=["patients.person.joined_on"]).people == [ana.pk]


def test_rows_that_cannot_be_read_are_kept_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = "c3,1990-13-45,,,Cy,Zyxbad,F,,,,\n,1990-01-01,,,Di,Li,F,,,,\nd4,1990-01-01,,,,,F,,,,\ne5,too,few\n"
    lost = "v9,2020-03-01T15:00:00Z,,c3,o1,wellness,1,,,\nv8,soon,,a1,o1,wellness,1,,,\n"
    folder = _folder(tmp_path, patients=bad + ANA, encounters=lost + VISIT)
    result = run_import(folder)
    assert (result["people"], result["visits"]) == (
        counts(read=5, created=1, refused=4),
        counts(read=3, created=1, refused=2),
    )
    people, visits = str(folder / "patients.csv"), str(folder / "encounters.csv")
    assert sorted(result["refused"], key=lambda one: (one["file"], one["line"])) == [
        {"file": visits, "line": 2, "reason": "person unknown"},
        {"file": visits, "line": 3, "reason": "time not readable"},
        {"file": people, "line": 2, "reason": "birth date not readable"},
        {"file": people, "line": 3, "reason": "no id"},
        {"file": people, "line": 4, "reason": "no name"},
        {"file": people, "line": 5, "reason": "row not readable"},
    ]
    assert (ImportRun.objects.get().refused, ImportRefusal.objects.count()) == (6, 6)


def test_refused_rows_are_sealed_without_descriptions_and_numbers_of_the_state(tmp_path: Path) -> None:
    run_import(_folder(tmp_path, patients="c3,x,,999-1,Cy,Zyxbad,F,,,,\n", encounters=VISIT.replace("a1", "c3")))
    rows = list(ImportRefusal.objects.all())
    with phi_access(
        actor=Actor.system("test"),
        purpose=PurposeOfUse.OPERATIONS,
        people=[],
        fields=["patients.importrefusal.raw"],
    ) as phi:
        raw = {row.kind: phi.reveal(row.raw) for row in rows}
    assert raw == {
        "people": "c3,x,,,Cy,Zyxbad,F,,,,",
        "visits": "v1,2020-03-01T15:00:00Z,2020-03-01T15:30:00Z,c3,o1,wellness,162673000,,,",
    }


def test_rehearsal_of_several_batches_finds_what_it_took_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patients.operations.imports.ROWS_PER_TRANSACTION", 1)
    twice = ANA + OLD + ANA.replace("Lincoln", "Omaha")
    folder = _folder(tmp_path, patients=twice, encounters=VISIT + EARLIER, procedures=DONE)
    rehearsed, done = run_import(folder, "--dry-run"), run_import(folder)
    assert {**done, "run": ""} == rehearsed
    assert done["people"] == counts(read=3, created=2, updated=1)


def test_rehearsal_counts_the_same_and_keeps_nothing(tmp_path: Path) -> None:
    folder = _folder(tmp_path, encounters=VISIT, procedures=DONE)
    rehearsed = run_import(folder, "--dry-run")
    assert (Person.objects.count(), Location.objects.count(), ImportRun.objects.count()) == (0, 0, 0)
    assert AuditEvent.objects.filter(word="import").count() == 0
    done = run_import(folder)
    assert {**done, "run": ""} == rehearsed


def test_visits_alone_find_people_of_an_earlier_import(tmp_path: Path) -> None:
    run_import(_folder(tmp_path))
    later = write(tmp_path, "this-week.csv", SYNTHEA_ENCOUNTERS + VISIT)
    assert run_import(later)["visits"] == counts(read=1, created=1)


def test_same_number_twice_in_a_file_is_one_person_as_last_told(tmp_path: Path) -> None:
    result = run_import(_folder(tmp_path, patients=ANA + ANA + ANA.replace("Lincoln", "Omaha")))
    assert result["people"] == counts(read=3, created=1, updated=1, unchanged=1)
    assert Person.objects.get().city == "Omaha"

"""Records that we did not write. Skipped, saying so, without REVISIT_SAMPLES."""

import json
from pathlib import Path

import pytest

from patients.importers.tables import rows_of
from patients.models import ConsentClaim, Person
from tests.patients.importers.scenes import counts, run_import

pytestmark = pytest.mark.django_db


def test_synthea_folder_twice(samples: Path) -> None:
    folder = samples / "synthea_csv_nebraska111"
    first, again = run_import(folder), run_import(folder)
    assert (first["people"], first["visits"]) == (counts(read=111, created=111), counts(read=7584, created=7584))
    assert (again["people"], again["visits"]) == (counts(read=111, unchanged=111), counts(read=7584, unchanged=7584))
    assert (first["procedures"], first["refused"]) == (counts(read=11742, created=11742), [])
    person = Person.objects.first()
    assert person is not None
    assert (person.preferences.count(), person.opt_ins.count(), ConsentClaim.objects.count()) == (0, 0, 0)


def test_fhir_bundles_then_bulk_export_of_the_same_people(samples: Path) -> None:
    bundles = run_import(samples / "fhir_r4_synthea_bundles")
    assert (bundles["people"], bundles["refused"]) == (counts(read=22, created=22), [])
    bulk = run_import(samples / "fhir_r4_patients_ndjson")
    assert bulk["people"] == counts(read=294, created=272, unchanged=22)
    assert Person.objects.count() == 294


def test_hl7s_own_examples_are_each_read_or_refused(samples: Path) -> None:
    files = sorted((samples / "fhir_r4_hl7_examples").glob("*.json"))
    result = run_import(samples / "fhir_r4_hl7_examples")
    read = sum(result[kind]["read"] for kind in ("people", "appointments", "visits", "procedures"))
    assert read + sum(result["skipped"].values()) == len(files) == 90
    kept = sum(result[kind]["created"] for kind in ("people", "appointments", "visits", "procedures"))
    assert kept + len(result["refused"]) == len(files)


def test_csv_spectrum_is_read_as_expected(samples: Path) -> None:
    """But for one table: what it expects of `location_coordinates` is not what the table holds."""
    folder = samples / "csv_quirks" / "csv_spectrum"
    tables = [path for path in sorted(folder.glob("*.csv")) if path.stem != "location_coordinates"]
    assert len(tables) == 11
    for path in tables:
        expected = json.loads((folder / "expected_json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        assert [row.cells for row in rows_of(path, lambda _: None)] == expected, path.name

"""Files that cannot be imported: one clear sentence, exit 1, and nothing written, not even of the good ones."""

import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from patients.models import ImportRun, Person
from tests.patients.importers.scenes import SYNTHEA_PATIENTS, run_import, write

pytestmark = pytest.mark.django_db

_GOOD = "person_id,given_name,family_name\n1,Ana,Li\n"
_CANARY = "Zyxgiven"


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("patients.csv", _GOOD)


BROKEN = {
    "cut.csv": (f"{SYNTHEA_PATIENTS}1,1990-01-01,,,{_CANARY}", "The file ends in the middle of a row"),
    "cut-in-last-cell.csv": (f"{_GOOD}2,Bo,{_CANARY}", "The last row has no line break after it"),
    "quote.csv": (f'{_GOOD}2,"{_CANARY},Li\n', "The file ends inside a quoted cell"),
    "quotes.csv": (f'{_GOOD}2,"{_CANARY}"x,Li\n', "Quotes or line ends"),
    "utf16.csv": (_GOOD.encode("utf-16"), "The file is UTF-16 text"),
    "utf16-without-mark.csv": (_GOOD.encode("utf-16-le"), "The file holds NUL bytes"),
    "latin.csv": (f"{_GOOD}2,José,{_CANARY}\n".encode("latin-1"), "The file is not UTF-8 text"),
    "nul-further-down.csv": (f"{_GOOD}{'2,Bo,Li' * 900}\n3,\0,{_CANARY}\n".encode(), "The file holds NUL bytes"),
    "empty.csv": ("", "There is no header"),
    "twice.csv": ("person_id,given_name,given_name,family_name\n", "Two columns have the same name"),
    "nearly.csv": (f"Id,BIRTHDATE,FIRST\n1,1990-01-01,{_CANARY}\n", "Columns of Synthea's layout are missing: DEATH"),
    "no-person.csv": (f"given_name,family_name\n{_CANARY},Li\n", "Columns of Revisit's layout are missing: person_id"),
    "no-header.csv": (f"17,{_CANARY},Li\n", "The columns are of no layout that is known"),
    "long.csv": (_GOOD.encode() + b"x" * 1_500_000, "A line is longer than 1,000,000 bytes"),
    "long.ndjson": (b'{"a": "' + b"x" * 1_500_000 + b'"}\n', "A line is longer than 1,000,000 bytes"),
    "endless-text.json": (b'{"a": "' + b"x" * 300_000 + b'"}', "A text is longer than 200,000 bytes"),
    "cut.json": (f'{{"resourceType": "Patient", "name": [{{"family": "{_CANARY}"', "The file ends in the middle of J"),
    "words.json": (f"{_CANARY}", "The file is not JSON"),
    "other.json": ('{"name": "x"}', "This JSON names no resourceType"),
    "cut.ndjson": (
        f'{{"resourceType": "Patient", "id": "1"}}\n{{"resourceType": "{_CANARY}',
        "The file ends in the middle of a resource",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_file_is_named_and_nothing_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patients.importers.fhir.LONGEST_TEXT", 200_000)
    content, what = BROKEN[name]
    good = write(tmp_path, "good.csv", _GOOD)
    broken = tmp_path / name
    broken.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(CommandError) as failure:
        run_import(good, broken)
    said = str(failure.value)
    assert said.startswith(what)
    assert (str(broken) in said, _CANARY in said, failure.value.returncode) == (True, False, 1)
    assert (Person.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_zip_under_another_name_is_recognised(tmp_path: Path) -> None:
    _zip(tmp_path / "patients.csv")
    with pytest.raises(CommandError, match="This is a zip archive"):
        run_import(tmp_path / "patients.csv")


def test_path_that_is_not_there_and_folder_without_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no such file"):
        run_import(tmp_path / "nothing.csv")
    with pytest.raises(CommandError, match="There is no file to import in this folder"):
        run_import(tmp_path)


def test_a_device_is_no_file() -> None:
    with pytest.raises(CommandError, match="This is not a file"):
        run_import("/dev/zero")


@pytest.mark.parametrize("arguments", [["--source", "hl7", "x"], ["adt.hl7"]])
def test_hl7_is_bad_usage_until_it_is_built(arguments: list[str], tmp_path: Path) -> None:
    message = write(tmp_path, "adt.hl7", "MSH|^~\\&|\r")
    with pytest.raises(CommandError, match="HL7 v2 messages cannot be imported yet") as failure:
        call_command(
            "import_records", *[str(message) if one == "adt.hl7" else one for one in arguments], stderr=StringIO()
        )
    assert failure.value.returncode == 2

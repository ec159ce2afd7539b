"""What an operator reads on the terminal."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.patients.importers.scenes import write

pytestmark = pytest.mark.django_db(databases=["default"])
_PEOPLE = "person_id,given_name,family_name,birth_date,language\n"


def _told(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_records", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_people_read_the_summary_on_stdout_with_each_note_once(tmp_path: Path) -> None:
    rows = "".join(f"p{number},Ana,Li,1980-01-01,xx\n" for number in range(3))
    file = write(tmp_path, "people.csv", _PEOPLE + rows)
    out, err = _told(file, "--dry-run")
    assert err == ""
    assert out.count("note:") == 1
    assert f"the clinic's taken: 3 rows, the first in {file}, line 2" in out
    assert out.endswith("dry run: nothing was kept\n")


def test_a_dry_run_does_not_send_people_to_a_page_that_has_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, "people.csv", _PEOPLE + "".join(f"p{n},,,,\n" for n in range(25)))
    out, _ = _told(file, "--dry-run")
    assert "… and 5 more refused: see --json" in out
    assert "see Imports in the staff pages" not in out


def test_a_file_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as bad:
        _told(tmp_path / "none.csv")
    assert bad.value.returncode == 1

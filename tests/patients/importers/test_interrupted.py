"""Imports that die half-way, and imports that run at the same time: real processes, real commits."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from patients.models import ImportRun, Person
from tests.conftest import CommittingDatabase
from tests.patients.importers.scenes import counts, run_import


def _table(tmp_path: Path, people: int) -> Path:
    path = tmp_path / "people.csv"
    lines = (f"{n},Ana{n},Mejía{n},ana{n}@example.org\n" for n in range(people))
    path.write_text("person_id,given_name,family_name,email\n" + "".join(lines), encoding="utf-8")
    return path


def _start(path: Path, database: CommittingDatabase) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_records", str(path), "--json"],
        env=database.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def test_killed_import_continues_when_started_again(committing_db: CommittingDatabase, tmp_path: Path) -> None:
    path = _table(tmp_path, 1100)
    running = _start(path, committing_db)
    until = time.monotonic() + 60
    while Person.objects.count() == 0 and time.monotonic() < until:
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    there = Person.objects.count()
    assert (0 < there < 1100, there % 500) == (True, 0)
    dead = ImportRun.objects.get()
    assert (dead.state, dead.counts["people"]["created"]) == ("running", there)
    assert run_import(path)["people"] == counts(read=1100, created=1100 - there, unchanged=there)
    dead.refresh_from_db()
    assert dead.state == "failed"


def test_two_imports_of_one_file_make_nobody_twice(committing_db: CommittingDatabase, tmp_path: Path) -> None:
    path = _table(tmp_path, 520)
    both = [_start(path, committing_db) for _ in range(2)]
    results = [json.loads(one.communicate()[0].splitlines()[-1])["people"] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert sum(one["created"] for one in results) == Person.objects.count() == 520
    assert sum(one["unchanged"] for one in results) == 520

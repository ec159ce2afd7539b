"""Two runs at the same moment, on a database that really commits."""

import json
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from django.db import connections

from audit import door_connection
from campaigns.models import Message
from journeys.domain.report import RunReport
from journeys.enums import RunKind
from journeys.models import Enrolment, Run
from journeys.operations.runs import run
from tests.conftest import CommittingDatabase
from tests.journeys.small_clinic import BY, booked, captured, local, open_clinic, outcomes, patient

NAMES = ("ada", "grace", "alan", "edith", "rosa", "emil", "nora", "hugo")
AT = "11-23 14:00"


def furnish() -> None:
    open_clinic()
    for round_ in range(2):
        for name in NAMES:
            booked(patient(f"{name}", email=f"{name}{round_}@example.org"), "11-24 14:00")


def in_threads(count: int, kind: RunKind) -> list[RunReport]:
    reports: list[RunReport] = []
    together = threading.Barrier(count)

    def work() -> None:
        try:
            together.wait()
            reports.append(run(local(AT), kind=kind, by=BY))
        finally:
            door_connection.close_everywhere()
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return reports


def test_runs_in_three_threads_send_each_message_once(committing_db: CommittingDatabase, mail_folder: Path) -> None:
    furnish()
    reports = in_threads(3, RunKind.MANUAL)
    assert len(reports) == 3
    total: Counter[str] = Counter()
    for report in reports:
        total.update(outcomes(report))
    assert total == {"accepted": 16}
    assert sum(report.planned for report in reports) == 16
    assert len(captured(mail_folder)) == 16
    assert (Enrolment.objects.count(), Message.objects.count()) == (16, 16)


def test_nightly_run_in_three_threads_is_done_by_one(committing_db: CommittingDatabase, mail_folder: Path) -> None:
    furnish()
    reports = in_threads(3, RunKind.NIGHTLY)
    assert sorted(report.planned for report in reports) == [0, 0, 16]
    assert [report.was_done_before for report in reports].count(True) == 2
    assert Run.objects.count() == 1
    assert len(captured(mail_folder)) == 16


def test_commands_in_two_processes_count_what_was_sent(committing_db: CommittingDatabase, tmp_path: Path) -> None:
    furnish()
    environment = committing_db.environment() | {"REVISIT_VAR": str(tmp_path)}
    order = [sys.executable, "manage.py", "run_journeys", "--at", "2026-11-23T14:00", "--json"]
    running = [
        subprocess.Popen(order, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0], answers
    said = [json.loads(out.splitlines()[-1]) for out, _ in answers]
    assert sum(answer["outcomes"]["accepted"] for answer in said) == 16
    assert len(captured(tmp_path / "mail")) == 16

"""Two runs at the same moment, on a database that really commits."""

import json
import subprocess
import sys
import threading
from collections import Counter
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from campaigns.models import Message
from journeys.domain.report import RunReport
from journeys.enums import RunKind
from journeys.models import Enrolment, Run
from journeys.operations import claiming, planning
from journeys.operations.runs import run
from tests.at_once import LIMIT, at_once
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
    return at_once(*[partial(run, local(AT), kind=kind, by=BY)] * count)


@pytest.mark.parametrize("count", [3, 6])
def test_runs_at_once_send_each_message_once(committing_db: CommittingDatabase, mail_folder: Path, count: int) -> None:
    furnish()
    reports = in_threads(count, RunKind.MANUAL)
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
    answers = [process.communicate(timeout=300) for process in running]
    assert [process.returncode for process in running] == [0, 0], answers
    said = [json.loads(out.splitlines()[-1]) for out, _ in answers]
    assert sum(answer["outcomes"]["accepted"] for answer in said) == 16
    assert len(captured(tmp_path / "mail")) == 16


def test_one_run_plans_with_two_at_once_where_there_are_many(
    committing_db: CommittingDatabase, mail_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish()
    monkeypatch.setattr(claiming, "BATCH", 2)
    at_work, settled, both = Counter[str](), planning._settled, threading.Barrier(2)

    def watched(*given: Any) -> bool:
        """After the first batch, which is planned alone, nobody goes on before both are at work."""
        here = threading.current_thread()
        at_work[here.name] += 1
        if at_work[here.name] == (2 if here is threading.main_thread() else 1):
            both.wait(LIMIT)
        return settled(*given)

    monkeypatch.setattr(planning, "_settled", watched)
    report = run(local(AT), kind=RunKind.MANUAL, by=BY)
    assert (report.planned, outcomes(report)) == (16, {"accepted": 16})
    assert len(captured(mail_folder)) == Message.objects.count() == 16
    assert len(at_work) == 2
    assert sum(at_work.values()) == 8


def test_a_run_ends_when_the_database_fails_whoever_of_the_two_noticed(
    committing_db: CommittingDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish()
    monkeypatch.setattr(claiming, "BATCH", 2)
    settled, batches, noticed = planning._settled, count(1), threading.Event()

    def lost(*given: Any) -> bool:
        if threading.current_thread() is not threading.main_thread():
            noticed.set()
            raise OperationalError("the connection is gone")
        if next(batches) > 1:  # the first one is planned alone
            assert noticed.wait(LIMIT)
        return settled(*given)

    monkeypatch.setattr(planning, "_settled", lost)
    with pytest.raises(OperationalError):
        run(local(AT), kind=RunKind.NIGHTLY, by=BY)
    assert Run.objects.get().finished_at is None
    monkeypatch.undo()
    assert outcomes(run(local(AT), kind=RunKind.MANUAL, by=BY)) == {"accepted": 16}
    assert Message.objects.count() == 16

"""The book is read by itself, what was found is kept by the auditor's role alone, and cannot be put off or bent."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_project
from django.utils import timezone

from audit.domain.seal_keys import text_of
from audit.models import Seal, Verification
from audit.sealing import anchoring, verifications
from audit.sealing.anchors.places import place_of
from clinic import process_role
from tests.audit.sealing.books import KEY, TRUSTED, seal, tamper, working_as, write
from tests.audit.sealing.test_sealer_process import wait_for
from tests.conftest import CommittingDatabase
from tests.database_roles import as_role

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def read() -> Verification:
    with working_as(process_role.AUDITOR):
        return verifications.verify_and_record(TRUSTED)


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_ANCHORS = [f"file:{tmp_path}/a"]
    return tmp_path / "a"


def tell(place: Path) -> None:
    with working_as(process_role.SEALER):
        anchoring.tell([place_of(f"file:{place}")], KEY, timezone.now())


def test_what_a_reading_found_is_kept_with_the_anchors_it_read(ids: list[int], places: Path) -> None:
    tell(places)
    one = read()
    assert (one.verdict, one.seals, one.events, one.anchors, one.unread) == ("intact", 3, 7, 1, "")
    assert verifications.is_in_order(one)
    assert timezone.now() - one.at < timedelta(minutes=1)


def test_end_that_was_cut_off_is_found_by_the_anchors_in_reach(ids: list[int], places: Path) -> None:
    tell(places)
    tamper("DELETE FROM audit_seal WHERE number = 3", "DELETE FROM audit_anchor_receipt")
    one = read()
    assert (one.verdict, one.bad_seal) == ("tampered", 3)


def test_anchors_that_are_gone_are_not_in_order(ids: list[int], places: Path) -> None:
    one = read()
    assert (one.verdict, one.unread) == ("intact", f"{places}: No such file or directory")
    places.touch()
    one = read()
    assert (one.unread, verifications.is_in_order(one)) == (f"{places}: no anchor in it", False)


def test_read_once_a_day_and_sooner_when_not_in_order(ids: list[int], places: Path) -> None:
    sealed_at = Seal.objects.get(number=1).sealed_at
    due = verifications.is_due
    assert (due(sealed_at + timedelta(minutes=9)), due(sealed_at + timedelta(minutes=10))) == (False, True)
    at = read().at
    assert (due(at + HOUR - timedelta(seconds=1)), due(at + HOUR)) == (False, True)
    tell(places)
    at = read().at
    assert (due(at + HOUR), due(at + DAY - timedelta(seconds=1)), due(at + DAY)) == (False, False, True)


def test_overdue_after_two_days_also_before_the_first(ids: list[int], places: Path) -> None:
    for since in (Seal.objects.get(number=1).sealed_at, read().at):
        late = [verifications.last_reading(since + 2 * DAY + more).is_overdue for more in (-HOUR, HOUR)]
        assert late == [False, True]


def test_reading_dated_ahead_puts_nothing_off(ids: list[int]) -> None:
    tamper(
        "INSERT INTO audit_verification (at, verdict, words, seals, events, unsealed, anchors, unread)"
        " VALUES ('2999-01-01Z', 'intact', '', 3, 7, 0, 0, '')"
    )
    reading = verifications.last_reading(timezone.now() + 3 * DAY)
    assert (verifications.is_due(timezone.now() + DAY), reading.last, reading.is_overdue) == (True, None, True)


def test_moment_of_a_reading_is_the_databases(ids: list[int]) -> None:
    with as_role(process_role.AUDITOR) as cursor:
        cursor.execute(
            "INSERT INTO audit_verification (at, verdict, words, seals, events, unsealed, anchors, unread)"
            " VALUES ('2999-01-01Z', 'intact', '', 3, 7, 0, 0, '') RETURNING at < clock_timestamp()"
        )
        assert cursor.fetchone() == (True,)


def test_process_reads_when_due_and_ends_on_sigterm(committing_db: CommittingDatabase, tmp_path: Path) -> None:
    write(1)
    seal()
    tell(tmp_path / "a")
    tamper("UPDATE audit_seal SET sealed_at = sealed_at - interval '1 hour'")  # which reading must find, too
    environment = {
        **committing_db.environment(),
        "AUDIT_ANCHORS": f"file:{tmp_path}/a",
        "AUDIT_SEAL_PUBLIC_KEYS": text_of(KEY.public),
        "FERNET_KEYS": "",
        "BLIND_INDEX_KEYS": "",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "audit_verify", "--daily", "--every", "0.1"], cwd=of_project.BASE_DIR,
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    wait_for(lambda: Verification.objects.exists(), process)
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=300)
    assert (process.returncode, Verification.objects.count()) == (0, 1)
    assert Verification.objects.get().verdict == "tampered"
    assert "the access book is tampered" in said

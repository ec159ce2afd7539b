"""Several workers at once, and workers that are killed: on a database of their own, with real commits."""

import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction

from campaigns.models import Message
from campaigns.operations.delivery import deliver_due
from consent.operations import preferences
from patients.models import Person
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan
from tests.conftest import CommittingDatabase

_DELIVER = """
import os, sys
sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
import django
django.setup()
from django.conf import settings
settings.MAIL_CAPTURE_DIR = sys.argv[1]
from campaigns.channels import capture
left = int(sys.argv[2])
write = capture.write_new
def dying(*mail):
    global left
    left -= 1
    write(*mail)
    if left == 0:
        os.kill(os.getpid(), 9)
capture.write_new = dying
from campaigns.operations.delivery import deliver_due
from tests.campaigns.scenes import BY, NOW
deliver_due(NOW, by=BY)
"""


@pytest.fixture
def people(committing_db: CommittingDatabase, settings: pytest.FixtureRequest, mail_folder: Path) -> list[Person]:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    found = [patient() for _ in range(40)]
    plan(*(intent(person) for person in found))
    return found


def _states() -> Counter[str]:
    return Counter(Message.objects.values_list("state", flat=True))


@pytest.mark.usefixtures("people")
def test_workers_at_once_send_each_message_once(mail_folder: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda _: _deliver_in_thread(), range(3)))
    assert sum(reports) == 40
    assert _states() == {"accepted": 40}
    assert len(list(mail_folder.glob("*.eml"))) == 40


@pytest.mark.usefixtures("people")
def test_a_killed_worker_loses_at_most_a_window_and_nothing_is_sent_twice(
    committing_db: CommittingDatabase, mail_folder: Path
) -> None:
    died = subprocess.run(
        [sys.executable, "-c", _DELIVER, str(mail_folder), "20"], env=committing_db.environment(), check=False
    )
    assert died.returncode == -9
    assert len(list(mail_folder.glob("*.eml"))) == 20
    assert _states() == {"accepted": 16, "handing_over": 16, "planned": 8}
    Message.objects.filter(leased_until__isnull=False).update(leased_until=NOW.replace(year=2020))
    report = deliver_due(NOW, by=BY)
    assert report.outcomes == {"unknown": 16, "accepted": 8}
    assert deliver_due(NOW, by=BY).outcomes == {}
    assert len(list(mail_folder.glob("*.eml"))) == 28


def test_an_unsubscribe_in_flight_is_waited_for_and_honoured(people: list[Person], mail_folder: Path) -> None:
    """The revocation holds its person; the hand-over waits for it and then sees it."""
    person, has_begun = people[0], threading.Event()
    report: list[int] = []

    def deliver() -> None:
        has_begun.set()
        report.append(_deliver_in_thread())

    worker = threading.Thread(target=deliver)
    with transaction.atomic():
        preferences.unsubscribe_all(by=BY, now=NOW, person_id=person.pk, via="one-click")
        worker.start()
        has_begun.wait()
        _until_somebody_waits_for_a_lock()
    worker.join()
    assert report == [39]
    assert Message.objects.get(person=person).state == "refused"
    assert len(list(mail_folder.glob("*.eml"))) == 39


def _deliver_in_thread() -> int:
    try:
        return deliver_due(NOW, by=BY).outcomes["accepted"]
    finally:
        connection.close()


def _until_somebody_waits_for_a_lock() -> None:
    pause = threading.Event()
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        pause.wait(0.05)
    raise AssertionError("nobody waited for the lock")

"""Several workers at once, and workers that are killed: on a database of their own, with real commits."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction

from campaigns.models import Message
from campaigns.operations.delivery import deliver_due
from consent.operations import preferences
from patients.models import Person
from tests.at_once import at_once, elsewhere, until_somebody_waits_for_a_lock
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
    assert sum(at_once(_deliver, _deliver, _deliver)) == 40
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
    person = people[0]
    with elsewhere() as start, transaction.atomic():
        preferences.unsubscribe_all(by=BY, now=NOW, person_id=person.pk, via="one-click")
        delivered = start(_deliver)
        until_somebody_waits_for_a_lock()
    assert delivered.result() == 39
    assert Message.objects.get(person=person).state == "refused"
    assert len(list(mail_folder.glob("*.eml"))) == 39


def _deliver() -> int:
    return deliver_due(NOW, by=BY).outcomes["accepted"]

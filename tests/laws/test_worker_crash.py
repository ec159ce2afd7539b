"""A worker that is killed while it sends leaves a message that says so, and no PHI in broker, logs or files."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from audit.domain.actors import Actor
from campaigns.models import Message
from clinic.models import Vendor
from consent.operations import opt_ins
from tests.laws.canaries import hits_in_database, hits_in_files, new_canaries

BACKEND = "tests.laws.dying_backend.DyingBackend"
CELERY = [sys.executable, "-m", "celery", "-A", "clinic"]


def test_worker_killed_while_sending_leaves_no_canary(furnished_db: Any, tmp_path: Path) -> None:
    canaries, by, now = new_canaries(), Actor.system("test"), timezone.now()
    Vendor.objects.create(name="Test", backend=BACKEND, baa_signed_on=date(2020, 1, 1), baa_scope=["send"])
    opt_ins.ask(
        by=by,
        now=now,
        name=canaries.given_name,
        email=canaries.email,
        language="en",
        form="test",
        text_version="1",
    )
    environment = {
        **furnished_db.environment(),
        "REVISIT_VAR": str(tmp_path),
        "CELERY_BROKER_URL": "filesystem://",
        "EMAIL_BACKEND": BACKEND,
        "MAIL_VENDOR_ENFORCES_TLS": "on",
    }
    _run([*CELERY, "call", "campaigns.tasks.deliver_notices"], environment, tmp_path / "call.log")
    worker = [*CELERY, "worker", "--pool", "solo", "--loglevel", "debug"]
    assert _run(worker, environment, tmp_path / "worker.log") == -9
    assert Message.objects.get().state == "handing_over"
    assert hits_in_files(canaries.words(), tmp_path) == []
    assert hits_in_database(canaries.words()) == []


def _run(command: list[str], environment: dict[str, str], log: Path) -> int:
    with log.open("wb") as file:
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, stdout=file, stderr=file, timeout=300, check=False
        ).returncode

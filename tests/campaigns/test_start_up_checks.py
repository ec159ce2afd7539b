"""`manage.py check --deploy` of a clinic's own installation: a process of its own, no demo mode, no DEBUG."""

import re
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from clinic.models import Vendor
from tests.campaigns.scenes import open_clinic

POSTMARK = "anymail.backends.postmark.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
_SOUND = {
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",  # the browser's tests need it
    "DEBUG": "off",
    "ALARM_EMAILS": "officer@clinic.example",
    "PUBLIC_URL": "https://clinic.example",
    "ALLOWED_HOSTS": "clinic.example",
    "EMAIL_BACKEND": POSTMARK,
    "ANYMAIL_POSTMARK_SERVER_TOKEN": "token",
    "ANYMAIL_WEBHOOK_SECRET": "user:secret",
    "MAIL_VENDOR_ENFORCES_TLS": "on",
}


def _check(environment: dict[str, str], **changes: str) -> tuple[int, list[str]]:
    """Exit code, and the errors of mail among what was said."""
    said = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=settings.BASE_DIR,
        env={**environment, **_SOUND, **changes},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return said.returncode, sorted(set(re.findall(r"campaigns\.E\d+", said.stderr)))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param({}, [], id="sound"),
        pytest.param({"EMAIL_BACKEND": SMTP, "ANYMAIL_WEBHOOK_SECRET": ""}, ["E003", "E004", "E005"], id="plain SMTP"),
    ],
)
def test_an_installation_that_could_leak_mail_does_not_pass(
    committing_db: Any, tmp_path: Any, changes: dict[str, str], found: list[str]
) -> None:
    open_clinic()
    Vendor.objects.create(name="P", backend=POSTMARK, baa_signed_on=date(2020, 1, 1), baa_scope=["send"])
    environment = {**committing_db.environment(), "REVISIT_VAR": str(tmp_path)}
    assert _check(environment, **changes) == (1 if found else 0, [f"campaigns.{error}" for error in found])

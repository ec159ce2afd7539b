"""The sample clinic has nobody's phone: its code page says the code. In demo mode alone, and for accounts alone whose
key stands in the file that the demo wrote."""

import json
from hmac import compare_digest
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from clinic.models import Authenticator, Staff
from clinic.sign_in import authenticators

LogIns = dict[str, dict[str, str]]


def log_ins_file() -> Path:
    return Path(settings.VAR_DIR) / "demo_log_ins.json"


def read_log_ins() -> LogIns:
    """User name → `password` and `totp` (base32). Files of older demos held the password alone."""
    path = log_ins_file()
    found = json.loads(path.read_text()) if path.exists() else {}
    return {name: {"password": told} if isinstance(told, str) else told for name, told in found.items()}


def code_for(staff: Staff) -> str | None:
    """What this account's app would show now; None for everybody who is not of the sample clinic."""
    if not settings.DEMO_MODE:
        return None
    written = read_log_ins().get(staff.username, {}).get("totp", "")
    device = Authenticator.objects.filter(user=staff, confirmed=True).first()
    if device is None or not compare_digest(authenticators.as_text(device.key), written):
        return None
    return authenticators.code_at(device.key, timezone.now(), after=device.last_step)

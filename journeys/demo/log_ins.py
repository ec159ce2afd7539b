"""Who works in the sample clinic, with passwords and authenticators whose keys stand in a file in `var/` (0600)."""

import json
import os
import secrets
from datetime import datetime
from uuid import UUID

from audit.domain.actors import Actor
from clinic.enums import Role
from clinic.models import Authenticator, Staff
from clinic.operations.staff import hire, set_password
from clinic.sign_in import authenticators, operations
from clinic.sign_in.sample_clinic import LogIns, log_ins_file, read_log_ins

_STAFF = (
    ("frontdesk", Role.FRONT_DESK, "Robin", "Desk"),
    ("clinician", Role.CLINICIAN, "Casey", "Clinician"),
    ("marketer", Role.MARKETER, "Morgan", "Marketer"),
    ("officer", Role.PRIVACY_OFFICER, "Parker", "Officer"),
    ("admin", Role.ADMINISTRATOR, "Avery", "Admin"),
)


def log_ins(*, by: Actor, now: datetime) -> LogIns:
    """User name → `password` and `totp` of the sample staff, made once for this installation."""
    written, there = read_log_ins(), dict(Staff.objects.values_list("username", "pk"))
    for name, role, first, last in _STAFF:
        told = written.setdefault(name, {})
        if name not in there:
            told["password"] = _new_password()
            there[name] = hire(
                by=by,
                now=now,
                username=name,
                password=told["password"],
                role=role,
                first_name=first,
                last_name=last,
                email=f"{name}@maplestreet.example",
            ).pk
        elif "password" not in told:
            told["password"] = _new_password()
            set_password(by=by, staff_id=there[name], password=told["password"])
        _set_up_second_factor(by, there[name], told, now)
    _write(written)
    return written


def _set_up_second_factor(by: Actor, staff_id: UUID, told: dict[str, str], now: datetime) -> None:
    """Somebody who has set up a phone of their own keeps it; a file that was lost is made up for."""
    if "totp" in told and Authenticator.objects.filter(user_id=staff_id, confirmed=True).exists():
        return
    key = authenticators.new_key()
    waiting = operations.begin_enrolment(by=by, staff_id=staff_id, now=now, key=key)
    operations.confirm_enrolment(by=by, began=waiting, code=authenticators.code_at(key, now), now=now)
    told["totp"] = authenticators.as_text(key)


def _new_password() -> str:
    return f"maple-{secrets.token_hex(4)}"


def _write(log_ins: LogIns) -> None:
    descriptor = os.open(log_ins_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(log_ins, file, indent=1)

"""The sample clinic's name, places, services and staff."""

import json
import os
import secrets
from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from audit.domain.actors import Actor
from clinic.enums import Role, ServiceCategory
from clinic.models import Location, Organisation, Service, Staff
from clinic.operations.staff import hire, set_password
from journeys.operations import library

ZONE = "America/Chicago"
_SERVICES = (
    ("annual-check-up", ServiceCategory.CHECK_UP, "Annual check-up", "年度健康檢查", "年度体检"),
    ("consultation", ServiceCategory.CONSULTATION, "Consultation", "門診", "门诊"),
    ("dental-cleaning", ServiceCategory.DENTAL, "Dental visit", "牙科門診", "牙科门诊"),
    ("day-surgery", ServiceCategory.SURGERY, "Day clinic", "日間診療", "日间诊疗"),
    ("eye-care", ServiceCategory.EYE, "Eye care", "眼科門診", "眼科门诊"),
    ("vaccination", ServiceCategory.VACCINATION, "Vaccination", "疫苗接種", "疫苗接种"),
)
_STAFF = (
    ("frontdesk", Role.FRONT_DESK, "Robin", "Desk"),
    ("clinician", Role.CLINICIAN, "Casey", "Clinician"),
    ("marketer", Role.MARKETER, "Morgan", "Marketer"),
    ("officer", Role.PRIVACY_OFFICER, "Parker", "Officer"),
    ("admin", Role.ADMINISTRATOR, "Avery", "Admin"),
)


@transaction.atomic
def furnish(*, by: Actor, now: datetime) -> None:
    """Everything but people. Doing it twice changes nothing."""
    Organisation.objects.get_or_create(
        id=1,
        defaults={
            "name": "Maple Street Clinic",
            "name_zh_hant": "楓街診所",
            "name_zh_hans": "枫街诊所",
            "postal_address": "2250 Maple Street, Chicago, IL 60616, USA",
            "phone": "+1 312 555 0100",
            "email": "hello@maplestreet.example",
            "website": "https://maplestreet.example/",
            "booking_url": "https://maplestreet.example/book",
            "time_zone": ZONE,
            "quiet_from": time(20),
            "quiet_until": time(8),
            "nightly_at": time(2),
        },
    )
    for name, address in (
        ("Maple Street", "2250 Maple Street, Chicago, IL 60616"),
        ("Lakeside", "18 Lake Drive, Evanston, IL 60201"),
    ):
        Location.objects.get_or_create(
            name=name, defaults={"address": address, "phone": "+1 312 555 0100", "time_zone": ZONE}
        )
    for slug, category, english, traditional, simplified in _SERVICES:
        Service.objects.get_or_create(
            slug=slug,
            defaults={
                "category": category,
                "name": english,
                "name_zh_hant": traditional,
                "name_zh_hans": simplified,
            },
        )
    library.install_everything(by=by, now=now)


def log_ins(*, by: Actor, now: datetime) -> dict[str, str]:
    """User name → password of the sample staff, made once for this installation and kept in `var/` (0600)."""
    path = Path(settings.VAR_DIR) / "demo_log_ins.json"
    passwords: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    there = dict(Staff.objects.values_list("username", "pk"))
    for name, role, first, last in _STAFF:
        if name in there and name in passwords:
            continue
        passwords[name] = f"maple-{secrets.token_hex(4)}"
        if name in there:
            set_password(by=by, staff_id=there[name], password=passwords[name])
        else:
            address = f"{name}@maplestreet.example"
            hire(
                by=by,
                now=now,
                username=name,
                password=passwords[name],
                role=role,
                first_name=first,
                last_name=last,
                email=address,
            )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(passwords, file, indent=1)
    return passwords

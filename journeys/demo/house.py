"""The sample clinic's name, places and services."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from audit.domain.actors import Actor
from clinic.enums import ServiceCategory
from clinic.models import Location, Organisation, Service
from consent.operations import forms
from journeys.models import Journey
from journeys.operations import library
from journeys.operations.switching import switch_on

ZONE = "America/Chicago"
_BY_TEXT = "appointment-reminder-sms"
#: For so long before today: nobody signs a form that is not published yet.
_FORMS_EXISTED = timedelta(days=730)
_SERVICES = (
    ("annual-check-up", ServiceCategory.CHECK_UP, "Annual check-up", "年度健康檢查", "年度体检"),
    ("consultation", ServiceCategory.CONSULTATION, "Consultation", "門診", "门诊"),
    ("dental-cleaning", ServiceCategory.DENTAL, "Dental visit", "牙科門診", "牙科门诊"),
    ("day-surgery", ServiceCategory.SURGERY, "Day clinic", "日間診療", "日间诊疗"),
    ("eye-care", ServiceCategory.EYE, "Eye care", "眼科門診", "眼科门诊"),
    ("vaccination", ServiceCategory.VACCINATION, "Vaccination", "疫苗接種", "疫苗接种"),
)


@transaction.atomic
def furnish(*, by: Actor, now: datetime) -> None:
    """Everything but people. Doing it twice changes nothing."""
    _, is_new = Organisation.objects.get_or_create(
        id=1,
        defaults={
            "name": "Maple Street Clinic",
            "name_zh_hant": "楓街診所",
            "name_zh_hans": "枫街诊所",
            "postal_address": "2250 Maple Street, Chicago, IL 60616, USA",
            "phone": "+1 312 555 0100",
            "email": "hello@maplestreet.example",
            "website": "https://maplestreet.example/",
            "time_zone": ZONE,
            "quiet_from": time(20),
            "quiet_until": time(8),
            "nightly_at": time(2),
            "holiday_calendars": ["US", "TW", "CN"],
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
    forms.install(by=by, now=now - _FORMS_EXISTED)
    library.install_everything(by=by, now=now)
    if is_new and settings.SMS_BACKEND:
        switch_on(journey_id=Journey.objects.get(slug=_BY_TEXT).pk, by=by, now=now)

"""A small clinic with its texts, and people to write to."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet

from audit.domain.actors import Actor
from campaigns.domain.intents import Intent
from campaigns.models import CareGuide, MessageTemplate, Segment, TemplateVersion
from campaigns.operations import library, outbox
from clinic.models import Location, Organisation
from patients.models import Appointment, Person
from patients.operations import appointments
from patients.operations.people import register_person

#: Monday, 10:00 in the clinic.
NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
TODAY = date(2026, 6, 15)
BY = Actor.system("test-run")
_SHELF: list[QuerySet[Any]] = []


def open_clinic() -> Organisation:
    clinic = Organisation.objects.create(
        name="Maple Street Clinic",
        name_zh_hant="楓街診所",
        name_zh_hans="枫街诊所",
        postal_address="12 Maple Street, Springfield",
        phone="(217) 555-0100",
        email="hello@maple.example",
        website="https://maple.example",
        booking_url="https://maple.example/book",
        time_zone="America/Chicago",
    )
    _install_texts()
    return clinic


def _install_texts() -> None:
    """The library, really installed once; then the same rows again, for the speed of many small tests."""
    if not _SHELF:
        library.install(by=BY, now=NOW)
        _SHELF.extend(model.objects.all() for model in (MessageTemplate, TemplateVersion, Segment, CareGuide))
        for rows in _SHELF:
            len(rows)
        return
    for rows in _SHELF:
        rows.model.objects.bulk_create(rows)


def patient(given_name: str = "Ana", **details: object) -> Person:
    told = {"email": f"{uuid4().hex}@mail.example", "birth_date": date(1980, 5, 1)} | details
    return register_person(by=BY, now=NOW, kind="patient", given_name=given_name, family_name="Li", **told)


def booked(person: Person, starts_at: datetime = NOW + timedelta(days=1)) -> Appointment:
    place, _ = Location.objects.get_or_create(
        name="North Office", defaults={"address": "5 North Road", "time_zone": "America/Chicago"}
    )
    return appointments.book(by=BY, now=NOW, person_id=person.pk, location_id=place.pk, starts_at=starts_at)


def intent(person: Person, slug: str = "welcome", **changes: object) -> Intent:
    told: dict[str, object] = {
        "person_id": person.pk,
        "template_slug": slug,
        "channel": "email",
        "origin": "journey",
        "origin_id": uuid4(),
        "origin_slug": slug,
        "step": "first",
        "occurrence": "1",
        "appointment_id": None,
        "anchor_at": NOW,
        "due_at": NOW,
        "expires_at": NOW + timedelta(hours=12),
    }
    return Intent(**(told | changes))  # type: ignore[arg-type]


def reminder(appointment: Appointment, **changes: object) -> Intent:
    about = {"appointment_id": appointment.pk, "anchor_at": appointment.starts_at}
    return intent(appointment.person, "appointment-reminder", **(about | changes))


def plan(*intents: Intent) -> outbox.PlanReport:
    return outbox.plan(intents, by=BY, now=NOW, today=TODAY)

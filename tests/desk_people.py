"""A small clinic for the tests of staff pages, made through the public operations."""

from datetime import UTC, date, datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.domain.hours import local_day
from clinic.enums import Role
from clinic.models import Location, Organisation, Service, Staff
from clinic.operations.staff import hire
from patients.models import Appointment, Person
from patients.operations.appointments import book
from patients.operations.people import register_person
from tests.staff_sign_in import sign_in

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)  # 10:00 in Chicago
TODAY = date(2026, 6, 15)
BY = Actor.system("test-desk")


def house() -> Organisation:
    made, _ = Organisation.objects.get_or_create(
        defaults={
            "name": "Maple Street Clinic", "postal_address": "12 Maple Street", "phone": "+1 312 555 0100",
            "email": "desk@example.org", "time_zone": "America/Chicago",
        }
    )  # fmt: skip
    return made


def today_here() -> date:
    """The clinic's day, which begins hours after UTC's."""
    return local_day(timezone.now(), house().time_zone)


def place(name: str = "Maple Street", zone: str = "America/Chicago") -> Location:
    return Location.objects.get_or_create(name=name, defaults={"time_zone": zone})[0]


def service(name: str = "Annual check-up") -> Service:
    return Service.objects.get_or_create(slug="check-up", defaults={"name": name, "category": "check-up"})[0]


def staff(role: Role = Role.FRONT_DESK, username: str = "", password: str | None = None) -> Staff:
    return hire(by=BY, now=NOW, username=username or role.value, password=password, role=role)


def signed_in(member: Staff) -> Client:
    return sign_in(Client(), member)


def patient(given: str = "Mei", family: str = "Lin", **details: Any) -> Person:
    return register_person(by=BY, now=NOW, kind="patient", given_name=given, family_name=family, **details)


def appointment(person: Person, starts_at: datetime = NOW, **details: Any) -> Appointment:
    details.setdefault("location_id", place().pk)
    return book(by=BY, now=NOW, person_id=person.pk, starts_at=starts_at, **details)


def events_of(member: Staff, word: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(actor_id=str(member.pk), word=word).order_by("id"))

"""Reads of the front desk."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from audit import blind
from clinic.domain.hours import at_local
from clinic.models import Location
from clinic.queries import organisation
from patients.domain.phone import region_of, to_e164
from patients.enums import AppointmentStatus
from patients.models import Appointment, Person
from patients.queries import named, reached_at

_SHOWN = (
    "starts_at", "minutes", "status", "person__given_name", "person__family_name", "location__name",
    "location__time_zone", "service__name",
)  # fmt: skip


def appointments_of(day: date) -> list[Appointment]:
    """One clinic-local day, each location's in its own zone, earliest first. Two queries."""
    return list(_on(day).select_related("person", "location", "service").only(*_SHOWN).order_by("starts_at", "id"))


def count_by_status(day: date) -> Counter[str]:
    return Counter(dict(_on(day).order_by().values_list("status").annotate(Count("id"))))


def upcoming_appointments(person_id: UUID, now: datetime) -> list[Appointment]:
    """From two hours ago on, so that who is being seen can still be marked. Cancelled ones are in the history."""
    return list(
        Appointment.objects.filter(person_id=person_id, starts_at__gte=now - timedelta(hours=2))
        .exclude(status__in=[AppointmentStatus.CANCELLED, AppointmentStatus.ENTERED_IN_ERROR])
        .select_related("location", "service")
        .order_by("starts_at")
    )


def _on(day: date) -> QuerySet[Appointment]:
    zones = Location.objects.order_by().values_list("time_zone", flat=True).distinct()
    within = Q(pk=None)
    for zone in zones:
        first, last = at_local(day, time(0), zone), at_local(day + timedelta(days=1), time(0), zone)
        within |= Q(location__time_zone=zone, starts_at__gte=first, starts_at__lt=last)
    return Appointment.objects.filter(within).exclude(status=AppointmentStatus.ENTERED_IN_ERROR)


def possible_doubles(details: Mapping[str, Any]) -> list[Person]:
    """Up to five people with the same e-mail, phone or record number, or the same name and birth date. One query."""
    same = Q(pk=None)
    if details["email"]:
        same |= reached_at(details["email"])
    if number := to_e164(details["phone"], region_of(organisation().phone)):
        same |= Q(phone_key__in=blind.phone_keys(number))
    if details["record_number"]:
        same |= Q(record_number_key__in=blind.record_number_keys(details["record_number"]))
    if details["birth_date"]:
        born_then = Q(birth_date_key__in=blind.birth_date_keys(details["birth_date"]))
        same |= born_then & named(f"{details['given_name']} {details['family_name']}")
    return list(Person.objects.filter(same).order_by("id")[:5])

"""What a message is about and by which rule it is judged, in words. No name, nothing of anybody's health."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from clinic.models import Location
from consent.enums import MessagePurpose, Topic
from patients.models import Appointment


def rule_in_words(purpose: str, topic: str) -> str:
    """The rule that the gate judges by: what it is sent for, and the topic that a person can switch off."""
    return f"{MessagePurpose(purpose).label}, {Topic(topic).label.lower()}"


def about_appointment(starts_at: datetime, place: Location) -> str:
    """Date and time as the message tells them, also where it was moved since; on the clock of the place."""
    at = starts_at.astimezone(ZoneInfo(place.time_zone))
    return f"About the appointment on {at.day} {at:%B %Y, %H:%M}, {place.name}"


def appointments_of(person_id: UUID, anchor_keys: Iterable[str]) -> Mapping[str, Appointment]:
    """By anchor key; keys of something else are left out. One query."""
    keys = {str(key) for text in anchor_keys if (key := _id(text))}
    found = Appointment.objects.select_related("location").filter(pk__in=keys, person=person_id)
    return {str(one.pk): one for one in found}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

"""A message that is there, as the outbox keeps one, and the links in it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from campaigns.models import Message, MessageTemplate
from patients.models import Appointment, Person


def message_to(person: Person, *, at: datetime | None = None, **told: Any) -> Message:
    """About nothing in particular, planned at `at` (now)."""
    planned = at or timezone.now()
    text, _ = MessageTemplate.objects.get_or_create(
        slug="of-a-test", defaults={"name": "Of a test", "purpose": "treatment", "topic": "appointments"}
    )
    values = {
        "origin": "journey", "origin_id": uuid4(), "origin_slug": "appointment-reminder", "step": "only",
        "occurrence": "once", "anchor_at": planned, "due_at": planned, "expires_at": planned, "planned_at": planned,
        "purpose": text.purpose, "topic": text.topic, "channel": "email",
    }  # fmt: skip
    return Message.objects.create(person=person, **({"template": text} | values | told))


def message_about(appointment: Appointment, *, at: datetime | None = None, **told: Any) -> Message:
    """A reminder of it."""
    return message_to(appointment.person, at=at, appointment=appointment, anchor_at=appointment.starts_at, **told)

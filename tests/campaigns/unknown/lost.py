"""Reminders of which nobody knows whether they arrived."""

from datetime import timedelta
from uuid import UUID, uuid4

from campaigns.domain.reports import Report
from campaigns.models import Message, MessageTemplate
from campaigns.operations import tracking
from patients.models import Person
from tests.campaigns.scenes import BY, NOW, booked, patient, plan, reminder

LATER = NOW + timedelta(minutes=31)


def lost_reminder(person: Person | None = None) -> Message:
    """Of tomorrow's appointment; handed over at `NOW` by a worker that died."""
    plan(reminder(booked(person or patient()), expires_at=NOW + timedelta(hours=12)))
    message = Message.objects.latest("id")
    lose(message.pk)
    message.refresh_from_db()
    return message


def lose(message_id: UUID) -> None:
    rows = Message.objects.filter(pk=message_id)
    rows.update(state="leased")
    rows.update(state="handing_over", handed_over_at=NOW, attempts=1, lease_token=uuid4())
    rows.update(state="unknown", reason="no-receipt", settled_at=NOW)


def reminders_are_sent_again() -> None:
    MessageTemplate.objects.filter(slug="appointment-reminder").update(resend_unknown=True)


def report(message: Message, event_type: str, service_id: str = "pm-1") -> bool:
    said = Report(
        esp="Postmark", event_type=event_type, occurred_at=NOW, own_id=str(message.pk), message_id=service_id,
        event_id=f"{event_type} {service_id}",
    )  # fmt: skip
    return tracking.record(said, address_key=None, by=BY, now=LATER)

"""Messages as lines of a person's history."""

from uuid import UUID

from django.urls import reverse

from campaigns.enums import reason_in_words
from campaigns.models import Message
from campaigns.queries import messages_of
from clinic.domain.desk import tells_of
from clinic.domain.timeline import TimelineEntry

_MOST = 200


@tells_of("campaigns.message")
def entries(person_id: UUID) -> list[TimelineEntry]:
    """The latest messages: what each was, what became of it, and why. No PHI."""
    return [_entry(message) for message in messages_of(person_id)[:_MOST]]


def _entry(message: Message) -> TimelineEntry:
    return TimelineEntry(
        at=message.handed_over_at or message.settled_at or message.due_at,
        kind="message",
        title=f"{message.template.name}: {message.get_state_display().lower()}",
        detail=reason_in_words(message.reason),
        link=reverse("admin:campaigns_message_change", args=[message.pk]),
    )

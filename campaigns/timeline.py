"""Messages as lines of a person's history."""

from uuid import UUID

from django.urls import reverse

from campaigns.enums import reason_in_words
from campaigns.models import CareAnswer, Message, SeminarPlace
from campaigns.queries import messages_of
from clinic.domain.desk import tells_of
from clinic.domain.timeline import TimelineEntry

_MOST = 200


@tells_of("campaigns.message", "campaigns.careanswer", "campaigns.seminarplace")
def entries(person_id: UUID) -> list[TimelineEntry]:
    """The latest messages: what each was, what became of it, and why; answers after a treatment; seminars. No PHI."""
    told = CareAnswer.objects.filter(person_id=person_id)
    places = SeminarPlace.objects.filter(person_id=person_id).select_related("seminar")
    messages = (_entry(message) for message in messages_of(person_id)[:_MOST])
    return [*messages, *map(_answer, told), *map(_place, places)]


def _entry(message: Message) -> TimelineEntry:
    return TimelineEntry(
        at=message.handed_over_at or message.settled_at or message.due_at,
        kind="message",
        title=f"{message.template.name}: {message.get_state_display().lower()}",
        detail=reason_in_words(message.reason),
        link=reverse("admin:campaigns_message_change", args=[message.pk]),
    )


def _answer(said: CareAnswer) -> TimelineEntry:
    link = reverse("admin:campaigns_message_change", args=[said.message_id])
    return TimelineEntry(said.answered_at, "message", f"After a treatment: {said.get_answer_display()}", "", link)


def _place(place: SeminarPlace) -> TimelineEntry:
    """The latest of it: registered, gave up, came."""
    at = place.came_at or place.cancelled_at or place.registered_at
    word = "came" if place.came_at else place.get_state_display().lower()
    link = reverse("admin:desk-seminar", args=[place.seminar_id])
    return TimelineEntry(at, "message", f"Seminar “{place.seminar.topic_en}”: {word}", "", link)

"""What was sent to a person, or why not, as the person's own export holds it."""

from collections.abc import Iterator

from campaigns.enums import reason_in_words
from campaigns.models import CareAnswer, SeminarPlace
from campaigns.queries import messages_of
from clinic.domain.person_export import Asked, Part, Value, opens


@opens(beside=("campaigns.message", "campaigns.deliveryevent", "campaigns.careanswer", "campaigns.seminarplace"))
def parts(asked: Asked) -> Iterator[Part]:
    yield Part("messages", "Messages", tuple(_messages(asked)))
    yield Part("after_a_treatment", "How you said that you were after a treatment", tuple(_care_answers(asked)))
    yield Part("seminars", "Seminars that you registered for", tuple(_places(asked)))


def _messages(asked: Asked) -> Iterator[dict[str, Value]]:
    messages = messages_of(asked.person_id).select_related("template", "version")
    for message in messages.prefetch_related("delivery_events"):
        yield {
            "what": message.template.name,
            "subject": message.version.subject if message.version else None,
            "purpose": message.get_purpose_display(),
            "channel": message.get_channel_display(),
            "planned": message.planned_at,
            "handed_over": message.handed_over_at,
            "state": message.get_state_display(),
            "why": reason_in_words(message.reason),
            "mail_service_reported": [
                f"{event.occurred_at:%Y-%m-%d %H:%M} {event.event_type}" for event in message.delivery_events.all()
            ],
        }


def _care_answers(asked: Asked) -> Iterator[dict[str, Value]]:
    for row in CareAnswer.objects.filter(person_id=asked.person_id):
        yield {"on": row.answered_at, "answer": row.get_answer_display()}


def _places(asked: Asked) -> Iterator[dict[str, Value]]:
    for place in SeminarPlace.objects.filter(person_id=asked.person_id).select_related("seminar").order_by("pk"):
        yield {
            "topic": place.seminar.topic_en,
            "begins": place.seminar.starts_at,
            "registered": place.registered_at,
            "state": place.get_state_display(),
            "came": place.came_at,
        }

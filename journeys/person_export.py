"""Which journeys a person was on, as the person's own export holds it."""

from collections.abc import Iterator

from clinic.domain.person_export import Asked, Part, Value, opens
from journeys.models import Enrolment


@opens(beside=("journeys.enrolment",))
def parts(asked: Asked) -> Iterator[Part]:
    yield Part("journeys", "Series of messages you were on", tuple(_enrolments(asked)))


def _enrolments(asked: Asked) -> Iterator[dict[str, Value]]:
    rows = Enrolment.objects.filter(person_id=asked.person_id).select_related("journey")
    for row in rows.order_by("enrolled_at"):
        yield {
            "journey": row.journey.name,
            "about": row.anchor_at,
            "state": row.get_state_display(),
            "since": row.enrolled_at,
            "until": row.ended_at,
        }

"""What has become of a rehearsed line by now."""

from django.utils import timezone

from campaigns.enums import LEFT, Origin
from campaigns.models import Message
from journeys.models import Enrolment, RehearsedLine


def left(line: RehearsedLine) -> str:
    """When its message left, as staff read a moment; empty while it has not."""
    enrolments = Enrolment.objects.filter(
        person=line.person_id, journey=line.journey_id, anchor_key=line.anchor_key
    ).values("pk")
    gone = (
        Message.objects.filter(
            origin=Origin.JOURNEY,
            origin_id__in=enrolments,
            step=line.step,
            channel=line.channel,
            anchor_at=line.anchor_at,
            state__in=LEFT,
            handed_over_at__isnull=False,
        )
        .order_by("-handed_over_at")
        .first()
    )
    if gone is None or gone.handed_over_at is None:
        return ""
    at = timezone.localtime(gone.handed_over_at)
    return f"{at.day} {at:%B, %H:%M}"

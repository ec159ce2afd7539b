"""What the front desk sees of mail."""

from datetime import datetime, time

from django.db.models import Count
from django.urls import reverse

from campaigns.enums import LEFT, MessageState
from campaigns.models import Message
from clinic.domain.desk import Card
from clinic.domain.hours import at_local, local_day
from clinic.queries import organisation


def messages_card(now: datetime) -> Card:
    """Mails of the clinic's day: how many left, and what did not."""
    zone = organisation().time_zone
    since = at_local(local_day(now, zone), time(0), zone)
    found = dict(
        Message.objects.filter(settled_at__gte=since).order_by().values_list("state").annotate(number=Count("pk"))
    )
    left = sum(number for state, number in found.items() if state in LEFT)
    words = [
        f"{found[state]} {MessageState(state).label.lower()}"
        for state in (MessageState.REFUSED, MessageState.EXPIRED, MessageState.FAILED, MessageState.UNKNOWN)
        if found.get(state)
    ]
    return Card(
        title="Messages today",
        value=str(left),
        note=", ".join(words) or "nothing held back",
        link=reverse("admin:campaigns_message_changelist"),
        permission="campaigns.view_message",
    )


def unknown_card(now: datetime) -> Card | None:
    """Only while there are any."""
    number = Message.objects.filter(state=MessageState.UNKNOWN).count()
    if not number:
        return None
    return Card(
        title="Arrived or not?",
        value=f"{number:,}",
        note="Nobody knows; look into the mail service’s log",
        link=reverse("admin:desk-unknown"),
        permission="campaigns.view_settlement",
    )

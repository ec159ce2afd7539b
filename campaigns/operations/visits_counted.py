"""Openings and clicks of our own mails: kept of whoever allowed it, and told apart from what programs do."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from campaigns.domain.counted_links import is_counted
from campaigns.domain.machine_visits import TOGETHER, Sign, Visit, many_at_once, sign_of
from campaigns.models import DeliveryEvent, Message
from consent.queries import may_track

CLICKED, OPENED = "clicked", "opened"
#: What a program did has words of its own, so that whoever counts people need not know of it.
BY_MACHINE = {CLICKED: "clicked-by-machine", OPENED: "opened-by-machine"}
HERE = "here"
_MINUTE = timedelta(minutes=1)


@transaction.atomic
def count_visit(*, message: Message, visit: Visit) -> bool:
    """Whether anything was kept. No choice, consent or state changes, and nothing of the visitor is kept.

    1. Nothing of whoever did not allow it, or of care, however its link was made.
    2. The same link again within a minute is the same visit; what a program does is told apart from what people do.
    3. The message is locked for a moment, so that links followed at once see each other: many of them are a program's,
       the first ones too, which looked like a person's until then.
    """
    if not is_counted(message.purpose, message.channel) or message.person_id not in may_track([message.person_id]):
        return False
    Message.objects.select_for_update(no_key=True).only("pk").get(pk=message.pk)
    sign = sign_of(visit, left_at=message.handed_over_at)
    happened = CLICKED if visit.link else OPENED
    is_new = _keep(message, visit, BY_MACHINE[happened] if sign else happened, sign)
    if visit.link:
        _mark_many(message, visit.at)
    return is_new


def _keep(message: Message, visit: Visit, event_type: str, sign: Sign | None) -> bool:
    minute = int(visit.at.timestamp() // _MINUTE.total_seconds())
    said = f"{HERE}\0{event_type}\0{message.pk}\0{visit.link}\0{minute}"
    _, is_new = DeliveryEvent.objects.get_or_create(
        once_key=sha256(said.encode()).hexdigest(),
        defaults={
            "message": message,
            "esp": HERE,
            "event_type": event_type,
            "occurred_at": visit.at,
            "kind": sign or "",
            "link": visit.link,
        },
    )
    return is_new


def _mark_many(message: Message, at: datetime) -> None:
    near = DeliveryEvent.objects.filter(
        message=message, esp=HERE, event_type__in=[CLICKED, BY_MACHINE[CLICKED]], occurred_at__gt=at - 2 * TOGETHER
    )
    rows = {(row.occurred_at, row.link): row for row in near}
    for key in many_at_once(rows):
        if rows[key].event_type == CLICKED:
            DeliveryEvent.objects.filter(pk=rows[key].pk).update(
                event_type=BY_MACHINE[CLICKED], kind=Sign.MANY_LINKS.value
            )

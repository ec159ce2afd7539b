"""Second tries that can do no harm: the service that may have the first knows the message again by its key.

That is so for as long as it promises (`channels.keys`), counted from when the first try was committed, and with the
same service and address alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from campaigns.channels.keys import is_known_for
from campaigns.enums import Basis, Found, Unsent
from campaigns.models import Message, Settlement
from campaigns.outgoing import Outgoing
from clinic.enums import Channel
from consent.fact_rows import address_of


def are_known(now: datetime) -> Q:
    """Which messages the service in use would know again."""
    known_for = is_known_for(settings.EMAIL_BACKEND)
    if known_for is None:
        return Q(pk__in=())
    return Q(channel=Channel.EMAIL, vendor__backend=settings.EMAIL_BACKEND, handed_over_at__gt=now - known_for)


def forgotten(messages: Sequence[Outgoing], *, now: datetime) -> Mapping[UUID, Unsent]:
    """Of messages as they are before they are handed over: second tries that rested on the key alone, and come too late
    for it, to another service, or about another address."""
    second = [message.pk for message in messages if message.resends]
    if not second:
        return {}
    words = Settlement.objects.filter(message__in=second, found=Found.SENT_AGAIN, basis=Basis.SAME_KEY)
    rested = set(words.values_list("message_id", flat=True))
    went_to = dict(Message.objects.filter(are_known(now), pk__in=rested).values_list("pk", "went_to"))
    goes_to = {message.pk: address_of(message.person, Channel.EMAIL) for message in messages}
    known = {pk for pk, first in went_to.items() if first and bytes(first) == goes_to[pk]}
    return dict.fromkeys(rested - known, Unsent.TOO_LATE)

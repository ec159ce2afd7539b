"""Copies of what was signed that went by mail: the paper counts when the mail service has taken the mail.

45 CFR 164.508(c)(4): the signer gets a copy. A mail that was refused, or that nobody knows of, gave none.
"""

from datetime import datetime

from audit.domain.actors import Actor
from campaigns.enums import MessageState, Origin
from campaigns.models import Message
from clinic.enums import NoticeKind
from clinic.models import Notice
from consent.operations.signatures import copy_was_mailed, mailed_copy_came_back
from consent.signing_queries import requests_without_copy


def record_mailed(*, now: datetime, by: Actor) -> int:
    """How many papers count from now on. Usually nothing waits, and one query says so."""
    waiting = requests_without_copy()
    if not waiting:
        return 0
    keys = [f"{NoticeKind.SIGNED_COPY}:{request_id}" for request_id in waiting]
    notices = dict(Notice.objects.filter(once_key__in=keys).values_list("pk", "subject_id"))
    taken = Message.objects.filter(
        origin=Origin.NOTICE, origin_id__in=notices, state__in=(MessageState.ACCEPTED, MessageState.DELIVERED)
    )
    requests = [request_id for pk in taken.values_list("origin_id", flat=True) if (request_id := notices[pk])]
    return sum(copy_was_mailed(by=by, now=now, request_id=request_id) for request_id in requests)


def tell_of_bounce(message: Message) -> None:
    """Of a mail with a copy: whoever signed has none, and the front desk hears of it. Other mails: nothing."""
    if message.origin != Origin.NOTICE or message.state != MessageState.BOUNCED:
        return
    notice = Notice.objects.filter(pk=message.origin_id, kind=NoticeKind.SIGNED_COPY).first()
    if notice and notice.subject_id:
        mailed_copy_came_back(request_id=notice.subject_id, once=str(message.pk))

"""News from the rooms below, turned into messages within half a minute."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from campaigns.domain.intents import Intent
from campaigns.enums import Origin
from campaigns.models import Message
from campaigns.operations import outbox, signed_copies, staff_mail
from campaigns.operations.delivery import DeliveryReport, deliver_due
from clinic.domain.hours import local_day
from clinic.enums import Channel, NoticeKind
from clinic.models import Notice
from clinic.queries import organisation

#: Kinds that go to the person named in them; the text has the kind's name.
ANSWERS = frozenset(NoticeKind) - {NoticeKind.STAFF_ALERT}
NOBODY = "nobody-named"
_BATCH = 100
_WORTH_SENDING = timedelta(days=1)
_REPORTS_COME_WITHIN = timedelta(days=14)


def deliver(*, now: datetime, by: Actor) -> DeliveryReport:
    """Take up waiting notices and hand over what they ask for. Any number of workers may do it at once.

    Alerts to staff go first, and on their own way: they must leave also when the book is closed. Answers to a
    request become messages of the outbox, judged like all others. A copy that left makes its paper count.
    """
    staff_mail.deliver(now)
    while _take_up(now=now, by=by) == _BATCH:
        pass
    report = deliver_due(now, by=by, only=Origin.NOTICE)
    signed_copies.record_mailed(now=now, by=by)
    _settle_answers(now)
    return report


@transaction.atomic
def _take_up(*, now: datetime, by: Actor) -> int:
    waiting = list(
        Notice.objects.select_for_update(skip_locked=True)
        .filter(handled_at=None)
        .exclude(kind=NoticeKind.STAFF_ALERT)
        .order_by("created_at")[:_BATCH]
    )
    answers = [notice for notice in waiting if notice.kind in ANSWERS and notice.person_id]
    outbox.plan((_intent(notice, now) for notice in answers), by=by, now=now, today=_today(now))
    _mark(waiting, now)
    return len(waiting)


def _settle_answers(now: datetime) -> None:
    """What became of mails about rights, also where their service reports later: staff print what came back."""
    rows = Notice.objects.filter(kind=NoticeKind.RIGHTS_ANSWERED, handled_at__gte=now - _REPORTS_COME_WITHIN)
    told = list(rows)
    states = _states(told)
    changed = [notice for notice in told if states.get(notice.pk, NOBODY) != notice.outcome]
    for notice in changed:
        notice.outcome = states.get(notice.pk, NOBODY)
    Notice.objects.bulk_update(changed, ["outcome"])


def _mark(notices: Sequence[Notice], now: datetime) -> None:
    """What became of each: the state of its message, or why there is none."""
    states = _states(notices)
    for notice in notices:
        notice.handled_at, notice.outcome = now, states.get(notice.pk, NOBODY)
    Notice.objects.bulk_update(notices, ["handled_at", "outcome"])


def _states(notices: Sequence[Notice]) -> dict[UUID, str]:
    mails = Message.objects.filter(origin=Origin.NOTICE, origin_id__in=[notice.pk for notice in notices])
    return dict(mails.values_list("origin_id", "state"))


def _intent(notice: Notice, now: datetime) -> Intent:
    if notice.person_id is None:
        raise ValueError("an answer names its person")
    return Intent(
        person_id=notice.person_id,
        template_slug=notice.kind,
        channel=Channel.EMAIL,
        origin=Origin.NOTICE,
        origin_id=notice.pk,
        origin_slug=notice.kind,
        step="only",
        occurrence="once",
        appointment_id=None,
        anchor_at=notice.created_at,
        due_at=now,
        expires_at=now + _WORTH_SENDING,
    )


def _today(now: datetime) -> date:
    return local_day(now, organisation().time_zone)

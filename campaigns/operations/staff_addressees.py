"""Whom an alert concerns, and what became of it for all of them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from campaigns.domain.staff_mails import outcome_of
from campaigns.enums import MessageState
from campaigns.models import StaffMail
from clinic.enums import NoticeKind, StaffAlert
from clinic.models import Notice, Staff
from consent.domain.words import Reason

BATCH = 100
_WORTH_SENDING = timedelta(days=3)


@transaction.atomic
def address_waiting(now: datetime) -> int:
    """One row for each active member of staff whom a waiting alert concerns; the number of alerts taken up."""
    waiting = list(
        Notice.objects.select_for_update(skip_locked=True)
        .filter(handled_at=None, kind=NoticeKind.STAFF_ALERT, alert__in=StaffAlert.values)
        .order_by("created_at")[:BATCH]
    )
    concerned = Staff.objects.filter(is_active=True, is_staff=True).filter(
        Q(role__in={notice.audience for notice in waiting}) | Q(pk__in={notice.recipient_id for notice in waiting})
    )
    members = list(concerned)
    StaffMail.objects.bulk_create(
        (_row(notice, member, now) for notice in waiting for member in members if concerns(notice, member)),
        ignore_conflicts=True,
    )
    ids = [notice.pk for notice in waiting]
    Notice.objects.filter(pk__in=ids).update(handled_at=now)
    tell_notices(ids)
    return len(waiting)


def concerns(notice: Notice, member: Staff) -> bool:
    if notice.recipient_id:
        return notice.recipient_id == member.pk
    return bool(notice.audience) and notice.audience == member.role


def _row(notice: Notice, member: Staff, now: datetime) -> StaffMail:
    has_address = bool(member.email)
    return StaffMail(
        notice=notice,
        staff=member,
        state=MessageState.PLANNED if has_address else MessageState.REFUSED,
        reason="" if has_address else Reason.NO_ADDRESS,
        planned_at=now,
        due_at=now,
        expires_at=now + _WORTH_SENDING,
        settled_at=None if has_address else now,
    )


@transaction.atomic
def tell_notices(ids: Collection[UUID]) -> None:
    """What became of each alert, in its `outcome`. The alerts are locked: two windows may have settled mails of one."""
    known: dict[UUID, list[tuple[str, str]]] = {
        pk: []
        for pk in Notice.objects.select_for_update()
        .filter(pk__in=list(ids))
        .order_by("pk")
        .values_list("pk", flat=True)
    }
    mails = StaffMail.objects.filter(notice__in=list(known)).order_by("pk")
    for notice_id, state, reason in mails.values_list("notice_id", "state", "reason"):
        known[notice_id].append((state, reason))
    for notice_id, found in known.items():
        Notice.objects.filter(pk=notice_id).update(outcome=outcome_of(found))

"""Telling staff something at once: a row in the transaction that made it true; the mail follows within 30 seconds."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import NoticeKind, Role, StaffAlert
from clinic.models import Notice


def alert_staff(
    *,
    alert: StaffAlert,
    once_key: str,
    audience: Role | None = None,
    recipient_id: UUID | None = None,
    subject_id: UUID | None = None,
) -> None:
    """Once per `once_key`, to one person or to everybody of a role. Holds opaque ids only."""
    Notice.objects.bulk_create(
        [
            Notice(
                kind=NoticeKind.STAFF_ALERT,
                alert=StaffAlert(alert),
                audience=audience or "",
                recipient_id=recipient_id,
                subject_id=subject_id,
                once_key=once_key,
            )
        ],
        ignore_conflicts=True,
    )


class NotTheirs(PermissionDenied):
    """The alert is for somebody else."""


@transaction.atomic
def see_to(*, by: Actor, now: datetime, notice_id: UUID) -> None:
    """Somebody it concerns has seen to it: for a role, one of them is enough. The first one stays in the row.

    Raises `NotTheirs`, and `Notice.DoesNotExist`.
    """
    notice = Notice.objects.select_for_update().get(pk=notice_id, kind=NoticeKind.STAFF_ALERT)
    if str(notice.recipient_id) != by.id and not (notice.audience and notice.audience == by.role):
        raise NotTheirs("an alert for somebody else")
    if notice.seen_at:
        return
    notice.seen_at, notice.seen_by = now, UUID(by.id)
    notice.save(update_fields=["seen_at", "seen_by"])
    record_change(
        word=AuditWord.CHANGE,
        actor=by,
        details={"model": "clinic.notice", "id": str(notice_id), "what": "seen", "alert": notice.alert},
    )


def settle_alerts(*, alert: StaffAlert, subject_id: UUID | None, now: datetime, by: Actor | None = None) -> None:
    """What it was about is done: it leaves the desk of everybody who was told. None: an alert about no one row."""
    told = Notice.objects.filter(alert=StaffAlert(alert), subject_id=subject_id, seen_at=None)
    told.update(seen_at=now, seen_by=UUID(by.id) if by and by.kind == "staff" else None)

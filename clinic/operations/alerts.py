"""Telling staff something at once: a row in the transaction that made it true; the mail follows within 30 seconds."""

from uuid import UUID

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

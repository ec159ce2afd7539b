"""The front desk is told of everybody who came of age and must be asked for their own address or signature."""

from datetime import date, datetime

from django.db import transaction

from clinic.enums import NoticeKind, Role, StaffAlert
from clinic.models import Notice
from clinic.operations.alerts import alert_staff, settle_alerts
from consent.grown_up import grown_up


@transaction.atomic
def tell_of_grown_ups(*, now: datetime, today: date) -> int:
    """Once for each person; what has been seen to since leaves the desk by itself. Returns how many are waiting."""
    waiting = {one.person_id for one in grown_up(today)}
    told = Notice.objects.filter(kind=NoticeKind.STAFF_ALERT, alert=StaffAlert.CAME_OF_AGE, seen_at=None)
    seen_to = {told_of for told_of in told.values_list("subject_id", flat=True) if told_of and told_of not in waiting}
    for person_id in sorted(seen_to):
        settle_alerts(alert=StaffAlert.CAME_OF_AGE, subject_id=person_id, now=now)
    for person_id in sorted(waiting):
        alert_staff(
            alert=StaffAlert.CAME_OF_AGE,
            once_key=f"{StaffAlert.CAME_OF_AGE.value}:{person_id}",
            audience=Role.FRONT_DESK,
            subject_id=person_id,
        )
    return len(waiting)

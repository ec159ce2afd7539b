"""Messages that nobody knows of for an hour: staff are told, who can look into the log of the mail service."""

from datetime import datetime, timedelta

from campaigns.enums import MessageState
from campaigns.models import Message
from clinic.domain.hours import local_day
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff, settle_alerts
from clinic.queries import organisation

TOLD = (Role.ADMINISTRATOR, Role.FRONT_DESK)
#: Reports come within seconds; what is settled by itself within the hour is nobody's work.
_WAITS = timedelta(hours=1)


def tell_of_unknown(*, now: datetime) -> None:
    """One alert a clinic-local day and role while there are any; it leaves the desks when there are none."""
    waiting = Message.objects.filter(state=MessageState.UNKNOWN)
    if not waiting.exists():
        settle_alerts(alert=StaffAlert.MESSAGES_UNKNOWN, subject_id=None, now=now)
        return
    if not waiting.filter(settled_at__lte=now - _WAITS).exists():
        return
    today = local_day(now, organisation().time_zone)
    for role in TOLD:
        key = f"{StaffAlert.MESSAGES_UNKNOWN}:{today}:{role}"
        alert_staff(alert=StaffAlert.MESSAGES_UNKNOWN, once_key=key, audience=role)

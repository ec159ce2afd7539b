"""Messages that do not leave because the vendor has no active agreement: staff are told the same day."""

from datetime import datetime, time

from campaigns.enums import MessageState
from campaigns.models import Message, StaffMail
from clinic.domain.hours import at_local, local_day
from clinic.enums import StaffAlert
from clinic.operations.alerts import alert_staff
from clinic.operations.reminders import TOLD
from clinic.queries import organisation
from consent.enums import Reason


def tell_of_missing_agreement(*, now: datetime) -> None:
    """One alert a clinic-local day and role while messages are refused for it. It may only reach the desk: the mail
    that would carry it has no way out either."""
    zone = organisation().time_zone
    today = local_day(now, zone)
    refused = {
        "state": MessageState.REFUSED,
        "reason": Reason.NO_BAA,
        "settled_at__gte": at_local(today, time(0), zone),
    }
    if not any(model.objects.filter(**refused).exists() for model in (Message, StaffMail)):
        return
    for role in TOLD:
        alert_staff(alert=StaffAlert.BAA_MISSING, once_key=f"{StaffAlert.BAA_MISSING}:{today}:{role}", audience=role)

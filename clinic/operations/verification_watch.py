"""Telling privacy officers and administrators when the book did not read as it was sealed, or nobody read it."""

from datetime import datetime

from django.db import transaction

from audit.sealing.verifications import Reading, last_reading
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff

TOLD = (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)


@transaction.atomic
def watch_verifications(*, now: datetime) -> Reading:
    """Each of the two once a day, for as long as it stays so."""
    reading = last_reading(now)
    if not reading.is_in_order:
        _tell(StaffAlert.NOT_INTACT, now)
    if reading.is_overdue:
        _tell(StaffAlert.NOT_VERIFIED, now)
    return reading


def _tell(alert: StaffAlert, now: datetime) -> None:
    for audience in TOLD:
        alert_staff(alert=alert, once_key=f"{alert.value}:{now:%Y-%m-%d}:{audience.value}", audience=audience)

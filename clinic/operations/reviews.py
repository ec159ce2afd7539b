"""Looking through new reads, and telling privacy officers that something waits."""

from datetime import datetime
from functools import partial

from audit.review.collector import look_through
from clinic.domain.hours import local_day
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff
from clinic.queries import organisation


def look_through_reads(*, now: datetime) -> int:
    """How many cases were opened. Officers hear of it once on a clinic-local day, in the transaction of a case."""
    zone = organisation().time_zone
    tell = partial(
        alert_staff,
        alert=StaffAlert.REVIEW_WAITING,
        once_key=f"review-waiting:{local_day(now, zone)}",
        audience=Role.PRIVACY_OFFICER,
    )
    return look_through(now=now, zone=zone, on_news=tell)

"""Telling the front desk of papers that need somebody: they end soon, or their copy was not given."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff
from consent.enums import AuthorizationState
from consent.models import Authorization

#: How long before its last day an authorization is told of.
ENDING = timedelta(days=30)
#: A page gives the copy in the same minute; later something went wrong, or nobody handed it over.
_COPY_IS_LATE = timedelta(hours=1)


def ending(today: date) -> QuerySet[Authorization]:
    """Active ones whose last clinic-local day is within thirty days, `today` and that day included."""
    return Authorization.objects.filter(
        state=AuthorizationState.ACTIVE,
        expires_on__range=(today, today + ENDING),
        event_came_on=None,
        person__is_deceased=False,
    )


def waiting_for_a_copy() -> QuerySet[Authorization]:
    """Signed, not taken back, and not counting yet."""
    return Authorization.objects.filter(state=AuthorizationState.DRAFT)


@transaction.atomic
def remind(*, now: datetime, today: date) -> None:
    """Of those that end: once in each week of the calendar. Of a missing copy: once for each paper.

    Asked any number of times; a day or week on which nothing ran is caught up.
    """
    if ending(today).exists():
        year, week, _ = today.isocalendar()
        _tell(StaffAlert.AUTHORIZATION_ENDING, f"{year}-{week}")
    for paper in waiting_for_a_copy().filter(recorded_at__lte=now - _COPY_IS_LATE).only("id"):
        tell_of_missing_copy(paper)


def tell_of_missing_copy(paper: Authorization) -> None:
    """Once for each paper, in the transaction that is open."""
    _tell(StaffAlert.COPY_MISSING, str(paper.pk), paper)


def _tell(alert: StaffAlert, once: str, about: Authorization | None = None) -> None:
    alert_staff(
        alert=alert, once_key=f"{alert}:{once}", audience=Role.FRONT_DESK, subject_id=about.pk if about else None
    )

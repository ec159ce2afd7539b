"""Once a week administrators are told that there are numbers to read: a mail without any, and a link to their page."""

from datetime import datetime

from django.db import transaction

from campaigns.domain.weeks import Week, week_to_tell
from campaigns.enums import LEFT, OF_THE_CLINIC
from campaigns.models import Message
from clinic.enums import Role, StaffAlert
from clinic.models import Notice
from clinic.operations.alerts import alert_staff
from clinic.queries import organisation

TOLD = Role.ADMINISTRATOR


@transaction.atomic
def tell_of_the_week(*, now: datetime) -> None:
    """Asked any number of times, by any number of schedules: the alert's key holds the week. Last week's alert leaves
    the desk when the next one comes. Not if the clinic does not want it, nor of a week in which nothing left."""
    clinic = organisation()
    week = week_to_tell(now, clinic.time_zone) if clinic.weekly_numbers else None
    if week is None or _is_told(week) or not _left_in(week):
        return
    Notice.objects.filter(alert=StaffAlert.WEEKLY_NUMBERS, seen_at=None).exclude(once_key=_key(week)).update(
        seen_at=now
    )
    alert_staff(alert=StaffAlert.WEEKLY_NUMBERS, once_key=_key(week), audience=TOLD)


def _key(week: Week) -> str:
    return f"{StaffAlert.WEEKLY_NUMBERS.value}:{week.name}:{TOLD.value}"


def _is_told(week: Week) -> bool:
    return Notice.objects.filter(once_key=_key(week)).exists()


def _left_in(week: Week) -> bool:
    due = Message.objects.filter(due_at__gte=week.begins_at, due_at__lt=week.ends_at)
    return due.filter(origin__in=OF_THE_CLINIC, state__in=LEFT).exists()

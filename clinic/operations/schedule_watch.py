"""Telling privacy officers and administrators when a task that watches over the clinic is switched off or does not run.

Two tasks ask (`clinic.tasks`), so that each sees the other one stopped; the privacy desk asks by itself.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django_celery_beat.models import PeriodicTask

from clinic.domain.timetable import SWITCHABLE, is_overdue
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff


def stopped_tasks(at: datetime) -> list[str] | None:
    """Names of tasks that guard and are missing, switched off or late; None before the scheduler has begun."""
    rows = {row.name: row for row in PeriodicTask.objects.all()}
    timetable: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE
    guarding = {name: told for name, told in timetable.items() if told["task"] not in SWITCHABLE}
    if not rows:
        return None
    return sorted(
        name
        for name, told in guarding.items()
        if not _runs(rows.get(name), told["task"], timedelta(seconds=told["schedule"]), at)
    )


@transaction.atomic
def watch_schedule(*, now: datetime) -> None:
    """Once a day for each. Late is what is behind the others: after a night without the machine, all are."""
    newest = PeriodicTask.objects.exclude(last_run_at=None).order_by("-last_run_at").first()
    for name in stopped_tasks(newest.last_run_at if newest else now) or ():
        for audience in (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR):
            alert_staff(
                alert=StaffAlert.TASK_STOPPED,
                once_key=f"task-stopped:{name}:{now:%Y-%m-%d}:{audience.value}",
                audience=audience,
            )


def _runs(row: PeriodicTask | None, task: str, every: timedelta, at: datetime) -> bool:
    if row is None or not row.enabled or row.task != task:
        return False
    return not is_overdue(last=row.last_run_at or row.date_changed, every=every, at=at)

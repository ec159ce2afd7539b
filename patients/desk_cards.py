"""What people and appointments put on the desk's first page."""

from datetime import datetime

from django.urls import reverse

from clinic.domain.desk import Card
from clinic.domain.hours import local_day
from clinic.queries import organisation
from patients.desk.queries import count_by_status
from patients.enums import STILL_ON, AppointmentStatus
from patients.models import DeskTask, ImportRun
from patients.operations.desk_tasks import OPEN


def today_card(now: datetime) -> Card:
    counts = count_by_status(local_day(now, organisation().time_zone))
    to_come = sum(counts[status] for status in STILL_ON)
    note = f"{to_come} to come, {counts[AppointmentStatus.ARRIVED]} here, {counts[AppointmentStatus.NO_SHOW]} no-show"
    return Card(
        title="Today’s appointments",
        value=str(counts.total() - counts[AppointmentStatus.CANCELLED]),
        note=note,
        link=reverse("admin:desk-today"),
        permission="patients.view_appointment",
    )


def to_do_card(now: datetime) -> Card:
    """What the desk is asked to do, and how much of it is late."""
    tasks = DeskTask.objects.filter(state__in=OPEN)
    late, untaken = tasks.filter(due_at__lt=now).count(), tasks.filter(taken_by="").count()
    return Card(
        title="To do",
        value=str(tasks.count()),
        note=f"{late} late, {untaken} that nobody is on",
        link=reverse("admin:desk-to-do"),
        permission="patients.view_desktask",
    )


def imports_card(now: datetime) -> Card:
    """The latest import, and how many of its rows could not be read."""
    latest = ImportRun.objects.first()
    return Card(
        title="Last import",
        value=str(latest.refused) if latest else "–",
        note=f"rows refused · {latest.source}, {latest.get_state_display().lower()}"
        if latest
        else "nothing imported yet",
        link=reverse("admin:patients_importrun_change", args=[latest.pk]) if latest else "",
        permission="patients.view_importrun",
    )

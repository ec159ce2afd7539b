"""A person's visits, procedures and appointments as lines of their history. Coarse categories, never a detail."""

from collections.abc import Iterator
from uuid import UUID

from clinic.domain.desk import tells_of
from clinic.domain.timeline import TimelineEntry
from patients.models import Appointment, DeskTask, Procedure, Visit


@tells_of("patients.visit", "patients.procedure", "patients.appointment", "patients.desktask")
def entries(person_id: UUID) -> list[TimelineEntry]:
    """Four queries, whatever there is."""
    return [*_visits(person_id), *_procedures(person_id), *_appointments(person_id), *_tasks(person_id)]


def _visits(person_id: UUID) -> Iterator[TimelineEntry]:
    for visit in Visit.objects.filter(person_id=person_id).select_related("location"):
        where = visit.location.name if visit.location else ""
        yield TimelineEntry(visit.started_at, "visit", f"Visit: {visit.get_category_display()}", where)


def _procedures(person_id: UUID) -> Iterator[TimelineEntry]:
    for procedure in Procedure.objects.filter(person_id=person_id):
        yield TimelineEntry(procedure.ended_at, "procedure", f"Procedure: {procedure.get_category_display()}")


def _appointments(person_id: UUID) -> Iterator[TimelineEntry]:
    for appointment in Appointment.objects.filter(person_id=person_id).select_related("location", "service"):
        title = f"Appointment: {appointment.service.name}" if appointment.service else "Appointment"
        detail = f"{appointment.get_status_display()} · {appointment.location.name}"
        yield TimelineEntry(appointment.starts_at, "appointment", title, detail)


def _tasks(person_id: UUID) -> Iterator[TimelineEntry]:
    """What they asked of the desk; not in their words."""
    for task in DeskTask.objects.filter(person_id=person_id):
        said = task.get_outcome_display() or task.get_state_display()
        yield TimelineEntry(task.asked_at, "task", f"To do: {task.get_kind_display().lower()}", said)

"""What the front desk is asked to do (FHIR R4 Task): asked, taken, done or not needed. It changes nothing by itself.

Locks its own row alone: no write about a person waits for a task.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import Language, Role, StaffAlert
from clinic.operations.alerts import alert_staff, settle_alerts
from patients.enums import DayPart, TaskKind, TaskOutcome, TaskState
from patients.models import DeskTask, Person

OPEN = frozenset({TaskState.REQUESTED, TaskState.IN_PROGRESS})
#: How staff are told of each kind. A reply that came in is on the list, and needs no alert of its own.
_ALERTS: Mapping[TaskKind, StaffAlert] = {
    TaskKind.CALL_BACK: StaffAlert.CALL_ASKED,
    TaskKind.BOOKING: StaffAlert.BOOKING_ASKED,
    TaskKind.MOVE: StaffAlert.MOVE_ASKED,
    TaskKind.CANCELLED: StaffAlert.CANCELLED_BY_LINK,
    TaskKind.LEAD: StaffAlert.LEAD_QUALIFIED,
}


class TaskEnded(ValueError):
    """Somebody has seen to it. Nothing was changed; trying again does not help."""


@transaction.atomic
def ask(
    *,
    by: Actor,
    now: datetime,
    kind: TaskKind | str,
    once_key: str,
    person_id: UUID | None = None,
    appointment_id: UUID | None = None,
    category: str = "",
    preferred: Sequence[Mapping[str, str]] = (),
    contact_name: str = "",
    contact_email: str = "",
    contact_phone: str = "",
    words: str = "",
    origin: str = "",
    language: str = Language.ENGLISH,
    due_at: datetime | None = None,
) -> DeskTask:
    """Put it on the list and tell the front desk at once. The same `once_key` again is the same task, as it was.

    `preferred`: wished for times, `{"day": "2026-12-01", "part": "morning"}`, clinic-local days, best first.
    """
    task = DeskTask(
        kind=TaskKind(kind),
        person_id=person_id,
        appointment_id=appointment_id,
        category=category,
        preferred=[{"day": wish["day"], "part": DayPart(wish["part"]).value} for wish in preferred],
        contact_name=contact_name,
        contact_email=contact_email,
        contact_phone=contact_phone,
        words=words,
        origin=origin,
        once_key=once_key,
        language=Language(language),
        asked_at=now,
        due_at=due_at,
    )
    DeskTask.objects.bulk_create([task], ignore_conflicts=True)
    kept = DeskTask.objects.get(once_key=once_key)
    if kept.pk == task.pk:
        _record(AuditWord.CREATE, by, kept)
        _tell(kept)
    return kept


@transaction.atomic
def take(*, by: Actor, now: datetime, task_id: UUID) -> DeskTask:
    """A member of staff is on it; from a colleague, too. Raises `TaskEnded`."""
    task = _locked_open(task_id)
    task.state, task.taken_by, task.taken_at = TaskState.IN_PROGRESS, by.id, now
    return _saved(task, by, "state", "taken_by", "taken_at")


@transaction.atomic
def put_back(*, by: Actor, now: datetime, task_id: UUID) -> DeskTask:
    """Nobody is on it any more. Raises `TaskEnded`."""
    task = _locked_open(task_id)
    task.state, task.taken_by, task.taken_at = TaskState.REQUESTED, "", None
    return _saved(task, by, "state", "taken_by", "taken_at")


@transaction.atomic
def finish(*, by: Actor, now: datetime, task_id: UUID, outcome: TaskOutcome | str) -> DeskTask:
    """Done, and what came of it; the alert leaves everybody's desk. Raises `TaskEnded`."""
    task = _locked_open(task_id)
    task.outcome = TaskOutcome(outcome)
    task.state = TaskState.CANCELLED if task.outcome == TaskOutcome.NOT_NEEDED else TaskState.COMPLETED
    task.ended_by, task.ended_at = by.id, now
    if alert := _ALERTS.get(TaskKind(task.kind)):
        settle_alerts(alert=alert, subject_id=task.pk, now=now, by=by)
    return _saved(task, by, "state", "outcome", "ended_by", "ended_at")


@transaction.atomic
def recognise(*, by: Actor, now: datetime, task_id: UUID, person_id: UUID) -> DeskTask:
    """Staff know who wrote it. Raises `TaskEnded`, `Person.DoesNotExist`."""
    task = _locked_open(task_id)
    task.person = Person.objects.only("id").get(pk=person_id)
    return _saved(task, by, "person")


def open_task(person_id: UUID, kind: TaskKind, appointment_id: UUID | None = None) -> DeskTask | None:
    """The latest that nobody has seen to yet; of one appointment, or of none."""
    rows = DeskTask.objects.filter(person_id=person_id, kind=kind, state__in=OPEN)
    about = rows.filter(appointment_id=appointment_id) if appointment_id else rows.filter(appointment=None)
    return about.order_by("-asked_at").first()


def _locked_open(task_id: UUID) -> DeskTask:
    task = DeskTask.objects.select_for_update().get(pk=task_id)
    if task.state not in OPEN:
        raise TaskEnded("somebody has seen to this task")
    return task


def _tell(task: DeskTask) -> None:
    if alert := _ALERTS.get(TaskKind(task.kind)):
        alert_staff(alert=alert, once_key=f"{alert}:{task.pk}", audience=Role.FRONT_DESK, subject_id=task.pk)


def _saved(task: DeskTask, by: Actor, *fields: str) -> DeskTask:
    task.save(update_fields=fields)
    _record(AuditWord.CHANGE, by, task)
    return task


def _record(word: AuditWord, by: Actor, task: DeskTask) -> None:
    record_change(
        word=word,
        actor=by,
        people=[task.person_id] if task.person_id else [],
        fields=["patients.desktask"],
        details={"task": str(task.pk), "kind": task.kind, "state": task.state},
    )

"""What a patient answers over the link of a reminder: I come, I cannot come, please another time.

Said of the time that they read: where it is another one by now, nothing happens and the page is shown anew.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from campaigns.models import Message
from clinic.enums import NoticeKind
from clinic.models import Notice
from consent.locking import lock_person
from patients.enums import STILL_ON, AppointmentStatus, TaskKind, TaskOutcome
from patients.models import Appointment, DeskTask
from patients.operations import appointments, desk_tasks


class HasChanged(ValueError):
    """It has another time by now, or something has become of it. Nothing was changed; look again."""


@transaction.atomic
def confirm(*, by: Actor, now: datetime, appointment_id: UUID, seen_at: datetime) -> None:
    """They come. Raises `HasChanged`."""
    _locked(appointment_id, seen_at, now)
    appointments.set_status(by=by, now=now, appointment_id=appointment_id, status=AppointmentStatus.CONFIRMED)


@transaction.atomic
def cancel(*, by: Actor, now: datetime, message: Message, appointment_id: UUID, seen_at: datetime) -> DeskTask:
    """They cannot come: the time is free, and the desk is told, so that somebody else has it. Raises `HasChanged`."""
    appointment = _locked(appointment_id, seen_at, now)
    appointments.cancel(by=by, now=now, appointment_id=appointment_id)
    if wished := open_wish(appointment):
        desk_tasks.finish(by=by, now=now, task_id=wished.pk, outcome=TaskOutcome.NOT_NEEDED)
    return _asked(TaskKind.CANCELLED, by, now, message, appointment)


@transaction.atomic
def ask_to_move(
    *,
    by: Actor,
    now: datetime,
    message: Message,
    appointment_id: UUID,
    seen_at: datetime,
    preferred: Sequence[Mapping[str, str]],
    words: str = "",
) -> DeskTask:
    """Another time, please: the desk finds one, and until then this one stands. Raises `HasChanged`."""
    appointment = _locked(appointment_id, seen_at, now)
    if wished := open_wish(appointment):
        return wished
    return _asked(TaskKind.MOVE, by, now, message, appointment, preferred, words)


def open_wish(appointment: Appointment) -> DeskTask | None:
    """For another time, while nobody has seen to it."""
    return desk_tasks.open_task(appointment.person_id, TaskKind.MOVE, appointment.pk)


def _asked(
    kind: TaskKind,
    by: Actor,
    now: datetime,
    message: Message,
    appointment: Appointment,
    preferred: Sequence[Mapping[str, str]] = (),
    words: str = "",
) -> DeskTask:
    key = f"{kind}:{appointment.pk}:"
    task = desk_tasks.ask(
        by=by,
        now=now,
        kind=kind,
        once_key=f"{key}{DeskTask.objects.filter(once_key__startswith=key).count()}",
        person_id=appointment.person_id,
        appointment_id=appointment.pk,
        preferred=preferred,
        words=words,
        origin=message.origin_slug,
        language=message.person.language,
    )
    _leave_notice(task, appointment)
    return task


def _leave_notice(task: DeskTask, appointment: Appointment) -> None:
    """So that the patient learns of it, too, if it was somebody else who reads the mailbox."""
    Notice.objects.create(
        kind=NoticeKind.APPOINTMENT_ANSWERED,
        person_id=appointment.person_id,
        subject_id=appointment.pk,
        once_key=f"{NoticeKind.APPOINTMENT_ANSWERED.value}:{task.pk}",
    )


def _locked(appointment_id: UUID, seen_at: datetime, now: datetime) -> Appointment:
    """The person first, as all writes about appointments do."""
    lock_person(Appointment.objects.values_list("person_id", flat=True).get(pk=appointment_id))
    appointment = Appointment.objects.select_for_update().get(pk=appointment_id)
    if appointment.status not in STILL_ON or appointment.starts_at != seen_at or appointment.starts_at <= now:
        raise HasChanged("the appointment is not what the page showed")
    return appointment

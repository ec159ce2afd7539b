"""Writes about appointments. Each locks the person's row first, then its own: two writes about one person order
themselves, and nobody is booked twice for one time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit import blind, ledger
from audit.domain.actors import Actor
from audit.enums import AuditWord
from patients.domain import appointments as rules
from patients.enums import STILL_ON, AppointmentStatus
from patients.models import Appointment, Person
from patients.moments import require_aware


class NotPossible(ValueError):
    """The appointment's status does not allow it. Nothing was changed; trying again does not help."""


class AlreadyBooked(NotPossible):
    """The person has another appointment then, one that is still on. Another time helps."""


@transaction.atomic
def book(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    location_id: UUID,
    starts_at: datetime,
    minutes: int = 30,
    service_id: UUID | None = None,
    status: AppointmentStatus | str = AppointmentStatus.BOOKED,
    source: str = "",
    external_id: str = "",
) -> Appointment:
    """Add an appointment; past ones too (they happened elsewhere first). `starts_at` is aware.

    Raises AlreadyBooked when it would overlap another one of the person, both still on.
    """
    require_aware(starts_at)
    _lock_person(person_id)
    appointment = Appointment(
        person_id=person_id,
        location_id=location_id,
        service_id=service_id,
        starts_at=starts_at,
        minutes=minutes,
        status=AppointmentStatus(status),
        source=source,
        external_key=blind.external_key(source, external_id) if external_id else None,
        created_at=now,
        updated_at=now,
    )
    _refuse_overlap(appointment)
    appointment.save(force_insert=True)
    _record(AuditWord.CREATE, by, appointment)
    return appointment


@transaction.atomic
def move(
    *, by: Actor, now: datetime, appointment_id: UUID, starts_at: datetime, location_id: UUID | None = None
) -> Appointment:
    """Another time or place. A confirmed appointment is booked again: the patient confirmed the old time.

    Raises NotPossible once something has happened (arrived, fulfilled, cancelled …), AlreadyBooked as `book` does.
    """
    require_aware(starts_at)
    appointment = _locked(appointment_id)
    if not rules.may_move(appointment.status):
        raise NotPossible(f"a {appointment.status} appointment cannot be moved")
    if starts_at != appointment.starts_at:
        appointment.status = rules.status_once_moved(appointment.status)
        appointment.confirmed_at = None
    appointment.starts_at = starts_at
    appointment.location_id = location_id or appointment.location_id
    _refuse_overlap(appointment)
    return _saved(appointment, by=by, now=now, what="moved")


@transaction.atomic
def cancel(*, by: Actor, now: datetime, appointment_id: UUID) -> Appointment:
    """Raises NotPossible when it is over or was entered in error; cancelling twice is once."""
    return set_status(by=by, now=now, appointment_id=appointment_id, status=AppointmentStatus.CANCELLED)


@transaction.atomic
def set_status(*, by: Actor, now: datetime, appointment_id: UUID, status: AppointmentStatus | str) -> Appointment:
    """Raises NotPossible for a step that statuses or the time do not allow; AlreadyBooked when one that was off would
    be on again beside another. The same status again changes nothing.
    """
    wanted = AppointmentStatus(status)
    appointment = _locked(appointment_id)
    if not rules.may_mark(appointment.status, wanted, appointment.starts_at, now):
        raise NotPossible(f"a {appointment.status} appointment cannot become {wanted} now")
    if appointment.status == wanted:
        return appointment
    was_on, appointment.status = appointment.status in STILL_ON, wanted
    if wanted == AppointmentStatus.CONFIRMED:
        appointment.confirmed_at = now
    if not was_on:
        _refuse_overlap(appointment)
    is_back = not was_on and wanted in STILL_ON
    return _saved(appointment, by=by, now=now, what="put-back" if is_back else "")


def _lock_person(person_id: UUID) -> None:
    Person.objects.select_for_update(no_key=True).only("id").get(pk=person_id)


def _refuse_overlap(appointment: Appointment) -> None:
    """The person's row is locked by now."""
    if appointment.status not in STILL_ON:
        return
    ends_at = appointment.starts_at + timedelta(minutes=appointment.minutes)
    others = Appointment.objects.filter(
        person_id=appointment.person_id, status__in=STILL_ON, starts_at__lt=ends_at
    ).exclude(pk=appointment.pk)
    for starts_at, minutes in others.values_list("starts_at", "minutes"):
        if starts_at + timedelta(minutes=minutes) > appointment.starts_at:
            raise AlreadyBooked("the person has another appointment at that time")


def _locked(appointment_id: UUID) -> Appointment:
    _lock_person(Appointment.objects.values_list("person_id", flat=True).get(pk=appointment_id))
    return Appointment.objects.select_for_update().get(pk=appointment_id)


def _saved(appointment: Appointment, *, by: Actor, now: datetime, what: str) -> Appointment:
    """`what`: moved, put-back or empty. Review rules tell from it whether a reader made their own excuse."""
    appointment.updated_at = now
    appointment.save(update_fields=["starts_at", "location", "status", "confirmed_at", "updated_at"])
    _record(AuditWord.CHANGE, by, appointment, **({"what": what} if what else {}))
    return appointment


def _record(word: AuditWord, by: Actor, appointment: Appointment, **more: str) -> None:
    ledger.record_change(
        word=word,
        actor=by,
        people=[appointment.person_id],
        fields=["patients.appointment"],
        details={"appointment": str(appointment.pk), "status": appointment.status, **more},
    )

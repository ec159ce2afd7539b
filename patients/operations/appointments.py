"""Writes about appointments. Each locks its row first, so that a move and a cancellation order themselves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import blind, ledger
from audit.domain.actors import Actor
from audit.enums import AuditWord
from patients.domain import appointments as rules
from patients.enums import AppointmentStatus
from patients.models import Appointment
from patients.moments import require_aware


class NotPossible(ValueError):
    """The appointment's status does not allow it. Nothing was changed; trying again does not help."""


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
    """Add an appointment; past ones too (they happened elsewhere first). `starts_at` is aware."""
    require_aware(starts_at)
    appointment = Appointment.objects.create(
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
    _record(AuditWord.CREATE, by, appointment)
    return appointment


@transaction.atomic
def move(
    *, by: Actor, now: datetime, appointment_id: UUID, starts_at: datetime, location_id: UUID | None = None
) -> Appointment:
    """Another time or place. A confirmed appointment is booked again: the patient confirmed the old time.

    Raises NotPossible once something has happened (arrived, fulfilled, cancelled …).
    """
    require_aware(starts_at)
    appointment = _locked(appointment_id)
    if not rules.may_move(appointment.status):
        raise NotPossible(f"a {appointment.status} appointment cannot be moved")
    if starts_at != appointment.starts_at:
        appointment.status = rules.status_once_moved(appointment.status)
    appointment.starts_at = starts_at
    appointment.location_id = location_id or appointment.location_id
    return _saved(appointment, by=by, now=now)


@transaction.atomic
def cancel(*, by: Actor, now: datetime, appointment_id: UUID) -> Appointment:
    """Raises NotPossible when it is over or was entered in error; cancelling twice is once."""
    return set_status(by=by, now=now, appointment_id=appointment_id, status=AppointmentStatus.CANCELLED)


@transaction.atomic
def set_status(*, by: Actor, now: datetime, appointment_id: UUID, status: AppointmentStatus | str) -> Appointment:
    """Raises NotPossible for a step that statuses or the time do not allow. The same status again changes nothing."""
    wanted = AppointmentStatus(status)
    appointment = _locked(appointment_id)
    if not rules.may_mark(appointment.status, wanted, appointment.starts_at, now):
        raise NotPossible(f"a {appointment.status} appointment cannot become {wanted} now")
    if appointment.status == wanted:
        return appointment
    appointment.status = wanted
    return _saved(appointment, by=by, now=now)


def _locked(appointment_id: UUID) -> Appointment:
    return Appointment.objects.select_for_update().get(pk=appointment_id)


def _saved(appointment: Appointment, *, by: Actor, now: datetime) -> Appointment:
    appointment.updated_at = now
    appointment.save(update_fields=["starts_at", "location", "status", "updated_at"])
    _record(AuditWord.CHANGE, by, appointment)
    return appointment


def _record(word: AuditWord, by: Actor, appointment: Appointment) -> None:
    ledger.record_change(
        word=word,
        actor=by,
        people=[appointment.person_id],
        fields=["patients.appointment"],
        details={"appointment": str(appointment.pk), "status": appointment.status},
    )

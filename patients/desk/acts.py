"""An appointment as a line on a page, with the buttons that make sense for it now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from patients.domain.appointments import may_become, may_mark, may_move
from patients.enums import AppointmentStatus
from patients.models import Appointment

_HERE = frozenset({AppointmentStatus.ARRIVED, AppointmentStatus.CHECKED_IN})


@dataclass(frozen=True, slots=True)
class Act:
    status: str
    label: str
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    appointment: Appointment
    name: str
    acts: tuple[Act, ...]
    may_move: bool
    may_cancel: bool


def line_of(appointment: Appointment, now: datetime, *, name: str = "") -> Line:
    status, starts_at = appointment.status, appointment.starts_at
    acts = tuple(act for act in _acts(status) if may_mark(status, act.status, starts_at, now))
    return Line(appointment, name, acts, may_move(status), _may_cancel(status))


def _may_cancel(status: str) -> bool:
    cancelled = AppointmentStatus.CANCELLED
    return status != cancelled and may_become(status, cancelled)


def _acts(status: str) -> Iterator[Act]:
    """What may be said of it once its time has come; a mistaken cancellation is booked again."""
    if status in _HERE:
        yield Act(AppointmentStatus.FULFILLED, "Done", is_first=True)
    else:
        yield Act(AppointmentStatus.ARRIVED, "Arrived", is_first=True)
    if status not in (*_HERE, AppointmentStatus.NO_SHOW, AppointmentStatus.FULFILLED):
        yield Act(AppointmentStatus.NO_SHOW, "No-show")
    if status == AppointmentStatus.CANCELLED:
        yield Act(AppointmentStatus.BOOKED, "Book again")

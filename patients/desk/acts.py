"""An appointment as a line on a page, with the buttons that make sense for it now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from patients.domain.appointments import may_become, may_move
from patients.enums import AppointmentStatus
from patients.models import Appointment

_EARLIEST_ARRIVAL = timedelta(hours=18)
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


def line_of(appointment: Appointment, now: datetime, *, name: str = "") -> Line:
    ahead = appointment.starts_at - now
    acts = tuple(act for act in _acts(appointment.status, ahead) if may_become(appointment.status, act.status))
    return Line(appointment, name, acts, may_move(appointment.status))


def _acts(status: str, ahead: timedelta) -> Iterator[Act]:
    """People arrive on the day, a no-show is told once the time has come, a mistaken cancellation is booked again."""
    if status in _HERE:
        yield Act(AppointmentStatus.FULFILLED, "Done", is_first=True)
    elif ahead <= _EARLIEST_ARRIVAL:
        yield Act(AppointmentStatus.ARRIVED, "Arrived", is_first=True)
    if ahead <= timedelta(0) and status not in (*_HERE, AppointmentStatus.NO_SHOW, AppointmentStatus.FULFILLED):
        yield Act(AppointmentStatus.NO_SHOW, "No-show")
    if status == AppointmentStatus.CANCELLED:
        yield Act(AppointmentStatus.BOOKED, "Book again")
    else:
        yield Act(AppointmentStatus.CANCELLED, "Cancel")

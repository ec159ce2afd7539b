"""One day's appointments, and what became of each."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.enums import AuditWord
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.hours import local_day
from clinic.queries import organisation
from patients.desk.acts import Line, line_of
from patients.desk.queries import appointments_of
from patients.desk.revealed import APPOINTMENT, NAMES, details_of
from patients.domain.dates import is_day_of_a_clinic
from patients.enums import AppointmentStatus
from patients.models import Appointment
from patients.operations import appointments as operations


@desk_page("patients.view_appointment")
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return _show_day(request, local_day(now, organisation().time_zone), now)


@desk_page("patients.view_appointment")
@require_safe
def day(request: HttpRequest, day: date) -> HttpResponse:
    return _show_day(request, day, timezone.now())


@desk_page("patients.change_appointment")
@require_POST
def mark(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Arrived, no-show …; back to the day or the person the button was on."""
    appointment = get_object_or_404(Appointment.objects.only("person_id"), pk=appointment_id)
    wanted = request.POST.get("status", "")
    try:
        operations.set_status(by=staff_actor(request), now=timezone.now(), appointment_id=appointment_id, status=wanted)
    except operations.AlreadyBooked:
        messages.error(request, "This person already has another appointment at that time.")
    except operations.NotPossible:
        messages.error(request, "That is no longer possible: somebody changed this appointment meanwhile.")
    except ValueError:
        messages.error(request, "This is no status of an appointment.")
    return redirect(_back(request.POST.get("day", ""), appointment))


@desk_page("patients.change_appointment")
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Asks first: whose and when; then back to the day or the person the link was on."""
    rows = Appointment.objects.select_related("person", "location", "service")
    appointment = get_object_or_404(rows, pk=appointment_id)
    back = _back(request.GET.get("day", ""), appointment)
    if request.method == "POST":
        _cancel(request, appointment_id)
        return redirect(back)
    one = appointment.person
    shown = details_of([one], NAMES, by=staff_actor(request), purpose=purpose_of_use(request), beside=APPOINTMENT)
    return show(
        request,
        "patients/desk/cancel.html",
        title="Cancel an appointment",
        appointment=appointment,
        one=one,
        name=shown[one.pk].name,
        back=back,
    )


def _cancel(request: HttpRequest, appointment_id: UUID) -> None:
    try:
        operations.cancel(by=staff_actor(request), now=timezone.now(), appointment_id=appointment_id)
    except operations.NotPossible:
        messages.error(request, "It can no longer be cancelled: something has become of it already.")
    else:
        messages.success(request, "The appointment is cancelled. No further reminder goes out for it.")


def _show_day(request: HttpRequest, day: date, now: datetime) -> HttpResponse:
    appointments = appointments_of(day)
    return show(
        request,
        "patients/desk/day.html",
        title="Appointments",
        day=day,
        is_today=day == local_day(now, organisation().time_zone),
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        lines=_lines(request, appointments, now),
        expected=sum(appointment.status != AppointmentStatus.CANCELLED for appointment in appointments),
        several_places=len({appointment.location_id for appointment in appointments}) > 1,
        several_zones=len({appointment.location.time_zone for appointment in appointments}) > 1,
        arrived=sum(appointment.status == AppointmentStatus.ARRIVED for appointment in appointments),
    )


def _lines(request: HttpRequest, appointments: list[Appointment], now: datetime) -> list[Line]:
    if not appointments:
        return []
    people = [appointment.person for appointment in appointments]
    shown = details_of(
        people,
        NAMES,
        by=staff_actor(request),
        purpose=purpose_of_use(request),
        beside=APPOINTMENT,
        word=AuditWord.LIST,
    )
    return [line_of(appointment, now, name=shown[appointment.person_id].name) for appointment in appointments]


def _back(day: str, appointment: Appointment) -> str:
    if known := _day_of(day):
        return resolve_url("admin:desk-day", day=known)
    return resolve_url("admin:desk-person", person_id=appointment.person_id)


def _day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_day_of_a_clinic(day) else None

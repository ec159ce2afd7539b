"""Appointments made and moved at the desk."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from patients.desk.forms import BookForm, MoveForm, place_and_time
from patients.desk.revealed import APPOINTMENT, NAMES, details_of
from patients.desk.to_do import finish_from
from patients.enums import TaskOutcome
from patients.models import Appointment, Person
from patients.operations import appointments

_ALREADY_BOOKED = "This person already has an appointment at that time. Choose another time."


@desk_page("patients.add_appointment")
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, person_id: UUID) -> HttpResponse:
    one = get_object_or_404(Person, pk=person_id)
    form = BookForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _book(request, person_id, form):
        return redirect("admin:desk-person", person_id=person_id)
    return _show_form(request, "New appointment", "Book", one, form, beside=())


@desk_page("patients.change_appointment")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    appointment = get_object_or_404(Appointment.objects.select_related("person", "location"), pk=appointment_id)
    form = MoveForm(request.POST or None, initial=place_and_time(appointment))
    if request.method == "POST" and form.is_valid() and _move(request, appointment_id, form):
        return redirect("admin:desk-person", person_id=appointment.person_id)
    return _show_form(request, "Move the appointment", "Move", appointment.person, form, beside=APPOINTMENT)


def _book(request: HttpRequest, person_id: UUID, form: BookForm) -> bool:
    """Whether it is done; else the form says why not."""
    try:
        appointments.book(
            by=staff_actor(request),
            now=timezone.now(),
            person_id=person_id,
            location_id=form.cleaned_data["location"].pk,
            service_id=form.cleaned_data["service"].pk if form.cleaned_data["service"] else None,
            starts_at=form.starts_at(),
            minutes=form.cleaned_data["minutes"],
        )
    except appointments.AlreadyBooked:
        form.add_error("clock", _ALREADY_BOOKED)
        return False
    messages.success(request, "The appointment is booked.")
    finish_from(request, TaskOutcome.BOOKED)
    return True


def _move(request: HttpRequest, appointment_id: UUID, form: MoveForm) -> bool:
    """Whether the form is done with; else it says what to change."""
    try:
        appointments.move(
            by=staff_actor(request),
            now=timezone.now(),
            appointment_id=appointment_id,
            starts_at=form.starts_at(),
            location_id=form.cleaned_data["location"].pk,
        )
    except appointments.AlreadyBooked:
        form.add_error("clock", _ALREADY_BOOKED)
        return False
    except appointments.NotPossible:
        messages.error(request, "It can no longer be moved: something has become of it already.")
    else:
        messages.success(request, "The appointment is moved. No further reminder goes out for the old time.")
        finish_from(request, TaskOutcome.MOVED)
    return True


def _show_form(
    request: HttpRequest, title: str, verb: str, one: Person, form: MoveForm, *, beside: tuple[str, ...]
) -> HttpResponse:
    shown = details_of([one], NAMES, by=staff_actor(request), purpose=purpose_of_use(request), beside=beside)
    return show(
        request, "patients/desk/appointment.html", title=title, verb=verb, one=one, name=shown[one.pk].name, form=form
    )

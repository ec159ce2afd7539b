"""Journeys that follow what happened: joining, appointments, procedures, visits."""

from datetime import datetime

from django.db.models import QuerySet

from clinic.domain.hours import local_day
from clinic.enums import NEEDS_AFTERCARE, ServiceCategory
from journeys.domain.entry import returns_between
from journeys.not_entered.question import Question
from patients.enums import CAME, STILL_ON, AppointmentStatus
from patients.models import Appointment, Procedure, Visit


def joined(asked: Question) -> str:
    joined_on = asked.person.joined_on
    if joined_on is None:
        return "The clinic does not know the day of joining."
    if joined_on <= asked.after:
        return f"Joined more than {(asked.now - asked.window.after).days} days ago."
    return "" if joined_on <= asked.until else "Has not joined yet."


def appointment(asked: Question) -> str:
    booked = _appointments(asked).filter(status__in=STILL_ON)
    return "" if booked.exists() else f"No appointment is on in the next {(asked.window.until - asked.now).days} days."


def no_show(asked: Question) -> str:
    missed = _appointments(asked).filter(status=AppointmentStatus.NO_SHOW)
    return "" if missed.exists() else f"No appointment was missed in the last {asked.days_back} days."


def procedure(asked: Question) -> str:
    done = Procedure.objects.filter(
        person=asked.person,
        category__in=NEEDS_AFTERCARE,
        ended_at__gt=asked.window.after,
        ended_at__lte=asked.window.until,
    )
    return "" if done.exists() else f"Nothing that needs aftercare was done in the last {asked.days_back} days."


def check_up_due(asked: Question) -> str:
    checked = Visit.objects.filter(
        person=asked.person, category=ServiceCategory.CHECK_UP, started_at__lte=asked.now
    ).order_by("-started_at")
    last = checked.values_list("started_at", flat=True).first()
    return _return_of(last, asked, "No check-up is on record.", "last check-up")


def last_visit(asked: Question) -> str:
    visits = Visit.objects.filter(person=asked.person, started_at__lte=asked.now)
    came = Appointment.objects.filter(person=asked.person, status__in=CAME, starts_at__lte=asked.now)
    moments = [
        *visits.order_by("-started_at").values_list("started_at", flat=True)[:1],
        *came.order_by("-starts_at").values_list("starts_at", flat=True)[:1],
    ]
    return _return_of(max(moments, default=None), asked, "No visit is on record.", "last visit")


def _return_of(last: datetime | None, asked: Question, nothing: str, what: str) -> str:
    months = asked.version.interval_months
    if last is None:
        return nothing
    if returns_between(local_day(last, asked.zone), asked.after, asked.until, months=months):
        return ""
    return f"The day {months} months after the {what}, or a multiple of them, is not near."


def _appointments(asked: Question) -> QuerySet[Appointment]:
    window = asked.window
    return Appointment.objects.filter(person=asked.person, starts_at__gt=window.after, starts_at__lte=window.until)

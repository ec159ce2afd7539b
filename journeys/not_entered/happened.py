"""Journeys that follow what happened: joining, appointments, procedures, visits."""

from collections.abc import Collection
from datetime import datetime

from clinic.domain.hours import local_day
from clinic.enums import NEEDS_AFTERCARE, ServiceCategory
from journeys.domain.entry import returns_between
from journeys.not_entered.question import Question
from patients.enums import CAME, STILL_ON, AppointmentStatus


def joined(asked: Question) -> str:
    joined_on = asked.person.joined_on
    if joined_on is None:
        return "The clinic does not know the day of joining."
    if joined_on <= asked.after:
        return f"Joined more than {(asked.now - asked.window.after).days} days ago."
    return "" if joined_on <= asked.until else "Has not joined yet."


def appointment(asked: Question) -> str:
    if _has_appointment(asked, STILL_ON):
        return ""
    return f"No appointment is on in the next {(asked.window.until - asked.now).days} days."


def no_show(asked: Question) -> str:
    if _has_appointment(asked, {AppointmentStatus.NO_SHOW}):
        return ""
    return f"No appointment was missed in the last {asked.days_back} days."


def procedure(asked: Question) -> str:
    if any(_is_near(asked, at) and category in NEEDS_AFTERCARE for at, category in asked.known.procedures):
        return ""
    return f"Nothing that needs aftercare was done in the last {asked.days_back} days."


def check_up_due(asked: Question) -> str:
    checked = [at for at, category in asked.known.visits if category == ServiceCategory.CHECK_UP and at <= asked.now]
    return _return_of(max(checked, default=None), asked, "No check-up is on record.", "last check-up")


def last_visit(asked: Question) -> str:
    came = [at for at, status in asked.known.appointments if status in CAME]
    moments = [at for at in (*came, *(at for at, _ in asked.known.visits)) if at <= asked.now]
    return _return_of(max(moments, default=None), asked, "No visit is on record.", "last visit")


def _return_of(last: datetime | None, asked: Question, nothing: str, what: str) -> str:
    months = asked.version.interval_months
    if last is None:
        return nothing
    if returns_between(local_day(last, asked.zone), asked.after, asked.until, months=months):
        return ""
    return f"The day {months} months after the {what}, or a multiple of them, is not near."


def _has_appointment(asked: Question, statuses: Collection[str]) -> bool:
    return any(_is_near(asked, at) and status in statuses for at, status in asked.known.appointments)


def _is_near(asked: Question, at: datetime) -> bool:
    return asked.window.after < at <= asked.window.until

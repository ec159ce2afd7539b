"""Why somebody is not in a journey."""

from collections.abc import Callable, Mapping
from datetime import datetime

from campaigns.queries import audience
from clinic.domain.hours import local_day
from clinic.enums import NEEDS_AFTERCARE, ServiceCategory
from clinic.queries import organisation
from journeys.domain.entry import EntryWindow, entry_window, returns_between
from journeys.enums import Trigger
from journeys.models import Journey
from journeys.queries import latest_version, rule_of, steps_of
from patients.enums import STILL_ON, PersonKind
from patients.models import Appointment, Person, Procedure, Visit


def why_not_entered(journey: Journey, person: Person, now: datetime) -> str:
    """One sentence. It asks the same questions as the enrolment, for one person."""
    version = latest_version(journey)
    if not journey.is_active or version is None:
        return "The journey is switched off."
    if person.kind != PersonKind.PATIENT:
        return "Only patients enter this journey."
    window = entry_window(journey.trigger, [rule_of(step) for step in steps_of(version.pk)], now)
    if missing := _MISSING[Trigger(journey.trigger)](person, window, now):
        return missing
    if version.segment and not audience(version.segment, window.until).filter(pk=person.pk).exists():
        return f"Not in the segment “{version.segment.name}”."
    return "The next run will bring them in."


def _joined(person: Person, window: EntryWindow, now: datetime) -> str:
    zone = organisation().time_zone
    if person.joined_on is None:
        return "The clinic does not know the day of joining."
    if person.joined_on <= local_day(window.after, zone):
        return f"Joined more than {(now - window.after).days} days ago."
    return "" if person.joined_on <= local_day(window.until, zone) else "Has not joined yet."


def _appointment(person: Person, window: EntryWindow, now: datetime) -> str:
    booked = Appointment.objects.filter(
        person=person, status__in=STILL_ON, starts_at__gt=window.after, starts_at__lte=window.until
    )
    return "" if booked.exists() else f"No appointment is on in the next {(window.until - now).days} days."


def _procedure(person: Person, window: EntryWindow, now: datetime) -> str:
    done = Procedure.objects.filter(
        person=person, category__in=NEEDS_AFTERCARE, ended_at__gt=window.after, ended_at__lte=window.until
    )
    days = (now - window.after).days
    return "" if done.exists() else f"Nothing that needs aftercare was done in the last {days} days."


def _check_up_due(person: Person, window: EntryWindow, now: datetime) -> str:
    checked = Visit.objects.filter(person=person, category=ServiceCategory.CHECK_UP, started_at__lte=now)
    last = checked.order_by("-started_at").first()
    if last is None:
        return "No check-up is on record."
    zone = organisation().time_zone
    begins, ends = local_day(window.after, zone), local_day(window.until, zone)
    if not returns_between(local_day(last.started_at, zone), begins, ends):
        return "The yearly return of the last check-up is not near."
    return ""


_MISSING: Mapping[Trigger, Callable[[Person, EntryWindow, datetime], str]] = {
    Trigger.JOINED: _joined,
    Trigger.APPOINTMENT: _appointment,
    Trigger.PROCEDURE: _procedure,
    Trigger.CHECK_UP_DUE: _check_up_due,
}

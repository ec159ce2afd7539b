"""Closed days and reminders: booked after the last open day before, a day blocked when people are in already."""

import pytest

from clinic.models import BlockedDate, Location, Organisation
from journeys.enums import RunKind
from journeys.operations.runs import run
from patients.operations import appointments
from tests.journeys.small_clinic import BY, booked, local, patient, states


def go(*moments: str) -> None:
    """At two at night everything of the day; else what is due."""
    for at in moments:
        run(local(at), kind=RunKind.NIGHTLY if at.endswith("02:00") else RunKind.SWEEP, by=BY)


def close(day: str) -> None:
    BlockedDate.objects.create(day=local(f"{day} 12:00").date(), reason="Staff day")


def test_booked_on_friday_afternoon_for_monday_with_weekends_off(clinic: Location) -> None:
    Organisation.objects.update(send_weekdays=[1, 2, 3, 4, 5])
    person = patient()
    go("11-20 02:00")
    appointments.book(
        by=BY, now=local("11-20 16:30"), person_id=person.pk, location_id=clinic.pk, starts_at=local("11-23 10:00")
    )
    go("11-20 16:35")
    assert states() == [("a-day-before", "accepted", "")]


@pytest.mark.usefixtures("clinic")
def test_day_blocked_after_people_came_in_brings_the_reminder_forward() -> None:
    booked(patient(), "11-23 10:00")
    go("11-16 02:00")
    close("11-22")
    go("11-17 02:00", "11-20 02:00", "11-21 02:00", "11-21 10:05")
    assert states() == [("a-day-before", "accepted", "")]


@pytest.mark.usefixtures("clinic")
def test_day_blocked_when_its_mail_was_planned_gives_the_reminder_the_next_opening() -> None:
    booked(patient(), "11-23 10:00")
    go("11-14 02:00", "11-22 02:00")
    assert states() == [("a-day-before", "planned", "")]
    close("11-22")
    go("11-22 10:30", "11-23 02:00", "11-23 09:00")
    assert states() == [("a-day-before", "accepted", "")]

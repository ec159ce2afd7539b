"""Two desks book one person for the same time at the same moment: one of them is told."""

from datetime import UTC, datetime

from audit.domain.actors import Actor
from clinic.models import Location
from patients.models import Appointment, Person
from patients.operations import appointments
from patients.operations.people import register_person
from tests.at_once import at_once

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
DESK = Actor.system("test-desk")


def test_of_many_bookings_at_once_one_wins(committing_db: object) -> None:
    person = register_person(by=DESK, now=NOW, kind="patient", given_name="Ana", family_name="Li")
    place = Location.objects.create(name="Maple Street", time_zone="America/Chicago")
    won = at_once(*[lambda: _is_booked(person, place)] * 4)
    assert (sorted(won), Appointment.objects.count()) == ([False, False, False, True], 1)


def _is_booked(person: Person, place: Location) -> bool:
    try:
        appointments.book(by=DESK, now=NOW, person_id=person.pk, location_id=place.pk, starts_at=NOW)
    except appointments.AlreadyBooked:
        return False
    return True

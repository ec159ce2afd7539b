"""Two desks book one person for the same time at the same moment: one of them is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from django.db import connection

from audit.domain.actors import Actor
from clinic.models import Location
from patients.models import Appointment, Person
from patients.operations import appointments
from patients.operations.people import register_person

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
DESK = Actor.system("test-desk")


def test_of_many_bookings_at_once_one_wins(committing_db: object) -> None:
    person = register_person(by=DESK, now=NOW, kind="patient", given_name="Ana", family_name="Li")
    place = Location.objects.create(name="Maple Street", time_zone="America/Chicago")
    together = Barrier(4)

    def attempt(_: int) -> bool:
        return _is_booked(person, place, together)

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(attempt, range(4)))
    assert (sorted(won), Appointment.objects.count()) == ([False, False, False, True], 1)


def _is_booked(person: Person, place: Location, together: Barrier) -> bool:
    together.wait(timeout=60)
    try:
        appointments.book(by=DESK, now=NOW, person_id=person.pk, location_id=place.pk, starts_at=NOW)
    except appointments.AlreadyBooked:
        return False
    else:
        return True
    finally:
        connection.close()

from datetime import UTC, datetime, timedelta

import pytest

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.models import Location
from patients.models import Appointment
from patients.operations import appointments
from patients.operations.appointments import AlreadyBooked, NotPossible
from patients.operations.people import register_person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
DESK = Actor.system("test-desk")


def _booked(status: str = "booked") -> Appointment:
    person = register_person(by=DESK, now=NOW, kind="patient", given_name="Ana", family_name="Li")
    place = Location.objects.create(name="Maple Street", time_zone="America/Chicago")
    return appointments.book(
        by=DESK, now=NOW, person_id=person.pk, location_id=place.pk, starts_at=NOW + timedelta(days=1), status=status
    )


def test_move_of_a_confirmed_appointment_asks_again() -> None:
    booked = _booked("confirmed")
    later = NOW + timedelta(days=2)
    appointments.move(by=DESK, now=NOW, appointment_id=booked.pk, starts_at=later)
    stored = Appointment.objects.get(pk=booked.pk)
    assert (stored.starts_at, stored.status, stored.updated_at) == (later, "booked", NOW)


def test_move_is_refused_once_it_happened() -> None:
    over = _booked("fulfilled")
    with pytest.raises(NotPossible, match="fulfilled"):
        appointments.move(by=DESK, now=NOW, appointment_id=over.pk, starts_at=NOW)


def test_move_to_a_moment_without_zone_is_refused() -> None:
    booked = _booked()
    with pytest.raises(ValueError, match="time zone"):
        appointments.move(by=DESK, now=NOW, appointment_id=booked.pk, starts_at=datetime(2026, 7, 1, 9))


def test_cancelling_twice_is_in_the_book_once() -> None:
    booked = _booked()
    for _ in range(2):
        appointments.cancel(by=DESK, now=NOW, appointment_id=booked.pk)
    assert Appointment.objects.get(pk=booked.pk).status == "cancelled"
    assert AuditEvent.objects.filter(word="change").count() == 1


def test_status_takes_only_possible_steps() -> None:
    booked = _booked("cancelled")
    with pytest.raises(NotPossible):
        appointments.set_status(by=DESK, now=NOW, appointment_id=booked.pk, status="fulfilled")
    assert Appointment.objects.get(pk=booked.pk).status == "cancelled"


def _again(first: Appointment, later: timedelta, status: str = "booked") -> Appointment:
    return appointments.book(
        by=DESK,
        now=NOW,
        person_id=first.person_id,
        location_id=first.location_id,
        starts_at=first.starts_at + later,
        status=status,
    )


@pytest.mark.parametrize("minutes", [-29, 0, 29])
def test_booking_across_another_of_the_person_is_refused(minutes: int) -> None:
    booked = _booked("confirmed")
    with pytest.raises(AlreadyBooked):
        _again(booked, timedelta(minutes=minutes))
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("there", "here", "minutes"),
    [("booked", "booked", 30), ("booked", "booked", -30), ("cancelled", "booked", 0), ("booked", "noshow", 0)],
)
def test_booking_beside_another_of_the_person_is_taken(there: str, here: str, minutes: int) -> None:
    _again(_booked(there), timedelta(minutes=minutes), here)
    assert Appointment.objects.count() == 2


def test_move_across_another_of_the_person_is_refused_but_not_across_itself() -> None:
    booked = _booked()
    other = _again(booked, timedelta(hours=2))
    with pytest.raises(AlreadyBooked):
        appointments.move(by=DESK, now=NOW, appointment_id=other.pk, starts_at=booked.starts_at)
    later = other.starts_at + timedelta(minutes=10)
    assert appointments.move(by=DESK, now=NOW, appointment_id=other.pk, starts_at=later).starts_at == later


def test_cancelled_one_is_not_on_again_beside_another() -> None:
    cancelled = _booked("cancelled")
    _again(cancelled, timedelta(0))
    with pytest.raises(AlreadyBooked):
        appointments.set_status(by=DESK, now=NOW, appointment_id=cancelled.pk, status="booked")

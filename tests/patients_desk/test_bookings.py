"""Appointments made and moved at the desk."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from clinic.models import Staff
from patients.models import Appointment
from tests.desk_people import NOW, appointment, patient, place, service, signed_in


def test_booked_time_is_the_places_clock(client: Client) -> None:
    person, there = patient(), place("Lakeside", "America/New_York")
    told = {"day": "2026-06-20", "clock": "09:30", "location": there.pk, "service": service().pk, "minutes": 45}
    answer = client.post(f"/admin/desk/person/{person.pk}/book/", told)
    row = Appointment.objects.get()
    assert answer.headers["Location"] == f"/admin/desk/person/{person.pk}/"
    assert (row.person, row.location, row.service, row.minutes) == (person, there, service(), 45)
    assert row.starts_at == datetime(2026, 6, 20, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": "2026-06-14"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"clock": ""}, "clock"),
        ({"minutes": "1"}, "minutes"),
        ({"location": ""}, "location"),
    ],
)
def test_booking_with_an_error_books_nothing(client: Client, wrong: dict[str, str], field: str) -> None:
    told = {"day": "2026-06-20", "clock": "09:30", "location": place().pk, "minutes": 30}
    page = client.post(f"/admin/desk/person/{patient().pk}/book/", told | wrong)
    assert (list(page.context["form"].errors), Appointment.objects.count()) == ([field], 0)


@pytest.mark.parametrize(
    ("zone", "day", "booked"),
    [("Asia/Taipei", "2026-06-15", 0), ("Asia/Taipei", "2026-06-16", 1), ("Pacific/Honolulu", "2026-06-14", 1)],
)
def test_today_is_the_places_own(at_the_desk: Staff, zone: str, day: str, booked: int) -> None:
    """When it is late on 15 June in Taipei, the 16th has begun there; in Hawaii it is still the 14th."""
    moment = datetime(2026, 6, 15, 17 if zone == "Asia/Taipei" else 6, tzinfo=UTC)
    told = {"day": day, "clock": "23:30", "location": place("There", zone).pk, "minutes": 30}
    with time_machine.travel(moment, tick=False):
        signed_in(at_the_desk).post(f"/admin/desk/person/{patient().pk}/book/", told)
    assert Appointment.objects.count() == booked


def test_move_begins_with_the_time_it_has_and_keeps_the_person(client: Client) -> None:
    row = appointment(patient(), NOW + timedelta(days=1), status="confirmed")
    page = f"/admin/desk/appointment/{row.pk}/move/"
    assert f"{client.get(page).context['form'].initial['clock']:%H:%M}" == "10:00"
    client.post(page, {"day": "2026-06-17", "clock": "08:15", "location": row.location_id})
    row.refresh_from_db()
    assert (row.starts_at, row.status) == (datetime(2026, 6, 17, 13, 15, tzinfo=UTC), "booked")


def test_second_booking_at_the_same_time_is_refused_beside_the_time(client: Client) -> None:
    person = patient()
    appointment(person, NOW + timedelta(days=1))
    told = {"day": "2026-06-16", "clock": "10:00", "location": place().pk, "minutes": 30}
    page = client.post(f"/admin/desk/person/{person.pk}/book/", told)
    assert page.context["form"].errors["clock"] == [TAKEN]
    assert (TAKEN in page.content.decode(), Appointment.objects.count()) == (True, 1)


def test_move_onto_another_of_theirs_is_refused_beside_the_time(client: Client) -> None:
    person = patient()
    appointment(person, NOW + timedelta(days=1))
    row = appointment(person, NOW + timedelta(days=2))
    told = {"day": "2026-06-16", "clock": "10:15", "location": row.location_id}
    page = client.post(f"/admin/desk/appointment/{row.pk}/move/", told)
    row.refresh_from_db()
    assert (page.context["form"].errors["clock"], row.starts_at) == ([TAKEN], NOW + timedelta(days=2))


TAKEN = "This person already has an appointment at that time. Choose another time."


def test_move_of_what_is_over_changes_nothing_and_says_so(client: Client) -> None:
    row = appointment(patient(), status="fulfilled")
    told = {"day": "2026-06-17", "clock": "08:15", "location": row.location_id}
    page = client.post(f"/admin/desk/appointment/{row.pk}/move/", told, follow=True)
    row.refresh_from_db()
    assert (row.starts_at, "no longer be moved" in page.content.decode()) == (NOW, True)

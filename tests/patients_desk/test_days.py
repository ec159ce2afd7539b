"""A day's appointments on the desk."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from clinic.models import Staff
from patients.models import Appointment
from tests.desk_people import NOW, TODAY, appointment, events_of, patient, place

PAGE = "/admin/desk/today/"


def names(client: Client, page: str = PAGE) -> list[str]:
    return [line.name for line in client.get(page).context["lines"]]


def test_today_lists_names_in_order_under_one_event(client: Client, at_the_desk: Staff) -> None:
    later, sooner = patient("Mei", "Lin"), patient("Ana", "Silva")
    appointment(later, NOW + timedelta(hours=2))
    appointment(sooner, NOW + timedelta(hours=1))
    assert names(client) == ["Ana Silva", "Mei Lin"]
    [event] = events_of(at_the_desk, "list")
    assert (set(event.people), event.fields) == (
        {later.pk, sooner.pk},
        ["patients.appointment", "patients.person.family_name", "patients.person.given_name"],
    )


def test_day_without_appointments_reveals_nothing(client: Client, at_the_desk: Staff) -> None:
    page = client.get(PAGE).content.decode()
    assert ("No appointments on this day" in page, events_of(at_the_desk, "list")) == (True, [])


def test_day_is_each_places_own(client: Client) -> None:
    """05:30 UTC on the 15th: still the 14th in Honolulu, already the 15th in Chicago; two places, one list."""
    half_past_five = datetime(2026, 6, 15, 5, 30, tzinfo=UTC)
    appointment(patient("Chi", "Cago"), half_past_five)
    appointment(patient("Hono", "Lulu"), half_past_five, location_id=place("Beach", "Pacific/Honolulu").pk)
    assert names(client) == ["Chi Cago"]
    assert names(client, "/admin/desk/day/2026-06-14/") == ["Hono Lulu"]


def test_mistakes_are_not_listed(client: Client) -> None:
    appointment(patient(), status="entered-in-error")
    assert names(client) == []


@pytest.mark.parametrize("day", ["2026-02-30", "9999-12-31", "0001-01-01"])
def test_day_that_is_none_is_not_found(client: Client, day: str) -> None:
    assert client.get(f"/admin/desk/day/{day}/").status_code == 404


@pytest.mark.parametrize("number_of_people", [1, 3])
def test_today_asks_the_database_equally_often(
    client: Client, number_of_people: int, django_assert_num_queries: object
) -> None:
    for number in range(number_of_people):
        appointment(patient("Ana", f"Lin{number}"))
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 9


def mark(client: Client, row: Appointment, status: str, **more: str) -> str:
    answer = client.post(f"/admin/desk/appointment/{row.pk}/mark/", {"status": status, **more})
    row.refresh_from_db()
    return answer.headers["Location"]


def test_mark_arrived_returns_to_the_day(client: Client, at_the_desk: Staff) -> None:
    row = appointment(patient())
    assert mark(client, row, "arrived", day=TODAY.isoformat()) == "/admin/desk/day/2026-06-15/"
    assert row.status == "arrived"
    assert [event.details for event in events_of(at_the_desk, "change")] == [
        {"appointment": str(row.pk), "status": "arrived"}
    ]


def test_mark_without_a_day_returns_to_the_person(client: Client) -> None:
    row = appointment(patient())
    assert mark(client, row, "cancelled", day="2026-99-99") == f"/admin/desk/person/{row.person_id}/"
    assert row.status == "cancelled"


@pytest.mark.parametrize("wanted", ["confirmed", "no such word", ""])
def test_mark_that_is_not_possible_changes_nothing(client: Client, wanted: str) -> None:
    row = appointment(patient(), status="cancelled")
    mark(client, row, wanted)
    assert row.status == "cancelled"


@pytest.mark.parametrize("wanted", ["noshow", "arrived", "fulfilled"])
def test_mark_before_its_time_changes_nothing(client: Client, wanted: str) -> None:
    row = appointment(patient(), NOW + timedelta(days=21))
    mark(client, row, wanted)
    assert row.status == "booked"


def test_get_marks_nothing(client: Client) -> None:
    row = appointment(patient())
    answer = client.get(f"/admin/desk/appointment/{row.pk}/mark/", {"status": "cancelled"})
    row.refresh_from_db()
    assert (answer.status_code, row.status) == (405, "booked")


def test_cancel_asks_first_and_changes_nothing(client: Client, at_the_desk: Staff) -> None:
    row = appointment(patient("Mei", "Lin"))
    page = client.get(f"/admin/desk/appointment/{row.pk}/cancel/?day=2026-06-15").content.decode()
    row.refresh_from_db()
    asked = [
        "Mei Lin",
        "Monday 15 June 2026, 10:00",
        "Cancel the appointment",
        "Keep it",
        "/admin/desk/day/2026-06-15/",
    ]
    assert ([text for text in asked if text not in page], row.status) == ([], "booked")
    assert [event.people for event in events_of(at_the_desk, "reveal")] == [[row.person_id]]


@pytest.mark.parametrize(("day", "back"), [("?day=2026-06-15", "day/2026-06-15/"), ("?day=2026-99-99", "person/{}/")])
def test_cancel_says_so_and_returns_to_where_it_was_asked(client: Client, day: str, back: str) -> None:
    row = appointment(patient())
    answer = client.post(f"/admin/desk/appointment/{row.pk}/cancel/{day}", follow=True)
    row.refresh_from_db()
    assert answer.redirect_chain == [(f"/admin/desk/{back.format(row.person_id)}", 302)]
    assert (row.status, "The appointment is cancelled." in answer.content.decode()) == ("cancelled", True)


def test_cancel_of_what_is_over_changes_nothing_and_says_so(client: Client) -> None:
    row = appointment(patient(), status="fulfilled")
    answer = client.post(f"/admin/desk/appointment/{row.pk}/cancel/", follow=True)
    row.refresh_from_db()
    assert (row.status, "no longer be cancelled" in answer.content.decode()) == ("fulfilled", True)


def test_count_of_the_day_leaves_cancelled_ones_out(client: Client) -> None:
    appointment(patient())
    appointment(patient("Ana", "Silva"), status="cancelled")
    page = client.get(PAGE)
    assert (len(page.context["lines"]), page.context["expected"]) == (2, 1)
    assert "1 appointment</span>" in page.content.decode()

"""Staff pages of seminars: a marketer writes, the desk marks who came, names are for who may see them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEvent
from campaigns.enums import SeminarState
from campaigns.models import Seminar, SeminarPlace
from campaigns.operations import seminar_places
from clinic.enums import Role
from tests.campaigns.scenes import BY, NOW, patient
from tests.campaigns.seminars.scenes import invited, north_office, seminar
from tests.desk_people import signed_in, staff

pytestmark = pytest.mark.django_db
_TOLD = {
    "topic_en": "Sleeping well", "speaker_en": "Dr. Ada Wu", "slug": "sleep", "starts_at": "2026-06-22T18:30",
    "closes_at": "2026-06-22T12:00", "minutes": "60", "seats": "12",
}  # fmt: skip


def _in(role: Role) -> Client:
    return signed_in(staff(role))


def _registered(number: int) -> Seminar:
    made = seminar(seats=9)
    for count in range(number):
        message = invited(patient(f"Ana{count}"), made)
        seminar_places.register(by=BY, now=NOW, seminar_id=made.pk, message=message)
    return made


def test_seminar_is_written_down_on_the_clock_of_its_place_and_opened(client: Client) -> None:
    marketer = _in(Role.MARKETER)
    told = _TOLD | {"location": str(north_office().pk)}
    answer = marketer.post(reverse("admin:desk-seminar-new"), told)
    made = Seminar.objects.get()
    assert (answer.status_code, made.state, made.starts_at.isoformat()) == (302, "draft", "2026-06-22T23:30:00+00:00")
    marketer.post(reverse("admin:desk-seminar-act", args=[made.pk]), {"do": "open"})
    assert (Seminar.objects.get().state, client.get("/events/sleep/").status_code) == (SeminarState.OPEN, 200)
    page = marketer.get(reverse("admin:desk-seminar-edit", args=[made.pk])).content.decode()
    assert 'value="2026-06-22T18:30"' in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "one of the two"),
        ({"online_url": "http://meet.example/"}, "begins with https://"),
        ({"online_url": "https://meet.example/", "closes_at": "2026-06-22T19:00"}, "after it begins"),
    ],
)
def test_mistakes_are_told(client: Client, changes: dict[str, str], says: str) -> None:
    page = _in(Role.MARKETER).post(reverse("admin:desk-seminar-new"), _TOLD | changes)
    assert (says in page.content.decode(), Seminar.objects.count()) == (True, 0)


def test_list_asks_as_much_of_three_as_of_one(client: Client) -> None:
    desk, asked = _in(Role.FRONT_DESK), []
    for number in (1, 2, 3):
        seminar(slug=f"sleep-{number}")
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(reverse("admin:desk-seminars")).content.decode()
        asked.append(len(queries))
        assert page.count("Sleeping well") == number
    assert asked[2] == asked[1]


def test_names_are_for_the_desk_and_in_the_book(client: Client) -> None:
    made = _registered(2)
    address = reverse("admin:desk-seminar-people", args=[made.pk])
    assert _in(Role.MARKETER).get(address).status_code == 403
    page = _in(Role.FRONT_DESK).get(address).content.decode()
    event = AuditEvent.objects.filter(word="list").latest("id")
    assert (page.count("Ana"), sorted(event.people)) == (
        2,
        sorted(SeminarPlace.objects.values_list("person_id", flat=True)),
    )


def test_who_came_is_kept_and_can_be_taken_back(client: Client) -> None:
    made = _registered(2)
    first, second = made.places.order_by("seat").values_list("pk", flat=True)
    desk, address = _in(Role.FRONT_DESK), reverse("admin:desk-seminar-came", args=[made.pk])
    came = made.places.filter(came_at__isnull=False).values_list("pk", flat=True)
    desk.post(address, {"came": [str(first), "x"]})
    assert list(came.all()) == [first]
    desk.post(address, {"came": [str(second)]})
    assert list(came.all()) == [second]


def test_nothing_more_is_done_about_a_seminar_that_has_begun(client: Client) -> None:
    made = seminar()
    Seminar.objects.update(starts_at=NOW, closes_at=NOW - timedelta(hours=1))
    page = _in(Role.MARKETER).post(reverse("admin:desk-seminar-act", args=[made.pk]), {"do": "call-off"}, follow=True)
    assert ("It has begun" in page.content.decode(), Seminar.objects.get().state) == (True, SeminarState.OPEN)

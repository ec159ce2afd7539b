"""The desk's list of what to do: taken, done, booked from it; names through the door."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clinic.enums import Role
from clinic.models import Staff
from journeys.models import Journey
from patients.desk_cards import to_do_card
from patients.models import Appointment, DeskTask
from patients.operations import desk_tasks
from tests.desk_people import BY, NOW, appointment, events_of, patient, place, signed_in, staff

TO_DO = "/admin/desk/to-do/"


def _asked(kind: str = "booking", **told: Any) -> DeskTask:
    return desk_tasks.ask(**({"by": BY, "now": NOW, "kind": kind, "once_key": uuid4().hex} | told))


def _path(task: DeskTask, name: str = "desk-task") -> str:
    return reverse(f"admin:{name}", args=[task.pk])


def _act(client: Client, task: DeskTask, **told: str) -> str:
    return client.post(_path(task, "desk-task-act"), told, follow=True).content.decode()


def test_empty_list_says_what_comes_there(client: Client) -> None:
    assert "Nothing to do" in client.get(TO_DO).content.decode()
    assert "Nothing was done" in client.get(f"{TO_DO}?done=1").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_as_many_queries_for_one_as_for_three(
    client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        _asked(person_id=patient().pk)
        _asked(contact_name="Ana")
    client.get(TO_DO)
    with django_assert_num_queries(6):
        client.get(TO_DO)


def test_list_names_people_under_one_event_and_strangers_as_they_typed(client: Client, at_the_desk: Staff) -> None:
    person = patient("Mei", "Lin")
    _asked(person_id=person.pk)
    _asked(contact_name="Ana Typed")
    page = client.get(TO_DO).content.decode()
    assert ("Mei Lin" in page, "Ana Typed" in page, page.count("not recognised yet")) == (True, True, 1)
    event = events_of(at_the_desk, "list")[-1]
    assert (event.people, "patients.desktask.contact_name" in event.fields) == ([person.pk], True)


def test_most_urgent_stands_first_and_late_is_said(client: Client) -> None:
    _asked(contact_name="Whenever")
    _asked("call-back", contact_name="Late", due_at=NOW - timedelta(minutes=1))
    page = client.get(TO_DO).content.decode()
    assert page.index("Late") < page.index("Whenever")
    assert "desk-pill no" in page


def test_task_shows_wishes_words_and_whom_to_call(client: Client) -> None:
    task = _asked(
        preferred=[{"day": "2026-06-22", "part": "morning"}], words="a check-up", contact_name="Ana",
        contact_phone="+13125550142", contact_email="ana@example.org",
    )  # fmt: skip
    page = client.get(_path(task)).content.decode()
    there = ("Monday 22 June 2026, morning", "a check-up", "+1 312-555-0142", "ana@example.org")
    assert [word for word in there if word not in page] == []


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("post-op-care", "Care after a procedure"),
        ("journey:post-op-care", "Care after a procedure"),
        ("no-more-there", "No more there"),
        ("book", "the public page"),
        ("sms", "a text message"),
    ],
)
def test_task_says_where_it_came_from_in_words(client: Client, origin: str, words: str) -> None:
    Journey.objects.get_or_create(slug="post-op-care", defaults={"name": "Care after a procedure"})
    assert f"<dt>Came from</dt><dd>{words}</dd>" in client.get(_path(_asked(origin=origin))).content.decode()


def test_task_is_taken_put_back_and_done(client: Client, at_the_desk: Staff) -> None:
    task = _asked()
    assert at_the_desk.username in _act(client, task, do="take")
    _act(client, task, do="put-back")
    assert DeskTask.objects.get().taken_by == ""
    assert "The task is done" in _act(client, task, do="finish", outcome="not-reached")
    assert "Could not be reached" in client.get(f"{TO_DO}?done=1").content.decode()
    assert "A colleague has seen to this task" in _act(client, task, do="take")


def test_finishing_wants_an_outcome(client: Client) -> None:
    task = _asked()
    assert "Say what came of it" in _act(client, task, do="finish", outcome="")
    assert DeskTask.objects.get().state == "requested"


def test_booking_from_a_task_ends_it(client: Client) -> None:
    task = _asked(person_id=patient().pk)
    where = f"{reverse('admin:desk-book', args=[task.person_id])}?task={task.pk}"
    client.post(where, {"day": "2026-06-22", "clock": "10:00", "location": place().pk, "minutes": 30})
    assert (Appointment.objects.count(), DeskTask.objects.values_list("state", "outcome").get()) == (
        1, ("completed", "booked"),
    )  # fmt: skip


def test_moving_from_a_task_ends_it(client: Client) -> None:
    booked = appointment(patient(), NOW + timedelta(days=1))
    task = _asked("move", person_id=booked.person_id, appointment_id=booked.pk)
    where = f"{reverse('admin:desk-move', args=[booked.pk])}?task={task.pk}"
    client.post(where, {"day": "2026-06-22", "clock": "10:00", "location": place().pk})
    assert DeskTask.objects.get().outcome == "moved"


@pytest.mark.parametrize("task", ["x", "d89660ec-c418-4f72-8418-84290b55f8ed", ""])
def test_booking_from_no_task_books(client: Client, task: str) -> None:
    where = f"{reverse('admin:desk-book', args=[patient().pk])}?task={task}"
    told = {"day": "2026-06-22", "clock": "10:00", "location": place().pk, "minutes": 30}
    assert client.post(where, told).status_code == 302
    assert Appointment.objects.count() == 1


def test_staff_say_who_wrote_it(client: Client, at_the_desk: Staff) -> None:
    known = patient("Mei", "Lin", email="ana@example.org", phone="+1 312 555 0142")
    patient("Some", "Body", email="other@example.org")
    task = _asked(contact_name="Ana", contact_email="ana@example.org", contact_phone="+13125550142")
    page = client.get(_path(task, "desk-task-who")).content.decode()
    assert ("Mei Lin" in page, "Some Body" in page) == (True, False)
    assert events_of(at_the_desk, "search")[-1].people == [known.pk]
    client.post(_path(task, "desk-task-who"), {"person": str(known.pk)})
    assert DeskTask.objects.get().person_id == known.pk


def test_nobody_at_the_address_leads_to_the_form_for_new_patients(client: Client) -> None:
    page = client.get(_path(_asked(contact_email="x@example.org"), "desk-task-who")).content.decode()
    assert "Register a new patient" in page


@pytest.mark.parametrize("person", ["", "x", "d89660ec-c418-4f72-8418-84290b55f8ed"])
def test_record_that_is_not_there_cannot_be_chosen(client: Client, person: str) -> None:
    task = _asked(contact_email="x@example.org")
    page = client.post(_path(task, "desk-task-who"), {"person": person}, follow=True).content.decode()
    assert ("Choose one of the records" in page, DeskTask.objects.get().person_id) == (True, None)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.MARKETER, Role.PRIVACY_OFFICER])
def test_list_is_the_desks(role: Role) -> None:
    assert signed_in(staff(role)).get(TO_DO).status_code == 403


@pytest.mark.django_db
def test_card_counts_what_is_open_late_and_untaken() -> None:
    for due in (None, NOW - timedelta(hours=1)):
        _asked(due_at=due)
    desk_tasks.take(by=BY, now=NOW, task_id=_asked().pk)
    desk_tasks.finish(by=BY, now=NOW, task_id=_asked().pk, outcome="talked")
    card = to_do_card(NOW)
    assert (card.value, card.note, card.link) == ("3", "1 late, 2 that nobody is on", TO_DO)

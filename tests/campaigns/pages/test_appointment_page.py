"""`/appointments/<token>/`: confirm, cancel, ask for another time."""

from datetime import timedelta

import pytest
from django.test import Client

from audit.models import AuditEvent
from campaigns.enums import LinkPurpose
from campaigns.models import Message
from clinic.models import Notice
from patients.models import Appointment, DeskTask
from patients.operations import appointments, desk_tasks
from tests.campaigns.messages import message_about
from tests.campaigns.pages.reader import let_in, path_of
from tests.campaigns.scenes import BY, NOW, booked, patient

pytestmark = pytest.mark.django_db
WISHES = {"day1": "2026-06-22", "part1": "morning", "day2": "2026-06-23", "part2": "", "words": "by telephone"}


@pytest.fixture
def message(client: Client) -> Message:
    return message_about(booked(patient()), at=NOW)


@pytest.fixture
def path(client: Client, message: Message) -> str:
    path = path_of(LinkPurpose.APPOINTMENT, message)
    let_in(client, path)
    return path


def _post(client: Client, path: str, do: str, **told: str) -> int:
    seen = Appointment.objects.get().starts_at.isoformat()
    return client.post(path, {"do": do, "seen": seen, **told}).status_code


def _status() -> str:
    return Appointment.objects.get().status


def test_page_says_when_and_where_in_the_places_time_and_the_readers_language(client: Client, path: str) -> None:
    english = client.get(path).content.decode()
    assert ("Tuesday, June 16<br>10:00 AM" in english, "North Office" in english) == (True, True)
    assert "6月16日（星期二）<br>上午 10:00" in client.get(f"{path}?lang=zh-hant").content.decode()


def test_look_is_in_the_book(client: Client, path: str, message: Message) -> None:
    client.get(path)
    event = AuditEvent.objects.filter(word="reveal", people=[message.person_id]).latest("id")
    assert (event.actor_kind, event.actor_id, event.fields) == (
        "patient", str(message.person_id), ["patients.appointment", "patients.desktask"],
    )  # fmt: skip


def test_patient_confirms(client: Client, path: str, message: Message) -> None:
    assert _post(client, path, "confirm") == 302
    assert _status() == "confirmed"
    event = AuditEvent.objects.filter(fields=["patients.appointment"], word="change").latest("id")
    assert (event.actor_kind, event.actor_id) == ("patient", str(message.person_id))
    page = client.get(f"{path}?done=confirmed").content.decode()
    assert ("We look forward to seeing you" in page, "I will come" in page) == (True, False)
    assert Notice.objects.count() == 0


def test_patient_cancels_after_a_second_look(client: Client, path: str, message: Message) -> None:
    assert "Cancel this appointment?" in client.get(f"{path}?cancel=1").content.decode()
    assert _post(client, path, "cancel") == 302
    assert _status() == "cancelled"
    task = DeskTask.objects.get()
    assert (task.kind, task.appointment_id, task.origin) == (
        "cancelled",
        message.appointment_id,
        "appointment-reminder",
    )
    assert set(Notice.objects.values_list("kind", "alert", "audience")) == {
        ("staff-alert", "cancelled-by-link", "front-desk"),
        ("appointment-answered", "", ""),
    }
    assert "is cancelled" in client.get(path).content.decode()


def test_pressing_twice_cancels_once(client: Client, path: str) -> None:
    assert [_post(client, path, "cancel"), _post(client, path, "cancel")] == [302, 409]
    assert DeskTask.objects.count() == 1


def test_patient_asks_for_another_time_and_the_old_one_stands(client: Client, path: str) -> None:
    assert _post(client, path, "ask", **WISHES) == 302
    task = DeskTask.objects.get()
    assert (task.kind, task.state, task.preferred) == (
        "move",
        "requested",
        [{"day": "2026-06-22", "part": "morning"}, {"day": "2026-06-23", "part": "any"}],
    )
    assert _status() == "booked"
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["appointment-answered", "staff-alert"]
    page = client.get(path).content.decode()
    assert ("until then this one stands" in page, "Ask for another time" in page) == (True, False)
    assert _post(client, path, "ask", **WISHES) == 302
    assert DeskTask.objects.count() == 1


def test_another_wish_is_another_task_once_the_first_was_seen_to(client: Client, path: str) -> None:
    _post(client, path, "ask")
    desk_tasks.finish(by=BY, now=NOW, task_id=DeskTask.objects.get().pk, outcome="moved")
    _post(client, path, "ask")
    assert sorted(DeskTask.objects.values_list("state", flat=True)) == ["completed", "requested"]


def test_cancelling_ends_the_wish_for_another_time(client: Client, path: str) -> None:
    _post(client, path, "ask")
    _post(client, path, "cancel")
    assert dict(DeskTask.objects.values_list("kind", "state")) == {"move": "cancelled", "cancelled": "requested"}


@pytest.mark.parametrize("do", ["confirm", "cancel", "ask"])
def test_answer_to_a_time_that_has_changed_does_nothing(client: Client, path: str, do: str) -> None:
    seen = Appointment.objects.get()
    moved_to = seen.starts_at + timedelta(days=3)
    appointments.move(by=BY, now=NOW, appointment_id=seen.pk, starts_at=moved_to)
    answer = client.post(path, {"do": do, "seen": seen.starts_at.isoformat()})
    page = answer.content.decode()
    assert (answer.status_code, "Something has changed" in page, "Friday, June 19" in page) == (409, True, True)
    assert (_status(), DeskTask.objects.count()) == ("booked", 0)


@pytest.mark.parametrize("seen", ["", "never", "2026-06-16T15:00:00"])
def test_answer_that_names_no_moment_does_nothing(client: Client, path: str, seen: str) -> None:
    assert client.post(path, {"do": "confirm", "seen": seen}).status_code == 409
    assert _status() == "booked"


@pytest.mark.parametrize("status", ["arrived", "fulfilled", "noshow", "entered-in-error"])
def test_appointment_that_is_over_can_only_be_read(client: Client, path: str, status: str) -> None:
    Appointment.objects.update(status=status)
    page = client.get(path).content.decode()
    assert ("is over" in page, "<button" in page) == (True, False)
    assert _post(client, path, "cancel") == 409
    assert _status() == status


def test_whoever_cancelled_may_ask_for_a_new_one(client: Client, path: str, message: Message) -> None:
    _post(client, path, "cancel")
    assert "Ask for a new appointment" in client.get(path).content.decode()
    assert _post(client, path, "ask", **WISHES) == 302
    assert sorted(DeskTask.objects.values_list("kind", flat=True)) == ["booking", "cancelled"]
    assert "You have asked for a new appointment" in client.get(path).content.decode()


@pytest.mark.parametrize("day", ["2026-06-14", "2027-07-01", "soon"])
def test_day_that_cannot_be_is_said_beside_its_field(client: Client, path: str, day: str) -> None:
    answer = client.post(path, {"do": "ask", "seen": Appointment.objects.get().starts_at.isoformat(), "day2": day})
    page = answer.content.decode()
    assert (answer.status_code, 'id="id_day2_error"' in page, 'aria-describedby="id_day2_error"' in page) == (
        400, True, True,
    )  # fmt: skip
    assert DeskTask.objects.count() == 0


def test_words_are_sealed(client: Client, path: str) -> None:
    _post(client, path, "ask", **WISHES)
    assert "telephone" not in f"{DeskTask.objects.get().words}"


def test_notice_of_the_answer_opens_the_same_appointment(client: Client, path: str, message: Message) -> None:
    _post(client, path, "cancel")
    notice = Notice.objects.get(kind="appointment-answered")
    Message.objects.filter(pk=message.pk).update(
        appointment=None, origin="notice", origin_id=notice.pk, origin_slug=notice.kind
    )
    assert "is cancelled" in client.get(path).content.decode()

"""`/book/` and `/book/<token>/`: a wish lands on the desk and books nothing."""

from datetime import timedelta

import pytest
from django.test import Client

from audit.domain.actors import Actor
from audit.models import AuditEvent
from campaigns.enums import LinkPurpose
from campaigns.models import Message
from clinic.models import Notice
from consent.models import Posted
from consent.operations import doorstep
from patients.models import Appointment, DeskTask, Person
from patients.operations import desk_tasks
from tests.campaigns.messages import message_to
from tests.campaigns.pages.reader import let_in, path_of
from tests.campaigns.scenes import BY, NOW, patient

pytestmark = pytest.mark.django_db
TOLD = {
    "name": "Ana Li", "email": "ana@mail.example", "phone": "(312) 555-0142", "day1": "2026-06-22", "part1": "evening",
    "words": "a check-up",
}  # fmt: skip


def _take_up() -> None:
    doorstep.take_up(by=Actor.system("test"), now=NOW)


def test_page_keeps_a_sealed_letter_and_nothing_else(client: Client) -> None:
    answer = client.post("/book/", TOLD)
    assert (answer.status_code, "Nothing is booked yet" in answer.content.decode()) == (200, True)
    assert (Posted.objects.get().kind, DeskTask.objects.count(), Person.objects.count()) == ("booking", 0, 0)
    assert "Ana" not in f"{Posted.objects.get().content}"


def test_page_says_the_same_whoever_is_known(client: Client) -> None:
    patient(email="ana@mail.example")
    pages = [client.post("/book/", TOLD | {"email": email}).content for email in ("ana@mail.example", "x@mail.example")]
    assert pages[0] == pages[1]


def test_wish_lands_on_the_desk_and_names_nobody_who_is_known(client: Client) -> None:
    known = patient(email="ana@mail.example")
    client.post("/book/?lang=zh-hant", TOLD)
    _take_up()
    task = DeskTask.objects.get()
    assert (task.kind, task.person_id, task.origin, task.language, task.preferred) == (
        "booking", None, "book", "zh-hant", [{"day": "2026-06-22", "part": "evening"}],
    )  # fmt: skip
    told = dict(Notice.objects.values_list("kind", "person_id"))
    asker = Person.objects.exclude(pk=known.pk).get()
    assert (told, asker.kind) == ({"staff-alert": None, "booking-received": asker.pk}, "subscriber")
    assert Appointment.objects.count() == 0


def test_same_wish_twice_is_one_task_and_a_corrected_one_another(client: Client) -> None:
    for told in (TOLD, TOLD, TOLD | {"phone": "(312) 555-0143"}):
        client.post("/book/", told)
    _take_up()
    assert DeskTask.objects.count() == 2


def test_days_are_asked_for_in_a_year_from_today_on(client: Client) -> None:
    for day in ("2026-06-14", "2027-06-16", "x"):
        answer = client.post("/book/", TOLD | {"day1": day})
        assert (answer.status_code, 'id="id_day1_error"' in answer.content.decode()) == (400, True)
    assert client.post("/book/", TOLD | {"day1": "", "words": ""}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"), [("phone", "12"), ("name", ""), ("email", "x"), ("name", "see https://x.example"), ("words", "​")]
)
def test_what_is_wrong_is_said_beside_its_field(client: Client, name: str, value: str) -> None:
    answer = client.post("/book/", TOLD | {name: value})
    assert (answer.status_code, f'aria-describedby="id_{name}_error' in answer.content.decode()) == (400, True)
    assert Posted.objects.count() == 0


def test_too_many_wishes_are_told_to_wait(client: Client) -> None:
    assert [client.post("/book/", TOLD).status_code for _ in range(7)][-1] == 429


# --- from a message ----------------------------------------------------------------------------------------


@pytest.fixture
def message(client: Client) -> Message:
    return message_to(patient(), at=NOW, origin_slug="annual-checkup")


@pytest.fixture
def path(client: Client, message: Message) -> str:
    path = path_of(LinkPurpose.BOOKING, message)
    let_in(client, path)
    return path


def test_reader_of_a_message_writes_no_name(client: Client, path: str, message: Message) -> None:
    page = client.get(path).content.decode()
    assert [name for name in ("name", "email", "phone") if f'name="{name}"' in page] == []
    assert client.post(path, {"day1": "2026-06-22", "part1": "any", "words": ""}).status_code == 302
    task = DeskTask.objects.get()
    assert (task.kind, task.person_id, task.origin) == ("booking", message.person_id, "annual-checkup")
    assert set(Notice.objects.values_list("kind", "alert", "person_id")) == {
        ("staff-alert", "booking-asked", None),
        ("booking-received", "", message.person_id),
    }
    assert Appointment.objects.count() == 0
    event = AuditEvent.objects.get(word="create", fields=["patients.desktask"], people=[message.person_id])
    assert event.actor_kind == "patient"


def test_one_wish_waits_at_a_time(client: Client, path: str) -> None:
    for _ in range(2):
        client.post(path, {})
    assert DeskTask.objects.count() == 1
    assert "Your request has arrived" in client.get(path).content.decode()
    desk_tasks.finish(by=BY, now=NOW + timedelta(hours=1), task_id=DeskTask.objects.get().pk, outcome="booked")
    assert 'name="day1"' in client.get(path).content.decode()
    client.post(path, {})
    assert DeskTask.objects.count() == 2

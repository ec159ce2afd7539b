"""`/care/<token>/`: the guide by category, "I am fine", "please call me"."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from audit.models import AuditEvent
from campaigns.enums import LinkPurpose
from campaigns.models import CareAnswer, CareGuide, Message
from clinic.models import Notice
from patients.models import DeskTask
from patients.operations import desk_tasks
from patients.operations.visits import record_procedure
from tests.campaigns.messages import message_to
from tests.campaigns.pages.reader import let_in, path_of
from tests.campaigns.scenes import BY, NOW, patient

pytestmark = pytest.mark.django_db
ENDED = NOW - timedelta(days=7)


def _guide(category: str, language: str = "en", number: int = 1, *, published: bool = True, body: str = "") -> None:
    CareGuide.objects.create(
        category=category, language=language, number=number, title=f"{category} {language} {number}",
        body=body or "Rest.", published_at=NOW if published else None,
    )  # fmt: skip


@pytest.fixture
def message(client: Client) -> Message:
    person = patient()
    for category, days in (("surgery", 7), ("dental", 3)):
        record_procedure(by=BY, now=NOW, person_id=person.pk, category=category, ended_at=NOW - timedelta(days=days))
    return message_to(person, at=NOW, anchor_at=ENDED, origin_slug="post-op-care")


@pytest.fixture
def path(client: Client, message: Message) -> str:
    path = path_of(LinkPurpose.CARE, message)
    let_in(client, path)
    return path


def _page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_guide_is_that_of_the_treatment_the_message_is_about(client: Client, path: str) -> None:
    for category in ("surgery", "dental", "other"):
        _guide(category)
    assert "surgery en 1" in _page(client, path)


def test_message_about_no_treatment_shows_the_guide_of_the_latest(client: Client, message: Message, path: str) -> None:
    for category in ("surgery", "dental"):
        _guide(category)
    Message.objects.update(anchor_at=NOW)
    assert "dental en 1" in _page(client, path)


def test_guide_is_the_latest_published_in_the_readers_language(client: Client, path: str) -> None:
    _guide("surgery")
    _guide("surgery", number=2)
    _guide("surgery", "zh-hant", number=2)
    _guide("surgery", number=3, published=False)
    assert "surgery en 2" in _page(client, path)
    assert "surgery zh-hant 2" in _page(client, f"{path}?lang=zh-hant")
    hans = _page(client, f"{path}?lang=zh-hans")
    assert ("surgery en 2" in hans, '<section class="card text" lang="en"' in hans) == (True, True)


def test_without_a_guide_of_the_category_the_general_one_is_shown(client: Client, path: str) -> None:
    assert "advice from your visit" in _page(client, path)
    _guide("other")
    assert "other en 1" in _page(client, path)


def test_guide_is_markdown_made_harmless(client: Client, path: str) -> None:
    _guide(
        "surgery", body="**Rest.** <script>x</script> ![x](https://elsewhere.example/x.png) [call](tel:+12175550100)"
    )
    page = _page(client, path)
    assert "<strong>Rest.</strong>" in page
    assert ("<script" in page, "<img" in page.partition("<main")[2], 'href="tel:+12175550100"' in page) == (
        False, False, True,
    )  # fmt: skip


def test_look_is_in_the_book(client: Client, path: str, message: Message) -> None:
    _page(client, path)
    event = AuditEvent.objects.filter(word="reveal", people=[message.person_id]).latest("id")
    assert event.fields == ["campaigns.careanswer", "patients.procedure"]


def test_fine_is_kept_and_asks_nobody_to_call(client: Client, path: str, message: Message) -> None:
    assert client.post(path, {"answer": "fine"}).status_code == 302
    assert list(CareAnswer.objects.values_list("answer", "message_id", "answered_at")) == [("fine", message.pk, NOW)]
    assert (DeskTask.objects.count(), Notice.objects.count()) == (0, 0)
    assert "Good to hear" in _page(client, f"{path}?done=fine")


def test_call_me_is_a_task_for_the_desk_within_hours(client: Client, path: str, message: Message) -> None:
    client.post(path, {"answer": "call-me"})
    task = DeskTask.objects.get()
    assert (task.kind, task.person_id, task.category, task.origin, task.due_at) == (
        "call-back", message.person_id, "surgery", "post-op-care", NOW + timedelta(hours=4),
    )  # fmt: skip
    assert list(Notice.objects.values_list("alert", "audience")) == [("call-asked", "front-desk")]
    assert "You asked us to call you" in _page(client, path)


def test_pressing_twice_is_one_answer_and_one_call(client: Client, path: str) -> None:
    for _ in range(2):
        client.post(path, {"answer": "call-me"})
    assert (CareAnswer.objects.count(), DeskTask.objects.count()) == (1, 1)


def test_another_answer_is_kept_beside_the_first(client: Client, path: str) -> None:
    for minutes, answer in enumerate(("fine", "call-me", "fine")):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            client.post(path, {"answer": answer})
    assert list(CareAnswer.objects.values_list("answer", flat=True)) == ["fine", "call-me", "fine"]
    assert DeskTask.objects.get().state == "requested"


def test_after_the_call_they_can_ask_for_another(client: Client, path: str) -> None:
    client.post(path, {"answer": "call-me"})
    desk_tasks.finish(by=BY, now=NOW, task_id=DeskTask.objects.get().pk, outcome="talked")
    client.post(path, {"answer": "call-me"})
    assert sorted(DeskTask.objects.values_list("state", flat=True)) == ["completed", "requested"]


@pytest.mark.parametrize("answer", ["", "well", "<b>"])
def test_what_is_no_answer_changes_nothing(client: Client, path: str, answer: str) -> None:
    assert client.post(path, {"answer": answer}).status_code == 200
    assert CareAnswer.objects.count() == 0

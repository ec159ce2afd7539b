from datetime import timedelta

import pytest
from django.test import Client

from audit.models import AuditEvent
from campaigns import desk, desk_unknown
from campaigns.enums import Basis, Found
from campaigns.models import Message, MessageTemplate, Settlement
from campaigns.operations import unknowns
from clinic.enums import Role
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan
from tests.campaigns.unknown.lost import lose, lost_reminder
from tests.desk_people import signed_in, staff

pytestmark = pytest.mark.django_db
PAGE = "/admin/desk/unknown-messages/"


@pytest.fixture
def client() -> Client:
    open_clinic()
    return signed_in(staff())


def _in_time(message: Message) -> Message:
    """By the clock of the page."""
    Message.objects.filter(pk=message.pk).update(expires_at=NOW.replace(year=2100))
    return message


def _post(client: Client, do: str, basis: str = "service-log", **told: object) -> list[str]:
    answer = client.post(f"{PAGE}settle/", {"do": do, "basis": basis, **told}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_page_shows_what_to_look_for_and_no_name(client: Client) -> None:
    message = lost_reminder(patient("Zuleika"))
    page = client.get(PAGE).content.decode()
    assert f"&lt;{message.pk}@127.0.0.1&gt;" in page
    assert ("Zuleika" in page, "What to do" in page) == (False, True)
    event = AuditEvent.objects.latest("id")
    assert (event.word, event.people) == ("list", [message.person_id])


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_database_so_often(client: Client, number: int, django_assert_num_queries: object) -> None:
    for _ in range(number):
        lost_reminder()
    client.get(PAGE)
    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get(PAGE)


def test_empty_pages_say_what_would_stand_there(client: Client) -> None:
    assert "we know what became of it" in client.get(PAGE).content.decode()
    assert "Nothing yet" in client.get(f"{PAGE}?done=1").content.decode()
    assert desk.unknown_card(NOW) is None


def test_page_can_be_narrowed_to_a_journey(client: Client) -> None:
    reminder = lost_reminder()
    plan(intent(patient()))
    lose(Message.objects.get(origin_slug="welcome").pk)
    shown = client.get(f"{PAGE}?journey=appointment-reminder").context["groups"]
    assert [line.message.pk for group in shown for line in group.lines] == [reminder.pk]
    everything = client.get(f"{PAGE}?journey=none").context["groups"]
    assert sum(group.number for group in everything) == 2
    card = desk.unknown_card(NOW)
    assert card is not None
    assert (card.value, card.link, card.permission) == ("2", PAGE, "campaigns.view_settlement")


def test_one_that_is_ticked_is_settled_and_stands_among_the_done(client: Client) -> None:
    ours, other = lost_reminder(), lost_reminder()
    assert _post(client, "arrived", message=str(ours.pk)) == ["1 message settled: arrived."]
    assert dict(Message.objects.values_list("pk", "state")) == {ours.pk: "accepted", other.pk: "unknown"}
    done = client.get(f"{PAGE}?done=1").content.decode()
    assert ("It arrived" in done, "front-desk" in done, str(other.pk) in done) == (True, True, False)


def test_a_whole_group_is_settled_as_it_was_shown(client: Client) -> None:
    ids = [str(lost_reminder().pk) for _ in range(3)]
    lost_reminder()
    assert _post(client, "not-arrived", shown=ids, all="1") == ["3 messages settled: did not arrive."]
    assert sorted(Message.objects.values_list("state", flat=True)) == ["failed", "failed", "failed", "unknown"]


def test_a_reminder_is_sent_again_and_what_cannot_be_is_told(client: Client) -> None:
    good, late = _in_time(lost_reminder()), lost_reminder()
    assert "It did not arrive: send again" in client.get(PAGE).content.decode()
    said = _post(client, "sent-again", message=[str(good.pk), str(late.pk)])
    assert said == [
        "1 message will be sent again, if nothing speaks against it by then.",
        "1 message cannot be sent again: settled, too late, or not about a treatment.",
    ]
    good.refresh_from_db()
    assert (good.state, good.resends) == ("planned", 1)


@pytest.mark.parametrize(
    "told",
    [
        {"do": "arrived", "basis": "service-log"},
        {"do": "arrived", "basis": "polled", "ticked": True},
        {"do": "arrived", "basis": "", "ticked": True},
        {"do": "lost", "basis": "patient", "ticked": True},
    ],
)
def test_without_a_message_a_finding_and_a_reason_nothing_changes(client: Client, told: dict[str, object]) -> None:
    message = lost_reminder()
    ticked = {"message": str(message.pk)} if told.pop("ticked", False) else {"message": "x"}
    assert _post(client, **told, **ticked) == [  # type: ignore[arg-type]
        "Nothing was changed: tick at least one message, and say how you know."
    ]
    assert (Message.objects.get().state, Settlement.objects.count()) == ("unknown", 0)


def test_marketers_neither_see_nor_settle_them(client: Client) -> None:
    marketer = signed_in(staff(Role.MARKETER))
    assert marketer.get(PAGE).status_code == 403
    assert marketer.post(f"{PAGE}settle/").status_code == 403


def test_only_a_text_about_a_treatment_may_be_marked(client: Client) -> None:
    admin = signed_in(staff(Role.ADMINISTRATOR))
    for slug, is_marked in (("appointment-reminder", True), ("welcome", False)):
        text = MessageTemplate.objects.get(slug=slug)
        empty = {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
        told = {"name": text.name, "resend_unknown": "on", **empty}
        answer = admin.post(f"/admin/campaigns/messagetemplate/{text.pk}/change/", told)
        text.refresh_from_db()
        assert (text.resend_unknown, answer.status_code) == (is_marked, 302 if is_marked else 200)


def test_pages_show_all_of_them_the_oldest_first(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_unknown, "MOST", 2)
    lost = [lost_reminder() for _ in range(3)]
    for minute, message in enumerate(lost):
        Message.objects.filter(pk=message.pk).update(handed_over_at=NOW + timedelta(minutes=minute))
    pages = [client.get(PAGE, {"page": number}) for number in (1, 2)]
    shown = [[line.message.pk for group in page.context["groups"] for line in group.lines] for page in pages]
    assert shown == [[lost[0].pk, lost[1].pk], [lost[2].pk]]
    assert "Page 2 of 2" in pages[1].content.decode()
    assert "3 messages, the oldest first" in pages[0].content.decode()
    for message in lost:
        unknowns.settle([message.pk], found=Found.ARRIVED, basis=Basis.PATIENT, by=BY, now=NOW)
    done = client.get(PAGE, {"done": 1, "page": 2})
    assert (len(done.context["lines"]), "done=1&amp;page=1" in done.content.decode()) == (1, True)

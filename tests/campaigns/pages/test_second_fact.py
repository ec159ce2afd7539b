"""Behind a link in a message nothing is shown before the year of birth; five wrong ones lock it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from audit.domain.actors import Actor
from audit.models import AuditEvent
from campaigns.enums import LinkPurpose
from campaigns.models import CareAnswer, LinkGuard, Message
from campaigns.operations import link_guards
from clinic.models import Notice
from consent import links
from patients.models import Appointment, DeskTask
from patients.operations.people import update_person
from tests.campaigns.messages import message_about
from tests.campaigns.pages.reader import knows, let_in, path_of
from tests.campaigns.scenes import BY, NOW, booked, patient

pytestmark = pytest.mark.django_db
CLERK = Actor.staff(uuid4(), "front-desk")
EVERY = list(LinkPurpose)


def _message(**details: object) -> Message:
    return message_about(booked(patient(**details)), at=NOW)


def _denied() -> int:
    return AuditEvent.objects.filter(outcome="denied").count()


@pytest.mark.parametrize("purpose", EVERY)
def test_nothing_stands_on_the_page_before_the_second_fact(client: Client, purpose: LinkPurpose) -> None:
    message = _message()
    path = path_of(purpose, message)
    for answer in (client.get(path), client.get(f"{path}?lang=zh-hant"), client.post(path, {"do": "cancel"})):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert [word for word in ("June", "6月", "North Office", "9:00", "10:00") if word in page] == []
        assert answer["Cache-Control"] == "no-store"
    assert Appointment.objects.get().status == "booked"


@pytest.mark.parametrize("purpose", EVERY)
def test_get_and_head_change_nothing(client: Client, purpose: LinkPurpose) -> None:
    """A program that checks mail follows every link, with all that a page has in its address."""
    path = path_of(purpose, _message())
    let_in(client, path)
    before = list(Appointment.objects.values_list("status", "updated_at"))
    for query in ("", "?do=cancel", "?cancel=1", "?answer=call-me", "?do=confirm&lang=en"):
        for ask in (client.get, client.head):
            assert ask(f"{path}{query}").status_code == 200
    assert list(Appointment.objects.values_list("status", "updated_at")) == before
    assert (DeskTask.objects.count(), CareAnswer.objects.count(), Notice.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("purpose", EVERY)
def test_year_is_read_as_a_chinese_keyboard_writes_it(client: Client, purpose: LinkPurpose) -> None:
    assert client.post(path_of(purpose, _message()), {"birth_year": "１９８０"}).status_code == 302
    assert LinkGuard.objects.filter(tries__gt=0).count() == 0


@pytest.mark.parametrize("purpose", EVERY)
def test_fifth_wrong_year_locks_all_links_to_the_same_thing(client: Client, purpose: LinkPurpose) -> None:
    message = _message()
    path, another = path_of(purpose, message), message_about(message.appointment, at=NOW)
    statuses = [knows(client, path, 1970 + number).status_code for number in range(5)]
    assert statuses == [400, 400, 400, 400, 410]
    assert knows(client, path).status_code == 410
    assert knows(Client(), path_of(purpose, another)).status_code == 410
    assert list(Notice.objects.order_by("audience").values_list("alert", "audience")) == [
        ("message-link-locked", "front-desk"),
        ("message-link-locked", "privacy-officer"),
    ]
    counted = AuditEvent.objects.filter(fields=["campaigns.linkguard"])
    assert [event.details["tries"] for event in counted.order_by("id")] == [1, 2, 3, 4, 5]


def test_staff_open_a_locked_link_again(client: Client) -> None:
    path = path_of(LinkPurpose.CARE, _message())
    for number in range(5):
        knows(client, path, 1970 + number)
    guard = LinkGuard.objects.get()
    assert link_guards.open_again(by=CLERK, now=NOW, guard_id=guard.pk)
    assert not link_guards.open_again(by=CLERK, now=NOW, guard_id=guard.pk)
    assert Notice.objects.filter(seen_at=None).count() == 0
    assert knows(client, path).status_code == 302


def test_wrong_years_behind_all_links_of_a_person_are_counted_together(client: Client) -> None:
    """Two links to one appointment, a link to another one, another page: five tries in all."""
    message = _message()
    again = message_about(message.appointment, at=NOW)
    later = message_about(booked(message.person, NOW + timedelta(days=3)), at=NOW)
    paths = [
        path_of(LinkPurpose.APPOINTMENT, message),
        path_of(LinkPurpose.APPOINTMENT, again),
        path_of(LinkPurpose.APPOINTMENT, later),
        path_of(LinkPurpose.CARE, message),
        path_of(LinkPurpose.BOOKING, again),
    ]
    assert [knows(Client(), path, 1970).status_code for path in paths] == [400, 400, 400, 400, 410]
    assert [knows(Client(), path).status_code for path in paths] == [410] * 5
    assert knows(client, path_of(LinkPurpose.APPOINTMENT, _message())).status_code == 302
    guard = LinkGuard.objects.get(locked_at__isnull=False)
    assert link_guards.open_again(by=CLERK, now=NOW, guard_id=guard.pk)
    assert [knows(Client(), path, 1970).status_code for path in paths] == [400, 400, 400, 400, 410]


def test_a_browser_is_asked_again_after_half_an_hour_and_for_another_message(client: Client) -> None:
    message = _message()
    path = path_of(LinkPurpose.APPOINTMENT, message)
    assert "North Office" in let_in(client, path)
    assert "North Office" not in client.get(path_of(LinkPurpose.APPOINTMENT, _message())).content.decode()
    assert "North Office" not in Client().get(path).content.decode()
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert "North Office" not in client.get(path).content.decode()


@pytest.mark.parametrize("purpose", EVERY)
def test_link_ends_with_the_address_that_it_was_mailed_to(purpose: LinkPurpose) -> None:
    """Who reads the mailbox that a patient left may know the year of birth."""
    # Of one address the book keeps a few refusals a minute: other tests are somewhere else.
    client = Client(REMOTE_ADDR=f"198.51.100.{EVERY.index(purpose) + 1}")
    message = _message(email="left@mail.example")
    path = path_of(purpose, message)
    assert client.get(path).status_code == 200
    update_person(by=BY, now=NOW, person_id=message.person_id, email="new@mail.example")
    before = _denied()
    assert client.get(path).status_code == 404
    assert _denied() == before + 1


def test_link_in_a_text_message_ends_with_its_number(client: Client) -> None:
    message = message_about(booked(patient(phone="+1 312 555 0142")), at=NOW, channel="sms")
    path = path_of(LinkPurpose.APPOINTMENT, message)
    update_person(by=BY, now=NOW, person_id=message.person_id, email="new@mail.example")
    assert client.get(path).status_code == 200
    update_person(by=BY, now=NOW, person_id=message.person_id, phone="+1 312 555 0143")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("purpose", EVERY)
def test_token_of_another_page_or_nobodys_is_not_found(client: Client, purpose: LinkPurpose) -> None:
    message = _message()
    here = path_of(purpose, message)
    others = [path_of(other, message).split("/")[2] for other in EVERY if other != purpose]
    free = links.sign(purpose, message.pk)
    for token in (*others, free, links.sign(purpose, uuid4(), bound=bytes(8)), "x", here.split("/")[2][:-1]):
        assert client.get(f"/{here.split('/')[1]}/{token}/").status_code == 404


def test_message_about_no_appointment_opens_no_appointment(client: Client) -> None:
    message = _message()
    Message.objects.filter(pk=message.pk).update(appointment=None)
    assert client.get(path_of(LinkPurpose.APPOINTMENT, message)).status_code == 404


def test_somebody_of_ninety_says_any_year_that_makes_them_ninety(client: Client) -> None:
    path = path_of(LinkPurpose.CARE, _message(birth_date=date(1931, 2, 3)))
    assert knows(client, path, 1931).status_code == 302

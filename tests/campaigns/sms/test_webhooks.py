"""What Twilio calls: signed requests to the addresses that it was given."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from audit.blind import phone_key
from campaigns.domain.twilio_words import signature
from campaigns.models import DeliveryEvent, InboundText, Message
from campaigns.operations.delivery import deliver_due
from clinic.models import Vendor
from consent.enums import Recorded
from consent.models import Preference, Suppression
from consent.operations import preferences
from consent.queries import topics_of
from patients.models import DeskTask, Person
from patients.operations.people import update_person
from tests.campaigns.scenes import BY, NOW, TODAY, booked, open_clinic, patient, plan, reminder
from tests.campaigns.sms.conftest import TWILIO
from tests.campaigns.sms.readers import PHONE, text_reader
from tests.campaigns.sms.twilio_sink import ACCOUNT, SID, TwilioSink, refusal

pytestmark = pytest.mark.django_db
INBOUND = "/webhooks/sms/twilio/"


@pytest.fixture(autouse=True)
def clinic(twilio: TwilioSink) -> None:
    open_clinic()
    Vendor.objects.create(
        name="Twilio", channel="sms", backend=TWILIO, baa_signed_on=date(2026, 1, 1), baa_scope=["send"]
    )


def _post(path: str, told: dict[str, str], **changes: str) -> Any:
    """As Twilio posts it."""
    told = {"AccountSid": ACCOUNT} | told
    given = signature("12345", f"https://clinic.example{path}", {name: [value] for name, value in told.items()})
    headers = {"HTTP_X_TWILIO_SIGNATURE": given} | changes
    return Client(enforce_csrf_checks=True).post(path, told, **headers)  # type: ignore[arg-type]


def _says(body: str, sender: str = PHONE, sid: str = "", **more: str) -> str:
    told = {"MessageSid": sid or f"SM{uuid4().hex}", "From": sender, "To": "+12175550100", "Body": body}
    answer = _post(INBOUND, told | more)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml")
    return str(answer.content.decode().removeprefix('<?xml version="1.0" encoding="UTF-8"?>'))


_NOTHING = "<Response></Response>"


def _is_stopped() -> bool:
    rows = Suppression.objects.filter(address_key=phone_key(PHONE), channel="sms", cause="stopped")
    return any(row.until is None for row in rows)


def _on(person: Person) -> set[str]:
    return {topic.value for topic, is_on in topics_of(person.pk, today=TODAY, channel="sms").items() if is_on}


def _text_to(person: Person) -> Message:
    plan(reminder(booked(person), template_slug="appointment-reminder-sms", channel="sms"))
    return Message.objects.get(person=person)


def test_stop_stops_the_number_of_everybody_and_start_ends_just_that() -> None:
    ana, bo = text_reader(), text_reader(topic="aftercare", given_name="Bo")
    preferences.set_topic(
        by=BY, now=NOW, person_id=bo.pk, topic="check-ups", wanted=False, via=Recorded.STAFF, channel="sms"
    )
    before = (_on(ana), _on(bo))
    assert _says("STOP") == _NOTHING  # Twilio answers it
    assert (_is_stopped(), _on(ana), _on(bo)) == (True, set(), set())
    message = _text_to(ana)
    assert (message.state, message.reason) == ("refused", "address-stopped")
    assert topics_of(ana.pk, today=TODAY)["appointments"]  # e-mail goes on
    assert _says("start") == _NOTHING
    assert (_is_stopped(), _on(ana), _on(bo)) == (False, *before)
    said = Preference.objects.filter(topic="check-ups", channel="sms").values_list("wanted", flat=True)
    assert list(said) == [False]


def test_start_lifts_nothing_that_stop_did_not_do() -> None:
    ana = text_reader()
    preferences.unsubscribe_all(by=BY, now=NOW, person_id=ana.pk, via=Recorded.PREFERENCE_PAGE, channel="sms")
    Suppression.objects.create(address_key=phone_key(PHONE), channel="sms", cause="bounced", since=NOW)
    _says("STOP")
    _says("START")
    assert _on(ana) == set()
    assert Suppression.objects.get(cause="bounced").until is None


def test_start_alone_is_no_yes_to_anything() -> None:
    ana = patient(phone=PHONE)
    _says("START")
    assert (_on(ana), Preference.objects.count()) == (set(), 0)


def test_an_answer_counts_once_however_often_it_comes() -> None:
    text_reader()
    _says("STOP", sid="SMone")
    _says("START")
    assert _says("STOP", sid="SMone") == _NOTHING
    assert (_is_stopped(), InboundText.objects.count()) == (False, 2)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("HELP", "Maple Street Clinic, (217) 555-0100."),
        ("說明", "楓街診所，電話 (217) 555-0100。"),
        ("退訂", "楓街診所：您不會再收到我們的簡訊。"),
    ],
)
def test_words_that_twilio_does_not_answer_are_answered_with_the_clinic_s_name(body: str, words: str) -> None:
    assert words in _says(body)
    assert _says(body, OptOutType="HELP") == _NOTHING


def test_other_words_are_for_the_desk_about_the_one_person_of_that_number() -> None:
    ana = text_reader()
    assert "thank you, somebody reads this" in _says("I am late & sorry")
    task = DeskTask.objects.get()
    assert (task.kind, task.person_id, task.origin) == ("reply", ana.pk, "sms")
    assert _says("still on my way") == _NOTHING  # thanked once a day
    assert (DeskTask.objects.count(), _is_stopped()) == (2, False)


@pytest.mark.parametrize("number_of_people", [0, 2])
def test_words_from_a_number_of_nobody_or_of_several_name_nobody(number_of_people: int) -> None:
    for _ in range(number_of_people):
        text_reader()
    _says("hello")
    assert DeskTask.objects.get().person_id is None


def test_cancel_stops_and_is_read_by_the_desk_too() -> None:
    text_reader()
    _says("取消")
    assert (_is_stopped(), DeskTask.objects.get().kind) == (True, "reply")


def test_what_was_written_is_sealed() -> None:
    _says("my secret knee")
    assert "knee" not in str(InboundText.objects.values_list().get()) + str(DeskTask.objects.values_list().get())


@pytest.mark.parametrize(
    ("told", "changes"),
    [
        ({"MessageSid": "SM1", "From": PHONE, "Body": "STOP"}, {"HTTP_X_TWILIO_SIGNATURE": "bad"}),
        ({"MessageSid": "SM1", "From": PHONE, "Body": "STOP", "AccountSid": "ACother"}, {}),
        ({"MessageSid": "SM1", "From": "clinic", "Body": "STOP"}, {}),
        ({"From": PHONE, "Body": "STOP"}, {}),
    ],
)
def test_what_is_not_twilio_s_is_refused_and_changes_nothing(told: dict[str, str], changes: dict[str, str]) -> None:
    assert _post(INBOUND, told, **changes).status_code == 400
    assert (InboundText.objects.count(), Suppression.objects.count()) == (0, 0)


def test_a_look_changes_nothing_and_without_twilio_there_is_no_address(settings: Any) -> None:
    assert Client().get(INBOUND).status_code == 405
    settings.TWILIO_AUTH_TOKEN = ""
    assert _post(INBOUND, {}).status_code == 404


def _report(message: Message, status: str, code: str = "", sid: str = SID, to: str = PHONE) -> int:
    told = {"MessageSid": sid, "MessageStatus": status, "To": to} | ({"ErrorCode": code} if code else {})
    return int(_post(f"{INBOUND}{message.pk}/", told).status_code)


def test_reports_move_the_message_on_once_each() -> None:
    message = _text_to(text_reader())
    assert dict(deliver_due(NOW, by=BY).outcomes) == {"accepted": 1}
    assert [_report(message, status) for status in ("sent", "delivered", "delivered", "nonsense")] == [204] * 4
    message.refresh_from_db()
    assert (message.state, message.receipt, DeliveryEvent.objects.count()) == ("delivered", SID, 2)


@pytest.mark.parametrize(
    ("status", "code", "cause"),
    [("undelivered", "30005", ["bounced"]), ("failed", "21610", ["stopped"]), ("undelivered", "30003", [])],
)
def test_a_report_about_the_number_stops_text_messages_to_it_alone(status: str, code: str, cause: list[str]) -> None:
    person = text_reader()
    message = _text_to(person)
    deliver_due(NOW, by=BY)
    _report(message, status, code)
    message.refresh_from_db()
    assert message.state == "bounced"
    assert list(Suppression.objects.values_list("cause", flat=True)) == cause
    assert {(bytes(row.address_key), row.channel) for row in Suppression.objects.all()} <= {(phone_key(PHONE), "sms")}


def test_a_late_report_is_about_the_number_that_was_written_to() -> None:
    """Not about the one that the person has by now."""
    person = text_reader()
    message = _text_to(person)
    deliver_due(NOW, by=BY)
    update_person(by=BY, now=NOW, person_id=person.pk, phone="+12175550199")
    _report(message, "undelivered", "30005")
    assert [bytes(row.address_key) for row in Suppression.objects.all()] == [phone_key(PHONE)]
    Suppression.objects.all().delete()
    _report(message, "failed", "30006", sid=f"SM{uuid4().hex}", to="")
    assert [bytes(row.address_key) for row in Suppression.objects.all()] == [phone_key(PHONE)]


def test_a_number_that_twilio_says_was_stopped_is_stopped_here(twilio: TwilioSink) -> None:
    twilio.status, twilio.answer = 400, refusal(21610)
    message = _text_to(text_reader())
    assert dict(deliver_due(NOW, by=BY).counts) == {(message.origin_slug, "failed", "rejected"): 1}
    message.refresh_from_db()
    assert (message.state, _is_stopped()) == ("failed", True)
    assert timezone.now() >= Suppression.objects.get().since

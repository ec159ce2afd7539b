"""A mail service reports on messages of ours, through our own address: signed, forged, ten times, shuffled, late."""

import base64
import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from audit.blind import email_key
from campaigns.models import DeliveryEvent, Message
from campaigns.operations.delivery import deliver_due
from consent.models import Suppression
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db
_URL = "/webhooks/anymail/postmark/tracking/"
_ANA, _BOB = "ana@mail.example", "bob@mail.example"


@pytest.fixture
def message(settings: Settings) -> Message:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:secret"}
    open_clinic()
    plan(intent(patient(email=_ANA)))
    patient(email=_BOB)
    deliver_due(NOW, by=BY)
    return Message.objects.get()


def _told(message: Message | None, record: str, *, to: str = _ANA, **more: Any) -> dict[str, Any]:
    named = {"RecordType": record, "MessageID": "pm-1", "Metadata": {"message_id": str(message.pk) if message else ""}}
    at = (NOW + timedelta(minutes=5)).isoformat()
    place = {"Bounce": "Email", "SpamComplaint": "Email"}.get(record, "Recipient")
    times = {"Bounce": "BouncedAt", "SpamComplaint": "BouncedAt", "Delivery": "DeliveredAt"}
    return named | {place: to, times[record]: at} | more


def _post(told: dict[str, Any], who_asks: str = "user:secret") -> int:
    who = base64.b64encode(who_asks.encode()).decode()
    headers = {"Authorization": f"Basic {who}"}
    return Client().post(_URL, json.dumps(told), content_type="application/json", headers=headers).status_code


def _hard(message: Message | None, **more: Any) -> dict[str, Any]:
    said = "smtp;550 5.1.1 The email account that you tried to reach does not exist"
    return _told(message, "Bounce", ID=7, Type="HardBounce", Details=said, **more)


def _rows() -> list[object]:
    held = Suppression.objects.values_list("address_key", "cause", "until")
    return [
        sorted(Message.objects.values_list("state", flat=True)),
        sorted(DeliveryEvent.objects.values_list("event_type", "severity", "status", "once_key")),
        sorted((bytes(key), cause, until) for key, cause, until in held),
    ]


def test_hard_bounce_stops_mail_to_the_address_it_went_to(message: Message) -> None:
    assert _post(_hard(message)) == 200
    event = DeliveryEvent.objects.get()
    assert (event.message, event.severity, event.status, event.kind) == (message, "hard", "5.1.1", "userunknown")
    assert [bytes(row.address_key) for row in Suppression.objects.all()] == [email_key(_ANA)]


def test_soft_and_blocked_bounces_stop_nothing(message: Message) -> None:
    _post(_told(message, "Bounce", ID=8, Type="SoftBounce", Details="smtp;552 5.2.2 mailbox full"))
    _post(_told(message, "Bounce", ID=9, Type="HardBounce", Details="smtp;554 5.7.1 blocked using zen.spamhaus.org"))
    assert sorted(DeliveryEvent.objects.values_list("severity", flat=True)) == ["", "soft"]
    assert Suppression.objects.count() == 0


@pytest.mark.parametrize("secret", ["user:wrong", "", "user"])
def test_unsigned_report_is_refused_and_writes_nothing(message: Message, secret: str) -> None:
    assert _post(_hard(message), secret) == 400
    message.refresh_from_db()
    assert (message.state, DeliveryEvent.objects.count(), Suppression.objects.count()) == ("accepted", 0, 0)


def test_report_about_another_address_or_another_message_silences_nobody(message: Message) -> None:
    for told in (
        _hard(message, to=_BOB),
        _hard(None, MessageID="not-ours"),
        _hard(None, to=_BOB, MessageID="nor-this"),
    ):
        assert _post(told) == 200
    message.refresh_from_db()
    assert (message.state, Suppression.objects.count()) == ("accepted", 0)


def test_reports_ten_times_shuffled_and_late_end_in_the_same_rows(message: Message) -> None:
    told = [_hard(message), _told(message, "SpamComplaint", ID=10), _told(message, "Delivery"), _hard(message, to=_BOB)]
    for one in told:
        _post(one)
    once = _rows()
    again = told * 10
    random.Random(7).shuffle(again)
    for one in again:
        _post(one)
    assert _rows() == once
    assert once[0] == ["complained"]

"""SNS's requests to us, signed by an authority of our own."""

import json
import logging
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from anymail.signals import tracking
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from django.utils import timezone

from campaigns.models import DeliveryEvent, Message, SnsMessage
from campaigns.sns.certificates import CERTIFICATES, CannotFetch, over_the_network
from tests.campaigns.scenes import intent, open_clinic, patient, plan
from tests.campaigns.vendors.amazon import TOPIC, Amazon, as_it_is, notification, root, signed, subscription
from tests.campaigns.vendors.paubox_sink import PauboxSink

pytestmark = pytest.mark.django_db
PATH = "/webhooks/anymail/amazon_ses/tracking/"


@pytest.fixture(autouse=True)
def amazon(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Amazon]:
    bundle = tmp_path / "roots.pem"
    bundle.write_bytes(root().public_bytes(Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    settings.SNS_TOPIC_ARNS, settings.ANYMAIL = [TOPIC], {"WEBHOOK_SECRET": "user:secret"}
    there = as_it_is()
    usual, CERTIFICATES.fetch = CERTIFICATES.fetch, there.fetch
    CERTIFICATES.forget()
    yield there
    CERTIFICATES.fetch = usual
    CERTIFICATES.forget()


def _post(told: dict[str, Any], *, path: str = PATH, word: str = "secret") -> Any:
    headers = {
        "HTTP_X_AMZ_SNS_MESSAGE_TYPE": told.get("Type", ""),
        "HTTP_X_AMZ_SNS_MESSAGE_ID": told.get("MessageId", ""),
    }
    if word:
        headers["HTTP_AUTHORIZATION"] = "Basic " + b64encode(f"user:{word}".encode()).decode()
    client = Client(enforce_csrf_checks=True)
    return client.post(path, json.dumps(told), "text/plain; charset=UTF-8", **headers)  # type: ignore[arg-type]


def _delivery(message: Message) -> dict[str, Any]:
    mail = {"messageId": "0100", "timestamp": "2026-06-15T15:00:00.000Z", "tags": {"message_id": [str(message.pk)]}}
    mail["headers"] = [{"name": "X-Metadata", "value": json.dumps({"message_id": str(message.pk)})}]  # type: ignore[assignment]
    told = {"eventType": "Delivery", "mail": mail, "delivery": {"recipients": ["a@b.example"]}}
    told["delivery"]["timestamp"] = "2026-06-15T15:00:01.000Z"  # type: ignore[index]
    return notification(timezone.now(), Message=json.dumps(told))


@pytest.fixture
def message() -> Message:
    open_clinic()
    plan(intent(patient()))
    return Message.objects.get()


def _kept() -> tuple[int, int]:
    return DeliveryEvent.objects.count(), SnsMessage.objects.count()


def test_a_signed_report_is_kept_once_however_often_it_comes(message: Message) -> None:
    told = _delivery(message)
    assert [(_post(told).status_code, _post(told).content)] == [(200, b"seen")]
    assert _kept() == (1, 1)
    assert DeliveryEvent.objects.get().message_id in {message.pk, None}


def test_one_that_could_not_be_taken_is_not_counted_as_seen(message: Message) -> None:
    """SNS comes without the password first, and with it when it is asked (RFC 7235)."""
    told = _delivery(message)
    assert [_post(told, word=word).status_code for word in ("", "wrong", "secret")] == [401, 400, 200]
    assert _kept() == (1, 1)


def test_a_forged_report_writes_nothing(message: Message, caplog: pytest.LogCaptureFixture) -> None:
    told = _delivery(message)
    with caplog.at_level(logging.DEBUG):
        assert _post(signed(told, by="root")).status_code == 400
        assert _post(told | {"Message": told["Message"].replace("Delivery", "Bounce")}).status_code == 400
        assert _post({name: value for name, value in told.items() if name != "Signature"}).status_code == 400
    assert _kept() == (0, 0)
    assert "a@b.example" not in caplog.text
    assert [record.exc_info for record in caplog.records if record.exc_info] == []


def test_one_that_was_delivered_raw_is_refused_and_the_log_says_what_to_do(
    message: Message, caplog: pytest.LogCaptureFixture
) -> None:
    answer = Client().post(
        PATH, _delivery(message)["Message"], "text/plain; charset=UTF-8", HTTP_X_AMZ_SNS_RAWDELIVERY="true"
    )
    assert (answer.status_code, _kept()) == (400, (0, 0))
    told = [record.getMessage() for record in caplog.records if record.name == "campaigns.sns.webhook"]
    assert told == [
        "a notification of SNS was refused: raw message delivery has no signature: turn it off for this subscription"
    ]


def test_an_old_report_is_refused(message: Message) -> None:
    old = (timezone.now() - timedelta(hours=2)).isoformat()
    assert _post(signed(_delivery(message) | {"Timestamp": old})).status_code == 400
    assert _kept() == (0, 0)


def test_without_the_certificate_sns_is_asked_to_come_again(message: Message) -> None:
    def away(url: str) -> bytes:
        raise CannotFetch("ConnectTimeout")

    CERTIFICATES.fetch = away
    assert (_post(_delivery(message)).status_code, _kept()) == (503, (0, 0))


def test_where_no_topic_is_set_up_there_is_nothing(message: Message, settings: Any) -> None:
    settings.SNS_TOPIC_ARNS = []
    assert _post(_delivery(message)).status_code == 404


def test_mail_to_us_is_not_taken(message: Message) -> None:
    assert _post(_delivery(message), path="/webhooks/anymail/amazon_ses/inbound/").status_code == 404


def test_a_get_is_none() -> None:
    assert Client().get(PATH).status_code == 405


def test_subscriptions_are_confirmed_only_where_the_settings_say_so() -> None:
    assert _post(subscription(timezone.now())).status_code == 403


def test_notes_of_what_was_seen_are_not_kept_for_ever(message: Message) -> None:
    SnsMessage.objects.create(message_id="old", received_at=timezone.now() - timedelta(days=2))
    _post(_delivery(message))
    assert list(SnsMessage.objects.filter(message_id="old")) == []


@pytest.mark.parametrize(
    ("answers", "error"),
    [({"status": 500, "answer": {}}, "500"), ({"hangs_up": True}, "ConnectionError"), ({"status": 302}, "302")],
)
def test_a_certificate_that_cannot_be_had_is_no_refusal(
    paubox: PauboxSink, answers: dict[str, Any], error: str
) -> None:
    for name, value in answers.items():
        setattr(paubox, name, value)
    with pytest.raises(CannotFetch, match=error):
        over_the_network(f"{paubox.url}/v1/maple/message_receipt?sourceTrackingId=1")


# --- recorded -----------------------------------------------------------------------------------------------


@pytest.fixture
def heard() -> Iterator[list[dict[str, Any]]]:
    found: list[dict[str, Any]] = []

    def take(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
        told = {name: value for name, value in vars(event).items() if name not in {"esp_event", "message"}}
        kind = {"esp": esp_name, "kind": type(event).__name__}
        found.append(told | kind | {"timestamp": str(event.timestamp) if event.timestamp else None})

    tracking.connect(take, weak=False, dispatch_uid="sns-ear")
    yield found
    tracking.disconnect(dispatch_uid="sns-ear")


def test_recorded_reports_give_their_events_once_they_are_signed_and_are_refused_as_they_are(
    samples: Path, heard: list[dict[str, Any]]
) -> None:
    lines = (samples / "esp_webhooks_anymail" / "amazon_ses.jsonl").read_text().splitlines()
    recorded = [json.loads(line) for line in lines]
    tried = 0
    for sample in recorded:
        if not (sample["path"].endswith("/tracking/") and sample["events"]):
            continue
        told = json.loads(sample["body"])
        assert _post(told).status_code == 400, sample["test"]
        told = {name: value for name, value in told.items() if name != "SigningCertURL"}
        told |= {"TopicArn": TOPIC, "SignatureVersion": "2"}
        heard.clear()
        SnsMessage.objects.all().delete()  # the recordings share one id
        with time_machine.travel(datetime.fromisoformat(told["Timestamp"]), tick=False):
            assert _post(signed(told)).status_code == 200, sample["test"]
        assert len(heard) == len(sample["events"]), sample["test"]
        for event, expected in zip(heard, sample["events"], strict=True):
            assert {name: event.get(name) for name in expected} == expected, sample["test"]
        tried += 1
    assert tried >= 4

"""Webhook requests that services sent (recorded by django-anymail's tests, BSD-3), through our own addresses."""

import ast
import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anymail.signals import inbound, tracking
from django.test import Client, RequestFactory
from pytest_django import Settings

from campaigns.models import DeliveryEvent
from campaigns.sns.webhook import _Reports
from consent.models import Suppression

pytestmark = pytest.mark.django_db

#: Whether a request of Amazon SES may pass is settled by SNS's signature; what it says is looked at below.
_SERVICES = ("brevo", "mailgun", "mailjet", "mandrill", "postmark", "sendgrid")
_BY_READERS = {"opened", "clicked"}


def _recorded(samples: Path, service: str) -> list[dict[str, Any]]:
    lines = (samples / "esp_webhooks_anymail" / f"{service}.jsonl").read_text().splitlines()
    samples_of_it = [json.loads(line) for line in lines]
    for sample in samples_of_it:
        sample["headers"] = {name: _as_sent(value) for name, value in sample["headers"].items()}
    return samples_of_it


def _as_sent(value: str) -> str:
    """The recording shows some headers as Python's bytes."""
    return ast.literal_eval(value).decode() if value.startswith("b'") else value


def _configured(settings: Settings, sample: dict[str, Any]) -> None:
    told = {name.removeprefix("ANYMAIL_"): value for name, value in sample["anymail_settings"].items()}
    secret = str(told.get("WEBHOOK_SECRET", ""))
    if secret.startswith("["):
        told["WEBHOOK_SECRET"] = ast.literal_eval(secret)
    if "MANDRILL_WEBHOOK_KEY" in told:
        # Mandrill signs the address that it was told.
        told.setdefault("MANDRILL_WEBHOOK_URL", _address_of(sample))
    settings.ANYMAIL = told


def _address_of(sample: dict[str, Any]) -> str:
    scheme, _, encoded = sample["headers"].get("HTTP_AUTHORIZATION", "").partition(" ")
    who = f"{base64.b64decode(encoded).decode()}@" if scheme == "Basic" else ""
    return f"http://{who}testserver{sample['path']}"


def _sent(sample: dict[str, Any]) -> Any:
    body = sample["body"]
    raw = base64.b64decode(body) if sample["body_encoding"] == "base64" else body.encode()
    headers = {name: value for name, value in sample["headers"].items() if name != "CONTENT_LENGTH"}
    path = "/webhooks" + sample["path"] + (f"?{sample['query']}" if sample["query"] else "")
    return Client(raise_request_exception=False).generic(
        sample["method"], path, raw, headers.pop("CONTENT_TYPE", "application/json"), **headers
    )


class _Heard(list[dict[str, Any]]):
    def take(self, sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
        told = {name: value for name, value in vars(event).items() if name not in {"esp_event", "message"}}
        told["timestamp"] = str(event.timestamp) if event.timestamp else None
        self.append(told | {"esp": esp_name, "kind": type(event).__name__})


@pytest.fixture
def heard() -> Iterator[_Heard]:
    ear = _Heard()
    tracking.connect(ear.take, weak=False, dispatch_uid="ear")
    inbound.connect(ear.take, weak=False, dispatch_uid="ear")
    yield ear
    tracking.disconnect(dispatch_uid="ear")
    inbound.disconnect(dispatch_uid="ear")


def _as_expected(heard: list[dict[str, Any]], expected: list[dict[str, Any]]) -> bool:
    if len(heard) != len(expected):
        return False
    return all(
        all(event.get(name) == value for name, value in told.items())
        for event, told in zip(heard, expected, strict=True)
    )


@pytest.mark.parametrize("service", _SERVICES)
def test_recorded_requests_give_their_events_or_refusals(
    service: str, samples: Path, settings: Settings, heard: _Heard, caplog: pytest.LogCaptureFixture
) -> None:
    """A request that anymail could not take is none of ours (404); nothing of it is written."""
    wrong = []
    for sample in _recorded(samples, service):
        _configured(settings, sample)
        heard.clear()
        kept = DeliveryEvent.objects.count()
        with caplog.at_level(logging.WARNING):
            answer = _sent(sample)
        expected = 404 if sample["status"] is None else sample["status"]
        refused_nothing = expected == 200 or DeliveryEvent.objects.count() == kept
        if answer.status_code != expected or not _as_expected(heard, sample["events"]) or not refused_nothing:
            wrong.append((sample["test"], sample["status"], answer.status_code, list(heard)))
    assert wrong == []
    assert [record.exc_info for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize("service", _SERVICES)
def test_requests_ten_times_and_the_other_way_round_give_the_same_rows(
    service: str, samples: Path, settings: Settings
) -> None:
    recorded = [sample for sample in _recorded(samples, service) if sample["events"]]

    def rows() -> list[tuple[object, ...]]:
        events = DeliveryEvent.objects.values_list("once_key", "event_type", "severity", "status", "reason")
        held = Suppression.objects.values_list("address_key", "cause", "since", "until")
        return [*sorted(events), *sorted((bytes(key), *rest) for key, *rest in held)]

    for sample in recorded:
        _configured(settings, sample)
        _sent(sample)
    once = rows()
    for sample in [*reversed(recorded), *recorded] * 5:
        _configured(settings, sample)
        _sent(sample)
    assert rows() == once
    assert set(DeliveryEvent.objects.values_list("event_type", flat=True)) & _BY_READERS == set()


def test_events_of_amazon_ses_are_read_and_kept(samples: Path, settings: Settings, heard: _Heard) -> None:
    """As anymail's page for SES reads a notification once it is known to come from SNS."""
    read = 0
    for sample in _recorded(samples, "amazon_ses"):
        expected = [event for event in sample["events"] if event["kind"] == "AnymailTrackingEvent"]
        if sample["status"] != 200 or not expected:
            continue
        _configured(settings, sample)
        heard.clear()
        view = _Reports()
        request = RequestFactory().post("/", sample["body"], content_type="text/plain", **_sns(sample))
        for event in view.parse_events(request):
            tracking.send(sender=type(view), event=event, esp_name=view.esp_name)
        assert _as_expected(heard, sample["events"]), sample["test"]
        read += 1
    assert read > 0
    kept = DeliveryEvent.objects.values_list("event_type", "severity").distinct()
    assert set(kept) == {("bounced", "hard"), ("failed", "")}


def _sns(sample: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in sample["headers"].items() if "SNS" in name}


@pytest.mark.parametrize("service", _SERVICES)
def test_requests_with_another_secret_or_a_spoilt_signature_write_nothing(
    service: str, samples: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    refused = 0
    for sample in _recorded(samples, service):
        signatures = [name for name in sample["headers"] if "SIGNATURE" in name and sample["headers"][name]]
        if (
            sample["status"] != 200
            or sample["method"] != "POST"
            or not (signatures or "WEBHOOK_SECRET" in sample["anymail_settings"])
        ):
            continue
        _configured(settings, sample)
        if "WEBHOOK_SECRET" in settings.ANYMAIL:
            settings.ANYMAIL = settings.ANYMAIL | {"WEBHOOK_SECRET": "other:secret"}
        for name in signatures:
            sample["headers"][name] = sample["headers"][name][:-8] + "AAAAAAA="
        assert _sent(sample).status_code == 400, sample["test"]
        refused += 1
    assert refused > 0
    assert (DeliveryEvent.objects.count(), Suppression.objects.count()) == (0, 0)
    assert [record.exc_info for record in caplog.records if record.exc_info] == []

"""Addresses for the reports of vendors that are not configured here are not there."""

import json
from base64 import b64encode

import pytest
from anymail.signals import tracking
from django.test import Client
from django.urls import reverse

from clinic import vendor_webhooks

NAMES = sorted({f"anymail:{one.name}" for one in vendor_webhooks.urlpatterns})
NEEDS_A_KEY = ["anymail:mailgun_tracking_webhook", "anymail:mandrill_webhook"]


def _post(visitor: Client, name: str) -> int:
    return visitor.post(reverse(name), b"{}", content_type="application/json").status_code


@pytest.mark.django_db
def test_vendor_without_its_key_is_not_there(settings: object, caplog: pytest.LogCaptureFixture) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:long"}  # type: ignore[attr-defined]
    visitor = Client(raise_request_exception=False, enforce_csrf_checks=True)
    missing = {name: _post(visitor, name) for name in NEEDS_A_KEY}
    assert missing == dict.fromkeys(NEEDS_A_KEY, 404)
    assert not [record for record in caplog.records if record.exc_info]
    answers = {name: _post(visitor, name) for name in NAMES}
    assert {name for name, status in answers.items() if status >= 500} == set()
    assert answers["anymail:postmark_tracking_webhook"] == 400  # its secret is missing from the request


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"null", b"7", b"\xff", b'"ana@mail.example"', b'[{"event": {}}]', b'{"Type": 7}']
)
def test_what_cannot_be_read_is_refused_in_one_line_that_holds_nothing_of_it(
    settings: object, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    """Its sender knows the secret: 500 would make it come again for days, with a traceback each time."""
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:long"}  # type: ignore[attr-defined]
    visitor = Client(raise_request_exception=False)
    who = {"HTTP_AUTHORIZATION": f"Basic {b64encode(b'user:long').decode()}"}
    answers = {
        name: visitor.post(reverse(name), body, content_type="application/json", **who).status_code for name in NAMES
    }
    assert {name: status for name, status in answers.items() if status >= 500} == {}
    assert [record for record in caplog.records if record.exc_info] == []
    assert "ana@mail.example" not in caplog.text


@pytest.mark.django_db
def test_trouble_of_ours_is_no_fault_of_the_report(settings: object) -> None:
    """It comes again."""

    def fails(**told: object) -> None:
        raise ValueError("ours")

    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:long"}  # type: ignore[attr-defined]
    tracking.connect(fails)
    try:
        answer = Client(raise_request_exception=False).post(
            reverse("anymail:postmark_tracking_webhook"),
            json.dumps({"RecordType": "Delivery", "MessageID": "1", "DeliveredAt": "2026-06-15T15:00:00Z"}),
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Basic {b64encode(b'user:long').decode()}",
        )
    finally:
        tracking.disconnect(fails)
    assert answer.status_code == 500

"""Addresses for the reports of vendors that are not configured here are not there."""

import pytest
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

"""What a clinic's own installation must have set before text messages leave."""

from datetime import date
from typing import Any

import pytest

from campaigns import checks
from campaigns.channels.transport import TWILIO, transport
from clinic.models import Vendor
from tests.campaigns.scenes import TODAY, open_clinic

_SOUND = {
    "SMS_BACKEND": TWILIO, "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "hush", "TWILIO_FROM": "+12175550100",
    "TWILIO_API_URL": "https://api.twilio.com", "PUBLIC_URL": "https://clinic.example",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"SMS_BACKEND": ""}, []),
        ({"SMS_BACKEND": "campaigns.channels.sms.console.ConsoleLine"}, ["campaigns.E006"]),
        ({"TWILIO_AUTH_TOKEN": "", "TWILIO_FROM": ""}, ["campaigns.E007"]),
        ({"PUBLIC_URL": "http://clinic.example"}, ["campaigns.E008"]),
        ({"TWILIO_API_URL": "http://127.0.0.1:9"}, ["campaigns.E008"]),
    ],
)
def test_text_messages_without_a_safe_way_out_do_not_start(
    production: Any,
    changes: dict[str, str],
    found: list[str],
) -> None:
    for name, value in (_SOUND | changes).items():
        setattr(production, name, value)
    assert [error.id for error in checks.texts_have_a_way_out()] == found


@pytest.mark.django_db
def test_the_service_needs_an_agreement_of_its_own(production: Any) -> None:
    open_clinic()
    production.SMS_BACKEND = TWILIO
    assert [error.id for error in checks.sms_vendor_has_a_baa()] == ["campaigns.E009"]
    assert transport("sms", TODAY).has_baa is False
    vendor = Vendor.objects.create(
        name="Twilio", channel="sms", backend=TWILIO, baa_signed_on=date(2026, 1, 1), baa_scope=["send"]
    )
    assert checks.sms_vendor_has_a_baa() == []
    way = transport("sms", TODAY)
    assert (way.has_baa, way.enforces_encryption, way.vendor_id) == (True, False, vendor.pk)

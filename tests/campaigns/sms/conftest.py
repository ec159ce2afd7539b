from collections.abc import Iterator
from typing import Any

import pytest

from tests.campaigns.sms.twilio_sink import ACCOUNT, TwilioSink, started

TWILIO = "campaigns.channels.sms.twilio.TwilioLine"


@pytest.fixture
def twilio(settings: Any) -> Iterator[TwilioSink]:
    """The clinic sends through Twilio, whose place a server of this machine takes."""
    sink = TwilioSink()
    server = started(sink)
    settings.SMS_BACKEND, settings.TWILIO_API_URL, settings.SMS_TIMEOUT = TWILIO, sink.url, 2
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, "12345"
    settings.TWILIO_FROM, settings.PUBLIC_URL = "+12175550100", "https://clinic.example"
    yield sink
    server.shutdown()
    server.server_close()

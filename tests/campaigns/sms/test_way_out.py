"""The breaker sees what the SMS service does as it sees a mail service's."""

import pytest

from campaigns.domain.ways_out import FAILURES_THAT_SHUT
from campaigns.models import Message, WayOut
from campaigns.operations.delivery import deliver_due
from clinic.models import Vendor
from tests.campaigns.scenes import BY, NOW, booked, open_clinic, plan, reminder
from tests.campaigns.sms.conftest import TWILIO
from tests.campaigns.sms.readers import text_reader
from tests.campaigns.sms.twilio_sink import TwilioSink, refusal

pytestmark = pytest.mark.django_db


def _plan_texts(number: int) -> None:
    open_clinic()
    Vendor.objects.create(name="Twilio", channel="sms", backend=TWILIO, baa_signed_on="2026-01-01", baa_scope=["send"])
    people = [text_reader(phone=f"+1217555{last:04}") for last in range(100, 100 + number)]
    plan(
        *(
            reminder(booked(person), template_slug="appointment-reminder-sms", channel="sms")
            for person in people
        )
    )  # fmt: skip


@pytest.mark.parametrize(("status", "code", "because"), [(401, 20003, "turned-away"), (500, 20500, "no-answer")])
def test_an_sms_service_that_fails_is_left_alone_and_staff_are_told_why(
    twilio: TwilioSink, settings: pytest.FixtureRequest, status: int, code: int, because: str
) -> None:
    settings.SMS_CONNECTIONS = 1
    twilio.status, twilio.answer = status, refusal(code, status)
    _plan_texts(FAILURES_THAT_SHUT)
    deliver_due(NOW, by=BY, ticks=lambda: 0.0)
    assert len(twilio.got) == FAILURES_THAT_SHUT
    assert WayOut.objects.values_list("backend", "shut_because").get() == (TWILIO, because)


def test_a_number_that_takes_no_texts_shuts_nothing(twilio: TwilioSink, settings: pytest.FixtureRequest) -> None:
    settings.SMS_CONNECTIONS = 1
    twilio.status, twilio.answer = 400, refusal(21614)
    _plan_texts(FAILURES_THAT_SHUT)
    deliver_due(NOW, by=BY, ticks=lambda: 0.0)
    assert set(Message.objects.values_list("state", flat=True)) == {"failed"}
    assert WayOut.objects.count() == 0

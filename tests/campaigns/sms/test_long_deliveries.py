"""A delivery that takes hours keeps the hours that there are by then, not those in which it began."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from campaigns.channels.capture import CaptureBackend
from campaigns.channels.sms.capture import CaptureLine
from campaigns.models import Message, MessageDecision
from campaigns.operations.delivery import deliver_due
from campaigns.operations.leases import WINDOW
from clinic.models import BlockedDate, Organisation, Vendor
from tests.campaigns.scenes import BY, NOW, booked, intent, open_clinic, patient, plan, reminder
from tests.campaigns.sms.readers import text_reader
from tests.campaigns.sms.twilio_sink import TwilioSink

pytestmark = pytest.mark.django_db
MORE = WINDOW + 4
MINUTE = timedelta(minutes=1)


@dataclass
class Slow:
    """What carries messages takes so long for each; seconds go by only so."""

    seconds: float = 0.0
    of_a_message: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    monkeypatch.setattr(settings, "EMAIL_BACKEND", settings.CAPTURE_BACKEND)
    open_clinic()
    goes = Slow()
    for carrier, carry in ((CaptureBackend, "send_messages"), (CaptureLine, "hand_over")):
        monkeypatch.setattr(carrier, carry, _slower(getattr(carrier, carry), goes))
    return goes


def _slower(carry: Callable[..., object], goes: Slow) -> Callable[..., object]:
    def carried(*told: object) -> object:
        goes.seconds += goes.of_a_message
        return carry(*told)

    return carried


def _states() -> Counter[str]:
    return Counter(Message.objects.values_list("state", flat=True))


def _evening(hour: int, minute: int = 0) -> datetime:
    """Of that Monday, in the clinic."""
    return datetime(2026, 6, 15, 5, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)


def test_quiet_hours_that_begin_meanwhile_stop_journeys_at_the_next_window(slow: Slow) -> None:
    plan(*(intent(patient()) for _ in range(MORE)))
    slow.of_a_message = 60
    deliver_due(_evening(19, 50), by=BY, ticks=slow)
    assert _states() == {"accepted": WINDOW, "planned": 4}
    assert MessageDecision.objects.filter(stage="hand-over").count() == WINDOW
    assert slow.seconds == WINDOW * 60
    deliver_due(_evening(20, 20), by=BY, ticks=slow)
    assert _states() == {"accepted": WINDOW, "planned": 4}


def test_what_somebody_waits_for_leaves_in_quiet_hours_that_began_meanwhile(slow: Slow) -> None:
    plan(*(intent(patient(), origin="notice") for _ in range(MORE)))
    slow.of_a_message = 60
    deliver_due(_evening(19, 50), by=BY, ticks=slow)
    assert _states() == {"accepted": MORE}


def test_a_closed_day_that_begins_meanwhile_lets_out_greetings_alone(slow: Slow) -> None:
    Organisation.objects.update(quiet_from="00:00", quiet_until="00:00")
    BlockedDate.objects.create(day=date(2026, 6, 16), reason="Closed")
    late = {"expires_at": NOW + timedelta(days=2)}
    plan(*(intent(patient(), **late) for _ in range(MORE)))
    plan(intent(patient(), on_closed_days=True, due_at=NOW + MINUTE, **late))
    slow.of_a_message = 60
    deliver_due(_evening(23, 50), by=BY, ticks=slow)
    assert _states() == {"accepted": WINDOW + 1, "planned": 4}
    assert Message.objects.get(on_closed_days=True).state == "accepted"


def test_hours_of_a_message_that_end_meanwhile_keep_it(slow: Slow) -> None:
    plan(*(intent(patient(), leaves_until=NOW + 10 * MINUTE) for _ in range(MORE)))
    slow.of_a_message = 60
    deliver_due(NOW, by=BY, ticks=slow)
    assert _states() == {"accepted": WINDOW, "planned": 4}


def test_what_becomes_too_late_meanwhile_expires(slow: Slow) -> None:
    plan(*(intent(patient(), expires_at=NOW + 10 * MINUTE) for _ in range(MORE)))
    slow.of_a_message = 60
    deliver_due(NOW, by=BY, ticks=slow)
    assert _states() == {"accepted": WINDOW, "expired": 4}


def test_each_window_says_when_it_left(slow: Slow) -> None:
    plan(*(intent(patient()) for _ in range(MORE)))
    slow.of_a_message = 60
    deliver_due(NOW, by=BY, ticks=slow)
    left = Counter(Message.objects.values_list("handed_over_at", flat=True))
    assert left == {NOW: WINDOW, NOW + WINDOW * MINUTE: 4}
    assert set(Message.objects.values_list("settled_at", flat=True)) == {NOW + WINDOW * MINUTE, NOW + MORE * MINUTE}


def _texts(number: int, **reader: object) -> None:
    for _ in range(number):
        about = booked(text_reader(**reader), NOW + timedelta(days=2))
        plan(
            reminder(about, template_slug="appointment-reminder-sms", channel="sms", expires_at=NOW + timedelta(days=1))
        )


def test_no_text_message_leaves_in_a_night_that_began_meanwhile(slow: Slow) -> None:
    """Begun at 20:55: at 21:00 the reader's day is over, in the middle of a window (47 CFR 64.1200(c)(1))."""
    Organisation.objects.update(quiet_from="23:00")
    _texts(8)
    slow.of_a_message = 60
    deliver_due(_evening(20, 55), by=BY, ticks=slow)
    assert _states() == {"accepted": 5, "retry": 3}
    deliver_due(_evening(21, 30), by=BY, ticks=slow)
    assert _states() == {"accepted": 5, "retry": 3}
    deliver_due(_evening(32), by=BY, ticks=slow)
    assert _states() == {"accepted": 8}


def test_text_messages_of_a_later_window_stay_once_their_readers_night_began(slow: Slow) -> None:
    Organisation.objects.update(quiet_from="23:00")
    _texts(3, time_zone="America/New_York")
    plan(*(intent(patient(), due_at=NOW - MINUTE) for _ in range(2)))
    slow.of_a_message = 3600
    deliver_due(_evening(18, 30), by=BY, ticks=slow)  # mails first: two hours later it is 21:30 in New York
    assert _states() == {"accepted": 2, "planned": 3}


@pytest.fixture
def agreed(twilio: TwilioSink) -> TwilioSink:
    """With the agreement that text messages need."""
    Vendor.objects.create(
        name="Twilio", channel="sms", backend=settings.SMS_BACKEND, baa_signed_on=date(2026, 1, 1), baa_scope=["send"]
    )
    return twilio


@pytest.mark.parametrize(
    ("at", "valid_for"),
    [(_evening(12), "3600"), (_evening(20), "3600"), (_evening(20, 45), "900"), (_evening(20, 59), "60")],
)
def test_a_carrier_keeps_a_text_message_no_longer_than_its_readers_day(
    slow: Slow, agreed: TwilioSink, at: datetime, valid_for: str
) -> None:
    Organisation.objects.update(quiet_from="23:00")
    _texts(1)
    deliver_due(at, by=BY, ticks=slow)
    assert [form["ValidityPeriod"] for _, _, form in agreed.got] == [valid_for]


def test_a_carrier_gets_no_text_message_in_the_last_seconds_of_its_readers_day(slow: Slow, agreed: TwilioSink) -> None:
    Organisation.objects.update(quiet_from="23:00")
    _texts(1)
    deliver_due(_evening(21) - timedelta(seconds=5), by=BY, ticks=slow)
    assert (agreed.got, _states()) == ([], {"retry": 1})

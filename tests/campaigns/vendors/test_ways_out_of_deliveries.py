"""Deliveries keep to what a way out allows, and learn from what it says."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from campaigns.channels.transport import PAUBOX
from campaigns.domain.ways_out import FAILURES_THAT_SHUT
from campaigns.models import Message, WayOut
from campaigns.operations.delivery import deliver_due
from clinic.models import Vendor
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan
from tests.campaigns.vendors.paubox_sink import PauboxSink

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def vendor(paubox: PauboxSink, settings: Any) -> Vendor:
    settings.MAIL_CONNECTIONS = 1
    open_clinic()
    return Vendor.objects.create(name="Paubox", backend=PAUBOX, baa_signed_on="2026-01-01", baa_scope=["send"])


def _plan(number: int) -> None:
    plan(*(intent(patient(), expires_at=NOW + timedelta(days=3)) for _ in range(number)))


def _deliver(minutes: float = 0) -> None:
    deliver_due(NOW + minutes * MINUTE, by=BY, ticks=lambda: 0.0)


def _states() -> Counter[str]:
    return Counter(Message.objects.values_list("state", flat=True))


def test_what_is_over_the_day_s_number_waits_for_the_next_day(vendor: Vendor) -> None:
    Vendor.objects.update(daily_limit=3)
    _plan(5)
    _deliver()
    _deliver(10)
    assert _states() == {"accepted": 3, "planned": 2}
    _deliver(24 * 60)
    assert _states() == {"accepted": 5}


def test_a_line_that_fails_stops_the_others_until_one_message_got_through(paubox: PauboxSink) -> None:
    """Otherwise each of them would be tried, and fail in the end."""
    paubox.status, paubox.answer = 401, {"errors": "no"}
    _plan(FAILURES_THAT_SHUT)
    _deliver()
    assert (_states(), len(paubox.got)) == ({"retry": FAILURES_THAT_SHUT}, FAILURES_THAT_SHUT)
    _deliver(0.5)
    assert (len(paubox.got), WayOut.objects.get().shut_because) == (FAILURES_THAT_SHUT, "turned-away")
    _plan(2)
    _deliver(1)
    assert len(paubox.got) == FAILURES_THAT_SHUT + 1
    paubox.status, paubox.answer = 200, None
    _deliver(5)
    assert (set(_states()), WayOut.objects.get().shut_until) == ({"accepted"}, None)


def test_a_turned_down_letter_shuts_nothing(paubox: PauboxSink) -> None:
    paubox.status, paubox.answer = 400, {"errors": "no"}
    _plan(FAILURES_THAT_SHUT * 2)
    _deliver()
    assert (_states(), WayOut.objects.count()) == ({"failed": FAILURES_THAT_SHUT * 2}, 0)


def test_a_service_that_asks_for_peace_gets_it(paubox: PauboxSink) -> None:
    paubox.status, paubox.answer, paubox.headers = 429, {"errors": "slow down"}, {"Retry-After": "600"}
    _plan(1)
    _deliver()
    paubox.status, paubox.answer = 200, None
    _deliver(9)
    assert len(paubox.got) == 1
    _deliver(10)
    assert _states() == {"accepted": 1}

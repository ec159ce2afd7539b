"""Asking what became of messages, against a real HTTP server."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.channels.transport import PAUBOX
from campaigns.models import DeliveryEvent, Message, ReceiptPoll
from campaigns.operations.delivery import deliver_due
from campaigns.operations.receipt_polls import ask_for_receipts
from clinic.models import Vendor
from consent.enums import Recorded
from consent.operations import tracking as reading
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan
from tests.campaigns.vendors.paubox_sink import PauboxSink, receipt, tracking

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sent(paubox: PauboxSink) -> Message:
    open_clinic()
    Vendor.objects.create(name="Paubox", backend=PAUBOX, baa_signed_on="2026-01-01", baa_scope=["send"])
    plan(intent(patient()))
    assert dict(deliver_due(NOW, by=BY, ticks=lambda: 0.0).outcomes) == {"accepted": 1}
    return Message.objects.get()


def _ask(minutes: float) -> int:
    return ask_for_receipts(now=NOW + minutes * MINUTE, by=BY)


def _state() -> str:
    return Message.objects.get().state


def test_nobody_asks_before_two_minutes_nor_once_it_is_delivered(paubox: PauboxSink, sent: Message) -> None:
    paubox.receipts[sent.receipt] = receipt(sent.receipt, "delivered")
    assert [_ask(1), _ask(2), _ask(11), _ask(31)] == [0, 1, 0, 0]
    assert (paubox.asked, _state(), ReceiptPoll.objects.count()) == ([sent.receipt], "delivered", 0)


def test_the_same_answer_again_is_one_report_and_questions_come_ever_later(paubox: PauboxSink, sent: Message) -> None:
    paubox.receipts[sent.receipt] = receipt(sent.receipt, "soft bounced")
    new = [_ask(minutes) for minutes in (2, 4, 10, 12, 30, 60, 120)]
    assert (new, len(paubox.asked)) == ([1, 0, 0, 0, 0, 0, 0], 4)
    assert (_state(), list(DeliveryEvent.objects.values_list("event_type", flat=True))) == ("accepted", ["deferred"])


def test_a_hard_bounce_is_told(paubox: PauboxSink, sent: Message) -> None:
    paubox.receipts[sent.receipt] = receipt(sent.receipt, "hard bounced")
    _ask(2)
    assert (_state(), DeliveryEvent.objects.get().reason) == ("bounced", "bounced")


def test_what_may_have_left_is_found_by_its_tracking_id_alone(paubox: PauboxSink, sent: Message) -> None:
    """It has one where the answer was written down by somebody else than who waited for it."""
    paubox.is_cut = True
    plan(intent(patient()), intent(patient()))
    deliver_due(NOW, by=BY, ticks=lambda: 0.0)
    found, _ = Message.objects.filter(state="unknown")
    Message.objects.filter(pk=found.pk).update(receipt=tracking(99))
    paubox.is_cut = False
    paubox.receipts[tracking(99)] = receipt(tracking(99), "delivered")
    _ask(2)
    assert set(paubox.asked) == {sent.receipt, tracking(99)}
    assert Message.objects.get(pk=found.pk).state == "delivered"


@pytest.mark.parametrize("may_track", [False, True])
def test_that_somebody_read_it_is_kept_of_those_who_allowed_it(
    paubox: PauboxSink, sent: Message, may_track: bool
) -> None:
    if may_track:
        reading.choose(
            by=BY, now=NOW, person_id=sent.person_id, wanted=True, via=Recorded.STAFF, text_version="tracking-1"
        )
    paubox.receipts[sent.receipt] = receipt(sent.receipt, "delivered", openedStatus="opened")
    _ask(2)
    kept = set(DeliveryEvent.objects.values_list("event_type", flat=True))
    assert kept == ({"delivered", "opened"} if may_track else {"delivered"})


@pytest.mark.parametrize(
    "answers",
    [
        {"status": 401, "answer": {"errors": "no"}},
        {"status": 429, "answer": {"errors": "slow down"}},
        {"status": 500, "answer": b"<html>"},
        {"answer": b"<html>"},
        {"waits": 3, "answer": {}},
    ],
)
def test_a_service_that_does_not_answer_is_asked_again_later_and_nothing_counts(
    paubox: PauboxSink, sent: Message, answers: dict[str, Any]
) -> None:
    for name, value in answers.items():
        setattr(paubox, name, value)
    assert (_ask(2), _ask(4), len(paubox.asked)) == (0, 0, 1)
    poll = ReceiptPoll.objects.get()
    assert (poll.asked, poll.next_at, _state()) == (0, NOW + 12 * MINUTE, "accepted")


def test_questions_end_after_five_days(paubox: PauboxSink, sent: Message) -> None:
    paubox.receipts[sent.receipt] = receipt(sent.receipt, "soft bounced")
    days = [1 / 24, 2 / 24, 3 / 24, 1, 1.5, 2, 2.5, 3, 4, 5, 5.1, 6, 7, 8, 9, 10, 11]
    for day in days:
        _ask(day * 24 * 60)
    assert (len(paubox.asked), ReceiptPoll.objects.count(), _state()) == (9, 0, "bounced")

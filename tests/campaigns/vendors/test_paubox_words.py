"""What Paubox says, in our words: as documented, and malformed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from campaigns.domain.paubox_words import Seen, seen
from campaigns.domain.receipt_polls import LAST_ASKED_AFTER, is_last, next_question
from tests.campaigns.vendors.paubox_sink import receipt, tracking

ONE = tracking(1)
WHEN = "Mon, 23 Apr 2018 13:27:34 -0700"
AT = datetime(2018, 4, 23, 13, 27, 34, tzinfo=timezone(-timedelta(hours=7)))
LEFT = datetime(2026, 6, 15, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("processing", []),
        ("TLS not offered, sending via Secure Portal", []),
        ("Internal error. Please check back later.", []),
        ("delivered", [Seen("delivered", AT)]),
        ("delivered via secure portal", [Seen("delivered", AT)]),
        ("hard bounced", [Seen("bounced", AT, "bounced")]),
        ("soft bounced", [Seen("deferred", AT)]),
        ("soft bounced - mailbox full", [Seen("deferred", AT)]),
        ("something new", []),
        (None, []),
        (["delivered"], []),
    ],
)
def test_a_documented_status_has_its_word(status: str, found: list[Seen]) -> None:
    assert seen(receipt(ONE, status, deliveryTime=WHEN), of=ONE) == found


def test_a_soft_bounce_is_one_when_nobody_asks_again() -> None:
    assert seen(receipt(ONE, "soft bounced"), of=ONE, is_last=True) == [Seen("bounced", None, "timed_out")]


def test_who_opened_it_did_so_beside_what_became_of_it() -> None:
    told = receipt(ONE, "delivered", deliveryTime=WHEN, openedStatus="opened", openedTime="2018-04-23T20:27:51Z")
    opened = Seen("opened", datetime(2018, 4, 23, 20, 27, 51, tzinfo=UTC))
    assert seen(told, of=ONE) == [Seen("delivered", AT), opened]


@pytest.mark.parametrize("when", ["", "yesterday", "2018-04-23T20:27:51", None, 7])
def test_a_time_that_says_nothing_is_none(when: str) -> None:
    assert seen(receipt(ONE, "delivered", deliveryTime=when), of=ONE) == [Seen("delivered", None)]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "Service OK",
        [],
        {},
        receipt(tracking(2), "delivered"),
        {"sourceTrackingId": ONE},
        {"sourceTrackingId": ONE, "data": None},
        {"sourceTrackingId": ONE, "data": {"message": "delivered"}},
        {"sourceTrackingId": ONE, "data": {"message": {"message_deliveries": {"status": "delivered"}}}},
        {"sourceTrackingId": ONE, "data": {"message": {"message_deliveries": ["delivered", {"status": "delivered"}]}}},
        {"sourceTrackingId": ONE, "errors": [{"code": 404}]},
    ],
)
def test_an_answer_about_another_message_or_none_tells_nothing(answer: object) -> None:
    assert seen(answer, of=ONE) == []


def test_questions_come_ever_later_and_end() -> None:
    moments = [next_question(asked=asked, handed_over_at=LEFT) for asked in range(10)]
    after = [moment - LEFT for moment in moments if moment]
    assert after == sorted(after)
    assert (after[0], after[-1], moments[-1]) == (timedelta(minutes=2), LAST_ASKED_AFTER, None)
    assert [is_last(asked) for asked in (8, 9)] == [False, True]

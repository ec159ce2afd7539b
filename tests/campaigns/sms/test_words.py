"""Words of answers and of Twilio, without a database."""

import pytest

from campaigns.domain.text_words import is_chinese, word_of
from campaigns.domain.twilio_words import event_of, is_signed, reason_of, signature
from campaigns.enums import TextWord


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("STOP", "stop"), ("stop", "stop"), (" Stop. ", "stop"), ("“STOP”", "stop"), ("ＳＴＯＰ", "stop"),
        ("Stop all", "stop"), ("opt  out", "stop"), ("退訂", "stop"), ("退订。", "stop"),
        ("取消訂閱", "stop"), ("TD", "stop"),
        ("START", "start"), ("unstop", "start"), ("恢復", "start"), ("恢复订阅", "start"),
        ("Help", "help"), ("INFO?", "help"), ("說明", "help"), ("帮助", "help"),
        ("YES", "other"), ("please stop by tomorrow?", "other"), ("I cannot come", "other"), ("", "other"),
        ("我要取消明天的預約", "other"), ("stop\nstop", "other"),
    ],
)  # fmt: skip
def test_an_answer_is_one_word_or_something_to_read(body: str, word: str) -> None:
    assert word_of(body) == word
    assert TextWord(word_of(body))


def test_the_language_of_a_word_is_seen_by_its_letters() -> None:
    assert [is_chinese(body) for body in ("STOP", "退訂", "帮助", "é")] == [False, True, True, False]


URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
TOLD = {
    "CallSid": ["CA1234567890ABCDE"],
    "Caller": ["+12349013030"],
    "Digits": ["1234"],
    "From": ["+12349013030"],
    "To": ["+18005551212"],
}
#: Twilio's own example (https://www.twilio.com/docs/usage/security#validating-requests).
GIVEN = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def test_the_signature_is_that_of_twilio_s_example() -> None:
    assert signature("12345", URL, TOLD) == GIVEN


@pytest.mark.parametrize(
    ("changes", "is_good"),
    [
        ({}, True),
        ({"url": URL.replace("mycompany.com", "mycompany.com:443")}, True),
        ({"url": URL.replace("https", "http")}, False),
        ({"url": URL.replace("mycompany.com", "mycompany.com:8443")}, False),
        ({"url": URL + "3"}, False),
        ({"token": "54321"}, False),
        ({"told": TOLD | {"Digits": ["1235"]}}, False),
        ({"told": TOLD | {"More": [""]}}, False),
        ({"given": ""}, False),
        ({"given": GIVEN.lower()}, False),
        ({"given": "é"}, False),
    ],
)
def test_a_signature_counts_for_what_was_signed_alone(changes: dict[str, object], is_good: bool) -> None:
    asked = {"given": GIVEN, "token": "12345", "url": URL, "told": TOLD} | changes
    given = asked.pop("given")
    assert is_signed(given, **asked) is is_good  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "event"),
    [("queued", "queued"), ("sent", "sent"), ("delivered", "delivered"), ("undelivered", "bounced"),
     ("failed", "failed"), ("Delivered", "delivered"), ("nonsense", "")],
)  # fmt: skip
def test_each_status_has_its_event(status: str, event: str) -> None:
    assert event_of(status) == event


@pytest.mark.parametrize(("code", "reason"), [("21610", "stopped"), ("30005", "invalid"), ("30003", ""), ("", "")])
def test_a_code_says_something_of_the_number_or_nothing(code: str, reason: str) -> None:
    assert reason_of(code) == reason

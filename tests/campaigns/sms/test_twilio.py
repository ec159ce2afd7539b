"""Against a real HTTP server that answers as Twilio documents, or as nobody does."""

import ssl
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests

from campaigns.channels import AddressIs, Handed, Text, Trouble, Unreachable, Verdict
from campaigns.channels.sms.twilio import TwilioLine
from tests.campaigns.sms.twilio_sink import ACCOUNT, CREATED, SID, TwilioSink, refusal
from tests.campaigns.tls_faults import broken_after_the_body

PAGE = UUID(int=7)
NIGHT = datetime(2026, 6, 16, 2, tzinfo=UTC)


def _hand_over() -> Handed:
    line = TwilioLine()
    line.open()
    return line.hand_over(Text(PAGE, "+12175550123", "Clinic: 請看 https://c.example/a/x/ STOP", until=NIGHT))


def test_a_text_is_posted_as_documented_and_its_receipt_is_the_sid(twilio: TwilioSink) -> None:
    assert _hand_over() == Handed(Verdict.ACCEPTED, SID)
    [(path, authorization, form)] = twilio.got
    assert path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert authorization == "Basic " + b64encode(f"{ACCOUNT}:12345".encode()).decode()
    assert form == {
        "To": "+12175550123",
        "From": "+12175550100",
        "Body": "Clinic: 請看 https://c.example/a/x/ STOP",
        "StatusCallback": f"https://clinic.example/webhooks/sms/twilio/{PAGE}/",
        "ValidityPeriod": "3600",
    }


def test_a_messaging_service_and_a_key_of_the_api_take_their_places(twilio: TwilioSink, settings: Any) -> None:
    settings.TWILIO_FROM, settings.TWILIO_API_KEY_SID, settings.TWILIO_API_KEY_SECRET = "MG1", "SK1", "hush"
    _hand_over()
    [(_, authorization, form)] = twilio.got
    assert (form["MessagingServiceSid"], "From" in form) == ("MG1", False)
    assert authorization == "Basic " + b64encode(b"SK1:hush").decode()


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (201, CREATED | {"status": "accepted"}, Handed(Verdict.ACCEPTED, SID)),
        (201, CREATED | {"status": "failed", "error_code": 21610}, Handed(Verdict.REJECTED, SID, AddressIs.STOPPED)),
        (201, CREATED | {"status": "nonsense"}, Handed(Verdict.UNKNOWN, SID)),
        (201, CREATED | {"sid": "nonsense"}, Handed(Verdict.UNKNOWN)),
        (201, CREATED | {"sid": None}, Handed(Verdict.UNKNOWN)),
        (201, {}, Handed(Verdict.UNKNOWN)),
        (201, [], Handed(Verdict.UNKNOWN)),
        (201, b"<html>", Handed(Verdict.UNKNOWN)),
        (201, b"\xff\xfe", Handed(Verdict.UNKNOWN)),
        (201, b"", Handed(Verdict.UNKNOWN)),
        (200, CREATED, Handed(Verdict.UNKNOWN)),
        (302, b"", Handed(Verdict.UNKNOWN)),
        (400, refusal(21610), Handed(Verdict.REJECTED, "", AddressIs.STOPPED)),
        (400, refusal(21211), Handed(Verdict.REJECTED, "", AddressIs.INVALID)),
        (400, refusal(21614), Handed(Verdict.REJECTED, "", AddressIs.INVALID)),
        (400, refusal(21408), Handed(Verdict.REJECTED)),
        (400, b"<html>", Handed(Verdict.REJECTED)),
        (400, {"code": "nonsense"}, Handed(Verdict.REJECTED)),
        (400, {"code": [21610]}, Handed(Verdict.REJECTED)),
        (401, refusal(20003, 401), Handed(Verdict.TRY_LATER)),
        (404, refusal(20404, 404), Handed(Verdict.TRY_LATER)),
        (429, refusal(20429, 429), Handed(Verdict.TRY_LATER)),
        (503, refusal(20503, 503), Handed(Verdict.TRY_LATER)),
        (408, b"", Handed(Verdict.UNKNOWN)),
        (500, refusal(20500, 500), Handed(Verdict.UNKNOWN)),
        (502, b"bad gateway", Handed(Verdict.UNKNOWN)),
    ],
)
def test_what_twilio_answers_decides(twilio: TwilioSink, status: int, answer: Any, said: Handed) -> None:
    twilio.status, twilio.answer = status, answer
    assert _hand_over() == said
    assert len(twilio.got) == 1


@pytest.mark.parametrize(
    ("status", "answer", "trouble"),
    [
        (201, CREATED, None),
        (400, refusal(21610), None),
        (400, b"<html>", None),
        (201, b"<html>", Trouble.NO_ANSWER),
        (201, CREATED | {"status": "nonsense"}, Trouble.NO_ANSWER),
        (302, b"", Trouble.NO_ANSWER),
        (401, refusal(20003, 401), Trouble.TURNED_AWAY),
        (403, refusal(20003, 403), Trouble.TURNED_AWAY),
        (404, refusal(20404, 404), Trouble.TURNED_AWAY),
        (429, refusal(20429, 429), Trouble.BUSY),
        (500, refusal(20500, 500), Trouble.NO_ANSWER),
        (503, refusal(20503, 503), Trouble.BUSY),
    ],
)
def test_what_is_wrong_with_the_line_is_told(
    twilio: TwilioSink, status: int, answer: Any, trouble: Trouble | None
) -> None:
    twilio.status, twilio.answer = status, answer
    assert _hand_over().trouble == trouble


@pytest.mark.parametrize(("status", "wait"), [(429, 90), (503, 90), (401, 0), (500, 0)])
def test_how_long_twilio_asks_to_be_left_in_peace_is_told(twilio: TwilioSink, status: int, wait: int) -> None:
    twilio.status, twilio.headers = status, {"Retry-After": "90"}
    assert _hand_over().wait == wait


def test_no_answer_at_all_is_trouble_of_the_line(twilio: TwilioSink, settings: Any) -> None:
    twilio.hangs_up = True
    assert _hand_over().trouble == Trouble.NO_ANSWER
    settings.TWILIO_API_URL = "http://127.0.0.1:9"
    assert _hand_over().trouble == Trouble.UNREACHABLE


def test_a_cut_after_the_message_went_out_is_unknown(twilio: TwilioSink) -> None:
    twilio.hangs_up = True
    assert _hand_over() == Handed(Verdict.UNKNOWN)


def test_no_answer_in_time_is_unknown(twilio: TwilioSink, settings: Any) -> None:
    settings.SMS_TIMEOUT, twilio.waits = 0.2, 0.6
    assert _hand_over() == Handed(Verdict.UNKNOWN)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://no-such-host.invalid"])
def test_where_nobody_answers_nothing_left(twilio: TwilioSink, settings: Any, url: str) -> None:
    settings.TWILIO_API_URL = url
    assert _hand_over() == Handed(Verdict.TRY_LATER)


def test_a_server_that_cannot_be_trusted_gets_nothing(twilio: TwilioSink, settings: Any) -> None:
    settings.TWILIO_API_URL = twilio.url.replace("http:", "https:")
    with pytest.raises((requests.exceptions.SSLError, ssl.SSLError)):
        requests.get(settings.TWILIO_API_URL, timeout=2)
    assert _hand_over() == Handed(Verdict.TRY_LATER)
    assert twilio.got == []


def test_a_fault_of_tls_in_the_answer_is_unknown_and_one_in_the_handshake_is_not(
    twilio: TwilioSink, settings: Any, certificate: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twilio may have taken the message: sent again, it would come twice."""
    with broken_after_the_body(certificate) as (url, got):
        settings.TWILIO_API_URL = url
        assert _hand_over() == Handed(Verdict.TRY_LATER)
        assert got == []
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "crt.pem"))
        assert _hand_over() == Handed(Verdict.UNKNOWN)
        assert [b"ValidityPeriod=" in body for body in got] == [True]


@pytest.mark.parametrize("missing", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"])
def test_without_its_settings_the_line_does_not_open(twilio: TwilioSink, settings: Any, missing: str) -> None:
    setattr(settings, missing, "")
    with pytest.raises(Unreachable):
        TwilioLine().open()

"""Amazon SES as anymail speaks to it, against a real HTTP server in its place."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from campaigns.channels import Handed, Mail, Verdict
from campaigns.channels.email import EmailLine
from tests.campaigns.vendors.paubox_sink import PauboxSink, started


@pytest.fixture
def ses(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PauboxSink]:
    sink = PauboxSink(answer={"MessageId": "0100017a"}, headers={"Content-Type": "application/json"})
    server = started(sink)
    for name, value in {"ACCESS_KEY_ID": "AKIA", "SECRET_ACCESS_KEY": "hush", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    settings.EMAIL_BACKEND = "anymail.backends.amazon_ses.EmailBackend"
    usual = settings.ANYMAIL["AMAZON_SES_CLIENT_PARAMS"]
    config = usual["config"] | {"read_timeout": 2}
    settings.ANYMAIL = {"AMAZON_SES_CLIENT_PARAMS": usual | {"endpoint_url": sink.url, "config": config}}
    yield sink
    server.shutdown()
    server.server_close()


def _hand_over() -> Handed:
    message_id = uuid4()
    headers = {"Message-ID": f"<{message_id}@maple.example>"}
    mail = Mail(message_id, "ana@mail.example", "hello@maple.example", "News", "Hello\n", "<p>Hello</p>", headers)
    line = EmailLine()
    try:
        return line.hand_over(mail)
    finally:
        line.close()


def _refusal(word: str) -> dict[str, str]:
    return {"Content-Type": "application/json", "x-amzn-ErrorType": word}


def test_ses_takes_a_mail_and_its_id_is_the_receipt(ses: PauboxSink) -> None:
    assert _hand_over() == Handed(Verdict.ACCEPTED, "0100017a")
    assert [path for path, _, _ in ses.got] == ["/v2/email/outbound-emails"]


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"status": 400, "headers": _refusal("MessageRejected")}, Verdict.REJECTED),
        ({"status": 400, "headers": _refusal("BadRequestException")}, Verdict.REJECTED),
        ({"status": 400, "headers": _refusal("SendingPausedException")}, Verdict.TRY_LATER),
        ({"status": 400, "headers": _refusal("MailFromDomainNotVerifiedException")}, Verdict.TRY_LATER),
        ({"status": 403, "headers": _refusal("AccessDeniedException")}, Verdict.TRY_LATER),
        ({"status": 429, "headers": _refusal("TooManyRequestsException")}, Verdict.TRY_LATER),
        ({"status": 503, "headers": _refusal("ServiceUnavailable")}, Verdict.TRY_LATER),
        ({"status": 500, "headers": _refusal("InternalFailure")}, Verdict.UNKNOWN),
        ({"status": 502, "answer": b"<html>"}, Verdict.UNKNOWN),
        ({"answer": b"<html>"}, Verdict.UNKNOWN),
        ({"is_cut": True}, Verdict.UNKNOWN),
        ({"hangs_up": True}, Verdict.UNKNOWN),
        ({"waits": 3}, Verdict.UNKNOWN),
    ],
)
def test_what_ses_answers_decides_and_its_library_never_sends_again(
    ses: PauboxSink, answers: dict[str, Any], verdict: Verdict
) -> None:
    ses.answer = {"message": "no"} if "status" in answers else ses.answer
    for name, value in answers.items():
        setattr(ses, name, value)
    assert _hand_over().verdict == verdict
    assert len(ses.got) == 1


def test_nobody_listening_leaves_nothing(ses: PauboxSink, settings: Any) -> None:
    told = settings.ANYMAIL["AMAZON_SES_CLIENT_PARAMS"] | {"endpoint_url": "http://127.0.0.1:1"}
    settings.ANYMAIL = {"AMAZON_SES_CLIENT_PARAMS": told}
    assert _hand_over() == Handed(Verdict.TRY_LATER)

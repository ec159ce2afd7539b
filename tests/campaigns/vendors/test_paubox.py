"""Against a real HTTP server that answers as Paubox documents, and as it does not."""

import logging
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from anymail.exceptions import AnymailAPIError
from django.core.mail import EmailMultiAlternatives, get_connection

from campaigns import checks
from campaigns.channels import Handed, Mail, Verdict
from campaigns.channels.email import EmailLine
from campaigns.channels.paubox import SECURE_HEADER
from campaigns.channels.transport import PAUBOX, transport
from clinic.models import Vendor
from tests.campaigns.scenes import TODAY
from tests.campaigns.vendors.paubox_sink import KEY, PauboxSink, tracking


def _mail() -> Mail:
    message_id = uuid4()
    return Mail(
        message_id=message_id,
        to="ana@mail.example",
        sender="Maple Clinic <hello@maple.example>",
        subject="健康提醒",
        text="Hello\n",
        html="<p>Hello</p>",
        headers={
            "Message-ID": f"<{message_id}@maple.example>",
            "List-Unsubscribe": "<https://clinic.example/u/1/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": "<mail.clinic.example>",
        },
    )


def _hand_over(mail: Mail | None = None) -> Handed:
    line = EmailLine()
    try:
        return line.hand_over(mail or _mail())
    finally:
        line.close()


def test_a_message_is_taken_and_its_tracking_id_is_the_receipt(paubox: PauboxSink) -> None:
    mail = _mail()
    assert _hand_over(mail) == Handed(Verdict.ACCEPTED, tracking(1))
    assert paubox.got == [
        (
            "/v1/maple/messages",
            f"Token token={KEY}",
            {
                "data": {
                    "message": {
                        "recipients": ["ana@mail.example"],
                        "headers": {
                            "from": "Maple Clinic <hello@maple.example>",
                            "subject": "健康提醒",
                            "List-Unsubscribe": "<https://clinic.example/u/1/>",
                            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                            "X-Message-Id": str(mail.message_id),
                        },
                        "content": {"text/plain": "Hello\n", "text/html": "<p>Hello</p>"},
                        "allowNonTLS": False,
                        "forceSecureNotification": False,
                    }
                }
            },
        )
    ]


def test_an_account_without_a_name_in_its_address(paubox: PauboxSink, settings: Any) -> None:
    settings.PAUBOX_API_URL, settings.PAUBOX_API_USERNAME = f"{paubox.url}/v1/email", ""
    assert _hand_over().verdict == Verdict.ACCEPTED
    assert paubox.got[0][0] == "/v1/email/messages"


@pytest.mark.parametrize(
    ("always", "header", "is_forced"),
    [(False, None, False), (True, None, True), (False, "yes", True), (True, "no", False)],
)
def test_mail_that_is_fetched_from_the_portal(
    paubox: PauboxSink, settings: Any, always: bool, header: str | None, is_forced: bool
) -> None:
    settings.PAUBOX_FORCE_SECURE = always
    mail = _mail()
    asked = {SECURE_HEADER: header} if header else {}
    _hand_over(replace(mail, headers={**mail.headers, **asked}))
    message = paubox.got[0][2]["data"]["message"]
    assert message["forceSecureNotification"] is is_forced
    assert SECURE_HEADER not in message["headers"]


_TAKEN = {"sourceTrackingId": "3d38ab13-0af8-4028-bd45-52e882e0d584", "data": "Service OK"}


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"answer": _TAKEN}, Verdict.ACCEPTED),
        ({"answer": {"data": "Service OK"}}, Verdict.UNKNOWN),
        ({"answer": {"sourceTrackingId": ""}}, Verdict.UNKNOWN),
        ({"answer": {"sourceTrackingId": None}}, Verdict.UNKNOWN),
        ({"answer": {"sourceTrackingId": ["x"]}}, Verdict.UNKNOWN),
        ({"answer": {"sourceTrackingId": "x" * 5000}}, Verdict.UNKNOWN),
        ({"answer": _TAKEN | {"errors": [{"code": 500}]}}, Verdict.UNKNOWN),
        ({"answer": ["Service OK"]}, Verdict.UNKNOWN),
        ({"answer": "Service OK"}, Verdict.UNKNOWN),
        ({"answer": b"<html>Service OK</html>"}, Verdict.UNKNOWN),
        ({"answer": b""}, Verdict.UNKNOWN),
        ({"answer": b"\xff\xfe{"}, Verdict.UNKNOWN),
        ({"is_cut": True}, Verdict.UNKNOWN),
        ({"hangs_up": True}, Verdict.UNKNOWN),
        ({"waits": 3}, Verdict.UNKNOWN),
        ({"status": 302, "headers": {"Location": "/elsewhere"}}, Verdict.UNKNOWN),
        ({"status": 400, "answer": {"errors": [{"code": 400, "title": "Error", "details": "no"}]}}, Verdict.REJECTED),
        ({"status": 422, "answer": b"<html>no</html>"}, Verdict.REJECTED),
        ({"status": 429, "headers": {"Retry-After": "7"}, "answer": {"errors": "slow down"}}, Verdict.TRY_LATER),
        ({"status": 503, "answer": b"<html>away</html>"}, Verdict.TRY_LATER),
        ({"status": 500, "answer": {"errors": "Internal"}}, Verdict.UNKNOWN),
        ({"status": 502, "answer": b"<html>Bad Gateway</html>"}, Verdict.UNKNOWN),
        ({"status": 504, "answer": b"<html>Time-out</html>"}, Verdict.UNKNOWN),
    ],
)
def test_what_paubox_answers_decides(paubox: PauboxSink, answers: dict[str, Any], verdict: Verdict) -> None:
    for name, value in answers.items():
        setattr(paubox, name, value)
    assert _hand_over().verdict == verdict
    assert len(paubox.got) == 1


def test_nobody_listening_leaves_nothing(paubox: PauboxSink, settings: Any) -> None:
    settings.PAUBOX_API_URL = "http://127.0.0.1:1/v1"
    assert _hand_over() == Handed(Verdict.TRY_LATER)


def test_nothing_of_the_letter_is_logged(paubox: PauboxSink, caplog: pytest.LogCaptureFixture) -> None:
    paubox.status, paubox.answer = 400, {"errors": "ana@mail.example is no good"}
    with caplog.at_level(logging.DEBUG):
        _hand_over()
    assert "ana@" not in caplog.text + str([record.__dict__ for record in caplog.records])


# --- many in one request ----------------------------------------------------------------------------------


def _emails(number: int) -> list[EmailMultiAlternatives]:
    emails = [EmailMultiAlternatives("News", "Hello", "a@b.example", [f"{one}@c.example"]) for one in range(number)]
    for one, email in enumerate(emails):
        email.metadata = {"message_id": f"own-{one}"}  # type: ignore[attr-defined]
    return emails


def _receipts(emails: list[EmailMultiAlternatives]) -> list[tuple[str | None, set[str]]]:
    return [(email.anymail_status.message_id, email.anymail_status.status) for email in emails]  # type: ignore[attr-defined]


def test_at_most_fifty_travel_in_one_request(paubox: PauboxSink) -> None:
    emails = _emails(51)
    assert get_connection().send_messages(emails) == 51
    assert [path for path, _, _ in paubox.got] == ["/v1/maple/bulk_messages"] * 2
    assert [len(told["data"]["messages"]) for _, _, told in paubox.got] == [50, 1]
    assert _receipts(emails) == [(tracking(number), {"queued"}) for number in range(1, 52)]


def _answer(number: int, own_id: str | None) -> dict[str, Any]:
    echo = {"customHeaders": {"x-message-id": own_id}} if own_id else {}
    return {"sourceTrackingId": tracking(number), **echo}


@pytest.mark.parametrize(
    ("answer", "receipts"),
    [
        ([_answer(1, None), _answer(2, None)], [tracking(1), tracking(2)]),
        ([_answer(1, "own-1"), _answer(2, "own-0")], [tracking(2), tracking(1)]),
        ([_answer(1, "own-1"), {"errors": "no"}], [None, tracking(1)]),
        ([_answer(1, None)], [None, None]),
        ("Service OK", [None, None]),
    ],
)
def test_each_of_many_gets_its_own_receipt_or_none(
    paubox: PauboxSink, answer: object, receipts: list[str | None]
) -> None:
    paubox.answer = {"messages": answer}
    emails = _emails(2)
    get_connection().send_messages(emails)
    assert _receipts(emails) == [(one, {"queued" if one else "unknown"}) for one in receipts]


def test_many_that_are_turned_down_raise(paubox: PauboxSink) -> None:
    paubox.status, paubox.answer = 400, {"errors": "no"}
    with pytest.raises(AnymailAPIError):
        get_connection().send_messages(_emails(2))


# --- set up -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"PAUBOX_API_KEY": ""}, ["campaigns.E010"]),
        ({"PAUBOX_API_URL": "http://api.paubox.net/v1"}, ["campaigns.E010"]),
        ({"EMAIL_BACKEND": "", "PAUBOX_API_KEY": ""}, []),
    ],
)
def test_paubox_without_a_key_or_tls_does_not_start(production: Any, changes: dict[str, str], found: list[str]) -> None:
    sound = {"EMAIL_BACKEND": PAUBOX, "PAUBOX_API_KEY": KEY, "PAUBOX_API_URL": "https://api.paubox.net/v1"}
    for name, value in (sound | changes).items():
        setattr(production, name, value)
    assert [error.id for error in checks.paubox_is_set_up()] == found


@pytest.mark.django_db
def test_paubox_needs_its_agreement_and_enforces_tls_by_itself(production: Any) -> None:
    production.EMAIL_BACKEND, production.MAIL_VENDOR_ENFORCES_TLS = PAUBOX, False
    assert transport("email", TODAY).has_baa is False
    vendor = Vendor.objects.create(name="Paubox", backend=PAUBOX, baa_signed_on="2026-01-01", baa_scope=["send"])
    way = transport("email", TODAY)
    assert (way.has_baa, way.enforces_encryption, way.vendor_id) == (True, True, vendor.pk)

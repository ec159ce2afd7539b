"""Against a real SMTP server, and mail vendors as anymail plays them."""

import ssl
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import formataddr
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from campaigns import checks
from campaigns.channels import Handed, Line, Mail, Obstacle, Unreachable, Verdict
from campaigns.channels.lines import lines
from campaigns.channels.transport import SMTP as SMTP_BACKEND
from campaigns.channels.transport import transport
from campaigns.models import Message
from campaigns.operations import staff_mail
from campaigns.operations.delivery import deliver_due
from clinic.enums import StaffAlert
from clinic.models import Vendor
from clinic.operations.alerts import alert_staff
from tests.campaigns.post import Start
from tests.campaigns.scenes import BY, NOW, TODAY, intent, open_clinic, patient, plan
from tests.campaigns.tls_faults import broken_after_the_body


def _mail() -> Mail:
    message_id = uuid4()
    return Mail(
        message_id=message_id,
        to="ana@mail.example",
        sender="Clinic <hello@maple.example>",
        subject="Health reminder",
        text="Hello\n",
        html="<p>Hello</p>",
        headers={"Message-ID": f"<{message_id}@maple.example>"},
    )


_LONG = {
    "List-Unsubscribe": f"<https://clinic.example/u/{'x' * 150}/>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "List-Id": f"<mail.{'long-name.' * 8}clinic.example>",
}


def _long_mail() -> Mail:
    mail = _mail()
    subject = "楓街診所健康提醒" * 8
    sender = formataddr(("楓街診所" * 10, "hello@maple.example"))
    return replace(mail, subject=subject, sender=sender, headers={**mail.headers, **_LONG})


def _check_long(raw: bytes, mail: Mail, line_end: bytes) -> None:
    head = raw.partition(line_end * 2)[0].split(line_end)
    for name, value in _LONG.items():
        assert f"{name}: {value}".encode() in head
    assert f"Message-ID: {mail.headers['Message-ID']}".encode() in head
    assert max(map(len, head)) <= 998
    read = message_from_bytes(raw, policy=policy.default)
    assert (read["Subject"], read["From"]) == (mail.subject, str(make_header(decode_header(mail.sender))))
    assert read["From"].addresses[0].display_name == "楓街診所" * 10
    assert raw.isascii()


def test_headers_stand_on_one_line_each_over_smtp(smtp: Start) -> None:
    sink, mail = smtp(), _long_mail()
    assert _hand_over(mail).verdict == Verdict.ACCEPTED
    (raw,) = sink.got
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    _check_long(raw, mail, b"\r\n")


def test_headers_stand_on_one_line_each_when_captured(settings: pytest.FixtureRequest, mail_folder: Path) -> None:
    settings.EMAIL_BACKEND, mail = settings.CAPTURE_BACKEND, _long_mail()
    assert _hand_over(mail).verdict == Verdict.ACCEPTED
    (path,) = mail_folder.glob("*.eml")
    _check_long(path.read_bytes(), mail, b"\n")


def _line() -> Line[Any]:
    return lines()["email"]()


def _hand_over(mail: Mail | None = None) -> Handed:
    line = _line()
    try:
        return line.hand_over(mail or _mail())
    finally:
        line.close()


def test_smtp_with_starttls_takes_the_mail_and_its_receipt_is_the_message_id(
    smtp: Start, certificate: ssl.SSLContext
) -> None:
    sink, mail = smtp(certificate, tls=True), _mail()
    assert _hand_over(mail) == Handed(Verdict.ACCEPTED, f"<{mail.message_id}@maple.example>")
    assert len(sink.got) == 1


def test_smtp_that_offers_no_starttls_gets_nothing(smtp: Start) -> None:
    sink, line = smtp(None, tls=True), _line()
    for _ in range(2):
        with pytest.raises(Unreachable) as refused:
            line.open()
        assert refused.value.what == Obstacle.BLOCKED_TLS
        assert line.hand_over(_mail()) == Handed(Verdict.TRY_LATER, obstacle=Obstacle.BLOCKED_TLS)
    assert sink.got == []


def test_smtp_that_answers_starttls_with_no_gets_nothing(smtp: Start, certificate: ssl.SSLContext) -> None:
    sink = smtp(certificate, tls=True)
    sink.answers["STARTTLS"] = "454 TLS not available due to temporary reason"
    assert _hand_over() == Handed(Verdict.TRY_LATER, obstacle=Obstacle.BLOCKED_TLS)
    assert sink.got == []


def test_smtp_without_a_log_in_where_there_is_to_be_one_is_not_told_as_a_matter_of_encryption(
    smtp: Start, settings: pytest.FixtureRequest
) -> None:
    sink = smtp()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "clinic", "maple street"
    assert _hand_over() == Handed(Verdict.TRY_LATER, obstacle=Obstacle.UNREACHABLE)
    assert sink.got == []


def test_smtp_with_a_certificate_of_somebody_else_gets_nothing(
    smtp: Start, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = smtp(certificate, tls=True)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert _hand_over() == Handed(Verdict.TRY_LATER, obstacle=Obstacle.BLOCKED_TLS)
    assert sink.got == []


@pytest.mark.parametrize(
    ("step", "answer", "verdict"),
    [
        ("MAIL", "451 busy", Verdict.TRY_LATER),
        ("MAIL", "550 no", Verdict.REJECTED),
        ("RCPT", "450 mailbox busy", Verdict.TRY_LATER),
        ("RCPT", "550 no such mailbox", Verdict.REJECTED),
        ("DATA", "451 try later", Verdict.TRY_LATER),
        ("DATA", "554 looks bad", Verdict.REJECTED),
        ("RCPT", "421 closing", Verdict.TRY_LATER),
    ],
)
def test_what_smtp_answers_decides(smtp: Start, step: str, answer: str, verdict: Verdict) -> None:
    smtp().answers[step] = answer
    assert _hand_over() == Handed(verdict)


@pytest.mark.parametrize(("step", "verdict"), [("MAIL", Verdict.TRY_LATER), ("DATA", Verdict.UNKNOWN)])
def test_a_cut_is_unknown_only_after_the_body_began(smtp: Start, step: str, verdict: Verdict) -> None:
    smtp().hang_up_at = step
    assert _hand_over() == Handed(verdict)


def test_the_line_goes_on_after_a_cut(smtp: Start) -> None:
    sink = smtp()
    line = _line()
    sink.hang_up_at = "MAIL"
    assert line.hand_over(_mail()).verdict == Verdict.TRY_LATER
    sink.hang_up_at = ""
    assert line.hand_over(_mail()).verdict == Verdict.ACCEPTED
    line.close()


def test_nobody_listening_is_unreachable(smtp: Start, settings: pytest.FixtureRequest) -> None:
    smtp()
    settings.EMAIL_PORT = 1
    with pytest.raises(Unreachable):
        _line().open()


def test_a_vendors_own_id_is_the_receipt(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    assert _hand_over() == Handed(Verdict.ACCEPTED, "0")


def test_a_vendor_whose_answer_breaks_is_unknown_and_one_that_is_not_trusted_gets_nothing(
    settings: Any, certificate: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    with broken_after_the_body(certificate) as (url, got):
        settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "1", "POSTMARK_API_URL": f"{url}/"}
        assert (_hand_over(), got) == (Handed(Verdict.TRY_LATER), [])
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "crt.pem"))
        assert (_hand_over(), len(got)) == (Handed(Verdict.UNKNOWN), 1)


def test_capturing_the_same_message_again_is_another_private_file(
    settings: pytest.FixtureRequest, mail_folder: Path
) -> None:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    mail = _mail()
    for _ in range(3):
        assert _hand_over(mail).verdict == Verdict.ACCEPTED
    assert {path.name: path.stat().st_mode & 0o777 for path in mail_folder.iterdir()} == {
        f"{mail.message_id}.eml": 0o600,
        f"{mail.message_id}.2.eml": 0o600,
        f"{mail.message_id}.3.eml": 0o600,
    }


@pytest.mark.django_db
def test_nothing_listening_postpones_until_it_is_too_late(smtp: Start, settings: pytest.FixtureRequest) -> None:
    open_clinic()
    smtp()
    settings.DEBUG, settings.EMAIL_PORT = True, 1
    plan(intent(patient()))
    assert dict(deliver_due(NOW, by=BY, ticks=lambda: 0.0).counts) == {("welcome", "retry", "unreachable"): 1}
    assert dict(deliver_due(NOW, by=BY).counts) == {}
    assert (Message.objects.get().attempts, Message.objects.get().due_at) == (1, NOW + timedelta(minutes=2))
    ends = []
    for quarters in range(1, 49):
        at = NOW + timedelta(minutes=15 * quarters)
        ends += [(told, at - NOW) for told in deliver_due(at, by=BY, ticks=lambda: 0.0).counts if told[1] != "retry"]
    assert ends == [(("welcome", "expired", "too-late"), timedelta(hours=12))]  # the way was shut when its time came
    assert Message.objects.get().attempts > 6


# --- production -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("backend", "tls", "found"),
    [
        ("", False, ["campaigns.E001"]),
        ("campaigns.channels.capture.CaptureBackend", False, ["campaigns.E002"]),
        ("django.core.mail.backends.console.EmailBackend", False, ["campaigns.E002"]),
        ("django.core.mail.backends.filebased.EmailBackend", False, ["campaigns.E002"]),
        ("django.core.mail.backends.locmem.EmailBackend", False, ["campaigns.E002"]),
        ("django.core.mail.backends.dummy.EmailBackend", False, ["campaigns.E002"]),
        (SMTP_BACKEND, False, ["campaigns.E003"]),
        (SMTP_BACKEND, True, []),
        ("anymail.backends.postmark.EmailBackend", False, []),
    ],
)
def test_production_refuses_a_way_out_that_is_none(
    production: pytest.FixtureRequest, backend: str, tls: bool, found: list[str]
) -> None:
    production.EMAIL_BACKEND, production.EMAIL_USE_TLS = backend, tls
    assert [error.id for error in checks.mail_has_a_way_out()] == found


def test_a_machine_for_trying_out_is_told_that_no_mail_leaves(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = ""
    assert [warning.id for warning in checks.mail_has_a_way_out()] == ["campaigns.W002"]


@pytest.mark.parametrize(
    ("backend", "found"),
    [
        ("", []),
        (SMTP_BACKEND, []),
        ("anymail.backends.resend.EmailBackend", []),
        ("anymail.backends.resend.EmialBackend", ["campaigns.E011"]),
        ("postmark", ["campaigns.E011"]),
    ],
)
def test_a_backend_that_is_not_there_is_told_at_the_start(
    settings: pytest.FixtureRequest, backend: str, found: list[str]
) -> None:
    settings.EMAIL_BACKEND = backend
    assert [error.id for error in checks.mail_backend_is_there()] == found


@pytest.mark.django_db
def test_without_a_backend_mail_is_refused_and_nothing_breaks(settings: pytest.FixtureRequest) -> None:
    open_clinic()
    plan(intent(patient()))
    settings.EMAIL_BACKEND = ""
    assert dict(deliver_due(NOW, by=BY).counts) == {("welcome", "refused", "no-channel"): 1}
    alert_staff(alert=StaffAlert.WAY_SHUT, once_key="x", audience="administrator")
    staff_mail.deliver(NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dates", "has_baa"),
    [
        ({}, False),
        ({"baa_signed_on": "2026-01-01"}, True),
        ({"baa_signed_on": "2026-01-01", "baa_scope": ["store"]}, False),
        ({"baa_signed_on": "2026-01-01", "baa_scope": []}, False),
        ({"baa_signed_on": "2026-01-01", "baa_ends_on": "2026-06-15"}, True),
        ({"baa_signed_on": "2026-01-01", "baa_ends_on": "2026-06-14"}, False),
        ({"baa_signed_on": "2026-06-16"}, False),
    ],
)
def test_a_vendor_needs_an_agreement_in_force(
    production: pytest.FixtureRequest, dates: dict[str, str], has_baa: bool
) -> None:
    backend = production.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    vendor = Vendor.objects.create(**{"name": "Vendor", "backend": backend, "baa_scope": ["store", "send"]} | dates)
    found = transport("email", TODAY)
    assert (found.has_baa, found.vendor_id) == (has_baa, vendor.pk if has_baa else None)


@pytest.mark.django_db
def test_without_an_agreement_the_check_and_the_gate_say_no(production: pytest.FixtureRequest) -> None:
    open_clinic()
    production.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    assert [error.id for error in checks.mail_vendor_has_a_baa()] == ["campaigns.E004"]
    assert dict(plan(intent(patient())).counts) == {("welcome", "refused", "no-baa"): 1}


@pytest.mark.django_db
def test_plain_smtp_is_refused_when_handing_over_whatever_was_agreed(
    production: pytest.FixtureRequest, smtp: Start
) -> None:
    open_clinic()
    sink = smtp()
    Vendor.objects.create(name="Relay", backend=SMTP_BACKEND, baa_signed_on="2026-01-01", baa_scope=["send"])
    plan_refused = plan(intent(patient()))
    assert dict(plan_refused.counts) == {("welcome", "refused", "transport-not-encrypted"): 1}
    assert sink.got == []

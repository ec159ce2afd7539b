"""Alerts to staff as mail: to whom, once, through which hands; and what is kept when one cannot be sent."""

import ssl
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import pytest

from campaigns.channels.transport import SMTP
from campaigns.domain import guard
from campaigns.domain.staff_mails import outcome_of
from campaigns.models import StaffMail
from campaigns.operations import notices, staff_mail
from campaigns.staff_letters import SUBJECT
from clinic.enums import Role, StaffAlert
from clinic.models import Notice, Staff, Vendor
from clinic.operations import leaving
from clinic.operations import staff as staff_operations
from clinic.operations.alerts import alert_staff
from tests.campaigns.post import Start
from tests.campaigns.scenes import BY, NOW, open_clinic
from tests.database_roles import closed_book

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic() -> None:
    open_clinic()


def _member(name: str, role: Role = Role.PRIVACY_OFFICER, email: str | None = None) -> Staff:
    address = f"{name}@maple.example" if email is None else email
    return staff_operations.hire(by=BY, now=NOW, username=name, password=None, role=role, email=address)


def _alert(alert: StaffAlert = StaffAlert.BAA_ENDING, **to: object) -> Notice:
    key = uuid4().hex
    alert_staff(alert=alert, once_key=key, **(to or {"audience": Role.PRIVACY_OFFICER}))
    return Notice.objects.get(once_key=key)


def _mails(folder: Path) -> list[EmailMessage]:
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]


def _outcome(notice: Notice) -> str:
    notice.refresh_from_db()
    return notice.outcome


def test_everybody_of_the_role_gets_one_mail_each_however_often_we_ask(mail_folder: Path) -> None:
    for name in ("parker", "quinn"):
        _member(name)
    _member("robin", Role.FRONT_DESK)
    notice = _alert()
    for _ in range(3):
        notices.deliver(now=NOW, by=BY)
    assert sorted(mail["To"] for mail in _mails(mail_folder)) == ["parker@maple.example", "quinn@maple.example"]
    assert _outcome(notice) == "mailed"


def test_an_alert_to_one_person_goes_to_nobody_else(mail_folder: Path) -> None:
    parker, _ = _member("parker"), _member("quinn")
    _alert(recipient_id=parker.pk)
    notices.deliver(now=NOW, by=BY)
    assert [mail["To"] for mail in _mails(mail_folder)] == ["parker@maple.example"]


@pytest.mark.parametrize("alert", list(StaffAlert))
def test_the_mail_is_one_sentence_a_link_and_nothing_about_anybody(
    alert: StaffAlert, mail_folder: Path, settings: pytest.FixtureRequest
) -> None:
    settings.PUBLIC_URL = "https://desk.maple.example"
    parker, about = _member("parker"), uuid4()
    notice = _alert(alert, audience=Role.PRIVACY_OFFICER, subject_id=about)
    notices.deliver(now=NOW, by=BY)
    (mail,) = _mails(mail_folder)
    text = mail.get_body(["plain"]).get_content()
    assert text.splitlines()[0] == alert.label
    assert "https://desk.maple.example/admin/" in text
    assert [one for one in (about, notice.pk, parker.pk) if str(one) in str(mail)] == []
    assert guard.findings(mail["Subject"], part=guard.SUBJECT, language="en") == []
    assert mail["Subject"] == SUBJECT


def test_who_has_no_address_who_left_and_who_changed_role_get_nothing_and_the_reason_is_kept(mail_folder: Path) -> None:
    _member("parker", email="")
    notice = _alert()
    notices.deliver(now=NOW, by=BY)
    assert _outcome(notice) == "no-address"
    gone = _member("quinn")
    leaving.let_go(by=BY, now=NOW, staff_id=gone.pk)
    notices.deliver(now=NOW, by=BY)
    nobody = _alert(audience=Role.CLINICIAN)
    notices.deliver(now=NOW, by=BY)
    assert (_outcome(nobody), _mails(mail_folder)) == ("nobody-here", [])


def test_who_left_between_two_attempts_gets_nothing(mail_folder: Path, settings: pytest.FixtureRequest) -> None:
    member, notice = _member("parker"), _alert()
    settings.EMAIL_BACKEND, settings.EMAIL_PORT, settings.DEBUG, settings.EMAIL_HOST = SMTP, 1, True, "127.0.0.1"
    notices.deliver(now=NOW, by=BY)
    assert (StaffMail.objects.get().state, _outcome(notice)) == ("retry", "waiting")
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    leaving.let_go(by=BY, now=NOW, staff_id=member.pk)
    notices.deliver(now=NOW + timedelta(hours=1), by=BY)
    assert (_outcome(notice), _mails(mail_folder)) == ("not-here", [])


def test_a_server_that_is_away_gets_it_at_the_next_attempt(mail_folder: Path, settings: pytest.FixtureRequest) -> None:
    _member("parker")
    notice = _alert()
    settings.EMAIL_BACKEND, settings.EMAIL_PORT, settings.DEBUG, settings.EMAIL_HOST = SMTP, 1, True, "127.0.0.1"
    notices.deliver(now=NOW, by=BY)
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    notices.deliver(now=NOW + timedelta(minutes=1), by=BY)
    assert _mails(mail_folder) == []
    notices.deliver(now=NOW + timedelta(minutes=3), by=BY)
    assert (len(_mails(mail_folder)), _outcome(notice)) == (1, "mailed")


@pytest.mark.parametrize(
    ("scope", "ends", "taken", "outcome"),
    [
        (["send"], None, 1, "mailed"),
        (["store"], None, 0, "no-baa"),
        (["send"], "2026-06-14", 0, "no-baa"),
    ],
)
def test_a_vendor_is_asked_for_its_agreement_as_for_any_mail(
    production: pytest.FixtureRequest,
    smtp: Start,
    certificate: ssl.SSLContext,
    scope: list[str],
    ends: str | None,
    taken: int,
    outcome: str,
) -> None:
    sink = smtp(certificate, tls=True)
    vendor = Vendor.objects.create(
        name="Relay", backend=SMTP, baa_signed_on="2026-01-01", baa_ends_on=ends, baa_scope=scope
    )
    _member("parker")
    notice = _alert()
    notices.deliver(now=NOW, by=BY)
    assert (len(sink.got), _outcome(notice)) == (taken, outcome)
    row = StaffMail.objects.get()
    assert (row.vendor_id, row.decided_at) == (vendor.pk if taken else None, NOW)


def test_plain_smtp_takes_no_alert_either(production: pytest.FixtureRequest, smtp: Start) -> None:
    sink = smtp()
    Vendor.objects.create(name="Relay", backend=SMTP, baa_signed_on="2026-01-01", baa_scope=["send"])
    _member("parker")
    notice = _alert()
    notices.deliver(now=NOW, by=BY)
    assert (len(sink.got), _outcome(notice)) == (0, "transport-not-encrypted")


def test_what_a_dead_worker_was_handing_over_is_unknown_and_not_sent_again(mail_folder: Path) -> None:
    _member("parker")
    notice = _alert()
    staff_mail.address_waiting(NOW)
    rows, mails = staff_mail._prepare(NOW, uuid4())  # and here it dies
    assert (len(rows), len(mails)) == (1, 1)
    notices.deliver(now=NOW, by=BY)
    assert StaffMail.objects.get().state == "handing_over"
    StaffMail.objects.update(leased_until="2020-01-01T00:00Z")
    notices.deliver(now=NOW, by=BY)
    assert (StaffMail.objects.get().state, _outcome(notice), _mails(mail_folder)) == ("unknown", "no-receipt", [])


def test_alerts_leave_also_while_the_book_cannot_be_written(mail_folder: Path) -> None:
    _member("parker")
    notice = _alert(StaffAlert.BOOK_CLOSED)
    with closed_book():
        notices.deliver(now=NOW, by=BY)
    assert (len(_mails(mail_folder)), _outcome(notice)) == (1, "mailed")


@pytest.mark.parametrize(
    ("mails", "outcome"),
    [
        ([], "nobody-here"),
        ([("accepted", "notice-to-staff")], "mailed"),
        ([("accepted", "notice-to-staff"), ("refused", "no-address")], "mailed-in-part"),
        ([("accepted", "notice-to-staff"), ("retry", "unreachable")], "waiting"),
        ([("refused", "no-baa"), ("refused", "no-address")], "no-baa"),
    ],
)
def test_what_became_of_an_alert_is_one_word(mails: list[tuple[str, str]], outcome: str) -> None:
    assert outcome_of(mails) == outcome

"""Mails around a signature: the link, the link to a testimonial, and the copy that makes a paper count."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
import time_machine

from campaigns.domain.reports import Report
from campaigns.models import Message, MessageTemplate
from campaigns.operations import notices, tracking
from clinic.enums import Role, StaffAlert
from clinic.models import Notice, Organisation, Staff
from consent import bound_links
from consent.enums import CopyGiven
from consent.models import Authorization
from consent.operations import preferences, signing
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan
from tests.consent.signing.scenes import asked, clerk, published, sign
from tests.desk_people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic(settings: pytest.FixtureRequest) -> Organisation:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    return open_clinic()


@pytest.fixture
def mails(mail_folder: Path) -> Callable[[], list[EmailMessage]]:
    """Those that leave now, oldest first."""

    def delivered() -> list[EmailMessage]:
        notices.deliver(now=NOW, by=BY)
        files = sorted(mail_folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]

    return delivered


def _links(mail: EmailMessage, place: str) -> set[str]:
    return set(re.findall(rf"/{place}/([\w-]+)/", mail.get_body(["plain"]).get_content()))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "About your request"), ("zh-hant", "這是您要的內容"), ("zh-hans", "这是您要的内容")],
)
def test_link_to_sign_says_nothing_of_the_form(
    mails: Callable[[], list[EmailMessage]], language: str, subject: str
) -> None:
    published("condition-specific")
    person = patient("Zebedee", language=language)
    made = asked(person.pk, kind="condition-specific", now=NOW)
    [mail] = mails()
    assert (mail["Subject"], _links(mail, "authorize")) == (subject, {bound_links.signing_token(made.request.pk)})
    said = mail.as_string().casefold()
    assert [word for word in ("zebedee", "condition", "may we write", "1980") if word in said] == []


def test_testimonial_is_mailed_for_a_clinician_and_for_nobody_else(mails: Callable[[], list[EmailMessage]]) -> None:
    published("testimonial")
    person = patient()
    asked(person.pk, kind="testimonial", by=clerk(Role.CLINICIAN), now=NOW)
    [mail] = mails()
    assert mail["Subject"] == "A message from our team"
    plan(intent(person, "testimonial-link"))
    planned = Message.objects.exclude(origin="notice").get()
    assert (planned.state, planned.reason) == ("refused", "not-asked-by-clinician")


def test_testimonial_is_not_asked_of_who_switched_mail_off(mails: Callable[[], list[EmailMessage]]) -> None:
    published("testimonial")
    person = patient()
    preferences.unsubscribe_all(by=BY, now=NOW, person_id=person.pk, via="staff")
    asked(person.pk, kind="testimonial", by=clerk(Role.CLINICIAN), now=NOW)
    assert mails() == []


def _signed_on_tablet(person_id: UUID, kind: str, by: signing.Actor) -> Authorization:
    made = asked(person_id, by=by, way="tablet", now=NOW, kind=kind)
    opened = signing.open_by_code(now=NOW, code=made.code)
    assert opened is not None
    return sign(opened, now=NOW, copy=CopyGiven.MAIL)


def test_paper_counts_when_the_mail_with_its_copy_has_left(mails: Callable[[], list[EmailMessage]]) -> None:
    published()
    published("marketing-sms")
    person, by = patient(), clerk()
    papers = [_signed_on_tablet(person.pk, kind, by) for kind in ("marketing-email", "marketing-sms")]
    assert {paper.state for paper in papers} == {"draft"}
    found = mails()
    assert [mail["Subject"] for mail in found] == ["Your request is done"] * 2  # both, on one day
    assert {link for mail in found for link in _links(mail, "authorize")} == {
        bound_links.signing_token(paper.request_id) for paper in papers if paper.request_id
    }
    assert set(Authorization.objects.values_list("state", "copy_via")) == {("active", "mail")}


def test_copy_that_comes_back_is_told_to_the_front_desk_until_it_is_given_again(
    mails: Callable[[], list[EmailMessage]],
) -> None:
    published()
    person, by = patient(), clerk()
    paper = _signed_on_tablet(person.pk, "marketing-email", by)
    mails()
    message = Message.objects.get()
    for event in ("1", "2"):
        report = Report(esp="x", event_type="bounced", occurred_at=NOW, event_id=event, own_id=str(message.pk))
        tracking.record(report, address_key=None, by=BY, now=NOW)
    alert = Notice.objects.get(alert=StaffAlert.COPY_MISSING)
    assert (alert.subject_id, alert.audience, alert.seen_at) == (paper.pk, Role.FRONT_DESK, None)
    paper.refresh_from_db()
    assert paper.state == "active"  # 164.508(b)(1): the copy is a duty, not a condition
    with time_machine.travel(NOW, tick=False):
        desk, path = signed_in(Staff.objects.get(pk=by.id)), f"/admin/desk/signed/{paper.pk}/"
        assert "It did not arrive" in desk.get(path).content.decode()
        desk.post(path, {"act": "again"})
        assert "It did not arrive" not in desk.get(path).content.decode()
    alert.refresh_from_db()
    assert alert.seen_by == UUID(by.id)


def test_other_mail_that_comes_back_alerts_nobody_of_a_copy(mails: Callable[[], list[EmailMessage]]) -> None:
    published()
    asked(patient().pk, now=NOW)
    mails()
    report = Report(esp="x", event_type="bounced", occurred_at=NOW, own_id=str(Message.objects.get().pk))
    tracking.record(report, address_key=None, by=BY, now=NOW)
    assert not Notice.objects.filter(alert=StaffAlert.COPY_MISSING).exists()


def test_paper_does_not_count_when_its_mail_was_refused(mails: Callable[[], list[EmailMessage]]) -> None:
    published()
    person = patient()
    _signed_on_tablet(person.pk, "marketing-email", clerk())
    MessageTemplate.objects.filter(slug="signed-copy").update(purpose="marketing")
    assert mails() == []
    assert Authorization.objects.get().state == "draft"

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from audit.domain.actors import Actor
from campaigns.domain.texts import Draft
from campaigns.models import MessageTemplate, StaffMail, TemplateVersion
from campaigns.operations import staff_mail
from campaigns.operations.templates import write_draft
from campaigns.operations.text_trials import MOST_AN_HOUR, CannotTry, send_to_oneself
from clinic.enums import Role
from clinic.models import Staff
from tests.campaigns.scenes import BY, NOW, open_clinic
from tests.desk_people import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Staff:
    open_clinic()
    hired = staff(Role.MARKETER)
    Staff.objects.filter(pk=hired.pk).update(email="mina@clinic.example")
    return hired


def _draft(body: str = "Hello {{ person.given_name }}!", channel: str = "email") -> TemplateVersion:
    text = MessageTemplate.objects.create(
        slug="autumn", name="Autumn", purpose="marketing", topic="offers", channel=channel
    )
    head = "News" if channel == "email" else ""
    return write_draft(template_id=text.pk, draft=Draft("en", head, "", body), by=BY, now=NOW)


def _try(version: TemplateVersion, member: Staff) -> StaffMail:
    return send_to_oneself(version_id=version.pk, by=Actor.staff(member.pk, member.role), now=NOW)


def test_a_text_goes_to_ones_own_address_for_somebody_who_does_not_exist(
    member: Staff, mail_folder: Path, settings: pytest.FixtureRequest
) -> None:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    _try(_draft("Hello {% if person.given_name %}{{ person.given_name }}{% endif %}!"), member)
    staff_mail.deliver(NOW)
    assert StaffMail.objects.get().state == "accepted"
    [mail] = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in mail_folder.glob("*.eml")]
    assert (mail["To"], mail["Subject"]) == ("mina@clinic.example", "[Test] News")
    assert "Hello Alex!" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("body", "channel"),
    [("Our flu clinic", "email"), ("{% for %}", "email"), ("{{ clinic.name }}: news. STOP to stop", "sms")],
)
def test_what_cannot_be_published_is_not_sent(member: Staff, body: str, channel: str) -> None:
    with pytest.raises(CannotTry):
        _try(_draft(body, channel), member)
    assert not StaffMail.objects.exists()


def test_so_many_an_hour_and_no_more(member: Staff) -> None:
    version = _draft("Hello!")
    for _ in range(MOST_AN_HOUR):
        _try(version, member)
    with pytest.raises(CannotTry, match="nothing was sent"):
        _try(version, member)


def test_nobody_without_an_address(member: Staff) -> None:
    Staff.objects.update(email="")
    with pytest.raises(CannotTry):
        _try(_draft("Hello!"), member)

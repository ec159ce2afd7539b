"""Mail about what somebody took back: it says that it counts, and nothing of what it was."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pytest_django import Settings

from campaigns.operations import notices
from consent import bound_links
from consent.enums import Recorded
from consent.operations import authorizations
from tests.campaigns.scenes import BY, NOW, open_clinic, patient
from tests.consent.people import form, signed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "We received your request"), ("zh-hant", "已收到您的通知"), ("zh-hans", "已收到您的通知")],
)
def test_whoever_takes_back_a_signature_reads_that_it_counts(
    mail_folder: Path, settings: Settings, language: str, subject: str
) -> None:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    person = patient(language=language)
    paper = signed(person.pk, form(title="May we show your photo?"))
    for _ in range(2):
        authorizations.revoke(by=BY, now=NOW, authorization_id=paper.pk, via=Recorded.PREFERENCE_PAGE)
        notices.deliver(now=NOW, by=BY)
    (path,) = mail_folder.glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert mail["Subject"] == subject
    words = mail.get_body(["plain"]).get_content()
    assert f"/preferences/{bound_links.preferences_token(person.pk)}/" in words
    assert "photo" not in path.read_text()

"""Links to pages about the reader stand in a mail whose text asks for them, and open; answers over them are mailed."""

import json
import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from campaigns.domain.texts import Draft
from campaigns.models import Message, MessageTemplate
from campaigns.operations import appointment_answers, notices
from campaigns.operations.delivery import deliver_due
from campaigns.operations.templates import publish_draft, write_draft
from clinic.models import Organisation
from consent.operations import doorstep
from tests.campaigns.messages import message_about
from tests.campaigns.scenes import BY, NOW, booked, intent, open_clinic, patient, plan, reminder

pytestmark = pytest.mark.django_db
TEXT = "Hello, [one]({{ link.appointment }}), [two]({{ link.care }}), [three]({{ link.book }})."


@pytest.fixture(autouse=True)
def clinic(settings: pytest.FixtureRequest) -> Organisation:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    return open_clinic()


def _texts(folder: Path) -> list[str]:
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]
    return [mail.get_body(["plain"]).get_content() for mail in mails]


def _published(slug: str) -> None:
    text = MessageTemplate.objects.get(slug=slug)
    version = write_draft(template_id=text.pk, draft=Draft("en", "Health reminder", "", TEXT), by=BY, now=NOW)
    publish_draft(version_id=version.pk, by=BY, now=NOW)


def test_links_of_a_mail_open_the_pages_of_its_reader(mail_folder: Path) -> None:
    _published("appointment-reminder")
    plan(reminder(booked(patient())))
    deliver_due(NOW, by=BY)
    [text] = _texts(mail_folder)
    paths = re.findall(r"http://127\.0\.0\.1:8000(/(?:appointments|care|book)/[\w-]+/\?lang=en)", text)
    assert len(paths) == 3
    with time_machine.travel(NOW, tick=False):
        pages = [Client().get(path).content.decode() for path in paths]
    assert ["Year of birth" in page for page in pages] == [True] * 3


def test_mail_about_no_appointment_cannot_ask_for_its_page(mail_folder: Path) -> None:
    _published("welcome")
    plan(intent(patient()))
    deliver_due(NOW, by=BY)
    assert (Message.objects.get().reason, _texts(mail_folder)) == ("value-missing", [])


def test_each_answer_about_an_appointment_is_mailed_with_the_way_back(mail_folder: Path) -> None:
    """Also two on one day: of each one wants to know if it was somebody else."""
    person = patient()
    for days in (1, 2):
        one = booked(person, NOW + timedelta(days=days))
        appointment_answers.cancel(
            by=BY, now=NOW, message=message_about(one, at=NOW), appointment_id=one.pk, seen_at=one.starts_at
        )
    notices.deliver(now=NOW, by=BY)
    texts = _texts(mail_folder)
    assert [len(re.findall(r"/appointments/[\w-]+/\?lang=en", text)) for text in texts] == [1, 1]


def test_wish_over_the_public_page_is_answered_to_the_typed_address_once_a_day(mail_folder: Path) -> None:
    for words in ("a check-up", "and bring my child"):
        told = {"name": "Ana", "email": "ana@mail.example", "phone": "", "words": words, "preferred": json.dumps([])}
        doorstep.post(kind="booking", content=told, language="zh-hant", now=NOW)
    doorstep.take_up(by=BY, now=NOW)
    notices.deliver(now=NOW, by=BY)
    [text] = _texts(mail_folder)
    assert "目前還沒有為您預約" in text

"""A text message on its way out: what it says, to whom it goes, and what stops it."""

from pathlib import Path

import pytest

from audit.models import AuditEvent
from campaigns.models import Message
from campaigns.operations.delivery import deliver_due
from consent.models import Preference
from tests.campaigns.scenes import BY, NOW, booked, intent, open_clinic, patient, plan, reminder
from tests.campaigns.sms.readers import PHONE, text_reader
from tests.desk_people import signed_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic() -> None:
    open_clinic()


@pytest.fixture
def phone_folder(settings: pytest.FixtureRequest) -> Path:
    return Path(settings.SMS_CAPTURE_DIR)


def _texts(folder: Path) -> list[str]:
    return [path.read_text() for path in sorted(folder.glob("*.txt"))]


def _text_reminder(**person: object) -> Message:
    one = text_reader(**person)
    plan(reminder(booked(one), template_slug="appointment-reminder-sms", channel="sms"))
    return Message.objects.get()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Maple Street Clinic: "), ("zh-hant", "楓街診所："), ("zh-hans", "枫街诊所：")],
)
def test_a_text_reminder_leaves_with_the_clinic_s_name_and_a_link(
    phone_folder: Path, mail_folder: Path, language: str, words: str
) -> None:
    message = _text_reminder(given_name="Ana", language=language)
    assert dict(deliver_due(NOW, by=BY).outcomes) == {"accepted": 1}
    (text,) = _texts(phone_folder)
    head, body = text.split("\n\n", 1)
    assert head == f"To: {PHONE}"
    assert body.startswith(words)
    assert "/appointments/" in body
    assert "STOP" in body
    assert "Ana" not in text
    message.refresh_from_db()
    assert (message.state, message.receipt) == ("accepted", f"captured:{message.pk}")
    assert not mail_folder.exists()


def test_only_the_number_is_opened_for_a_text() -> None:
    reader = _text_reminder().person_id
    deliver_due(NOW, by=BY)
    events = AuditEvent.objects.filter(word="send", people__contains=[reader])
    opened = {name for event in events for name in event.fields}
    assert {name for name in opened if name.startswith("patients.person.")} == {"patients.person.phone"}


def test_a_mail_s_text_never_leaves_as_a_text_message(phone_folder: Path) -> None:
    plan(intent(text_reader(), "appointment-reminder", channel="sms"))
    assert dict(deliver_due(NOW, by=BY).counts) == {("appointment-reminder", "failed", "no-template"): 1}
    assert not phone_folder.exists()


def test_a_number_on_file_is_no_yes_to_text_messages() -> None:
    plan(reminder(booked(patient(phone=PHONE)), template_slug="appointment-reminder-sms", channel="sms"))
    assert Message.objects.get().reason == "texts-not-asked-for"


def test_without_a_service_a_text_is_refused(settings: pytest.FixtureRequest) -> None:
    settings.SMS_BACKEND = ""
    message = _text_reminder()
    assert (message.state, message.reason) == ("refused", "no-baa")


def test_staff_record_a_yes_to_text_messages_apart_from_e_mail() -> None:
    person = patient(phone=PHONE)
    desk = signed_in(staff())
    path = f"/admin/desk/person/{person.pk}/choices/"
    assert "About text messages" in desk.get(path).content.decode()
    page = desk.get(f"{path}?channel=sms").content.decode()
    assert "Choices about text messages" in page
    assert "Nothing said: sent" not in page
    desk.post(f"{path}?channel=sms", {"appointments": "yes", "told": "staff"})
    assert list(Preference.objects.values_list("channel", "topic", "wanted")) == [("sms", "appointments", True)]

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from audit.models import AuditEvent
from campaigns.enums import Unsent
from campaigns.models import Message, MessageDecision
from campaigns.operations import leases, library, outbox
from campaigns.operations.delivery import deliver_due
from clinic.models import BlockedDate, Location, Organisation
from consent.models import Preference
from consent.operations import preferences
from patients.models import Appointment, Person
from patients.operations import appointments
from patients.operations.people import update_person
from tests.campaigns.post import Start
from tests.campaigns.scenes import BY, NOW, booked, intent, open_clinic, patient, plan, reminder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic(settings: pytest.FixtureRequest) -> Organisation:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    return open_clinic()


def _mails(folder: Path) -> list[EmailMessage]:
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]


def test_delivery_of_a_reminder_is_one_mail_to_one_address_with_its_receipt(mail_folder: Path) -> None:
    appointment = booked(patient("Ana", email="Ana@mail.example"))
    plan(reminder(appointment))
    report = deliver_due(NOW, by=BY)
    message = Message.objects.get()
    (mail,) = _mails(mail_folder)
    assert dict(report.counts) == {("appointment-reminder", "accepted", "treatment-allowed"): 1}
    assert (message.state, message.receipt) == ("accepted", f"<{message.pk}@127.0.0.1>")
    assert (mail["To"], mail["Cc"], mail["Bcc"]) == ("Ana@mail.example", None, None)
    assert (mail["Subject"], mail["From"]) == ("Health reminder", "Maple Street Clinic <hello@maple.example>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/u/")
    assert (mail["List-Id"], mail["Auto-Submitted"]) == ("<mail.127.0.0.1>", "auto-generated")
    text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
    for part in (text, html):
        assert "Ana" in part
        assert "Tuesday, June 16" in part
        assert "10:00 AM" in part
        assert "5 North Road" in part
        assert "12 Maple Street, Springfield" in part
        assert "{{" not in part


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("zh-hant", "健康提醒", "6月16日（星期二）"),
        ("zh-hans", "健康提醒", "6月16日（星期二）"),
        ("en", "Health reminder", "June 16"),
    ],
)
def test_delivery_speaks_the_language_of_the_person(mail_folder: Path, language: str, subject: str, words: str) -> None:
    plan(reminder(booked(patient(language=language))))
    deliver_due(NOW, by=BY)
    (mail,) = _mails(mail_folder)
    assert (mail["Subject"], mail["Content-Language"]) == (subject, language)
    text = mail.get_body(["plain"]).get_content()
    assert words in text
    assert re.findall(rf"http://[^/]+/(\w+)/\S+/\?lang={language}", text) == ["appointments", "preferences", "u"]
    assert mail["List-Unsubscribe"].strip().endswith(f"/?lang={language}>")


def test_one_click_of_a_mail_program_works_with_the_language_in_the_link(mail_folder: Path) -> None:
    person = patient(language="zh-hans")
    plan(reminder(booked(person)))
    deliver_due(NOW, by=BY)
    (mail,) = _mails(mail_folder)
    path = mail["List-Unsubscribe"].strip("<> ").removeprefix("http://127.0.0.1:8000")
    mail_program = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    answer = mail_program.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer["Content-Language"]) == (200, "zh-hans")
    assert list(Preference.objects.filter(person=person).values_list("topic", "wanted")) == [("appointments", False)]


def test_planning_and_delivering_again_adds_nothing(mail_folder: Path) -> None:
    wanted = intent(patient())
    for _ in range(3):
        plan(wanted)
        deliver_due(NOW, by=BY)
    assert Message.objects.count() == len(_mails(mail_folder)) == 1
    assert plan(wanted).already == 1


def test_each_answer_of_the_gate_is_kept() -> None:
    plan(intent(patient()))
    deliver_due(NOW, by=BY)
    assert list(MessageDecision.objects.values_list("stage", "outcome", "reason")) == [
        ("planning", "allowed", "operations-allowed"),
        ("hand-over", "allowed", "operations-allowed"),
    ]


def test_a_window_of_messages_is_one_event_with_all_its_people() -> None:
    people = [patient() for _ in range(3)]
    plan(*(intent(person) for person in people))
    deliver_due(NOW, by=BY)
    event = AuditEvent.objects.get(word="send", people__contains=[people[0].pk])
    assert (sorted(event.people), event.purpose, event.details) == (
        sorted(person.pk for person in people),
        "HOPERAT",
        {"messages": 3},
    )


def test_a_topic_switched_off_after_planning_stops_the_message(mail_folder: Path) -> None:
    person = patient()
    plan(intent(person))
    preferences.unsubscribe_all(by=BY, now=NOW, person_id=person.pk, via="staff")
    report = deliver_due(NOW, by=BY)
    assert dict(report.counts) == {("welcome", "refused", "topic-off"): 1}
    assert _mails(mail_folder) == []


def test_a_refusal_when_planning_is_a_row_with_its_reason() -> None:
    report = plan(intent(patient(email="")))
    assert dict(report.counts) == {("welcome", "refused", "no-address"): 1}
    assert Message.objects.get().reason == "no-address"


def _move(appointment: Appointment) -> None:
    later = appointment.starts_at + timedelta(hours=3)
    appointments.move(by=BY, now=NOW, appointment_id=appointment.pk, starts_at=later)


def _cancel(appointment: Appointment) -> None:
    appointments.cancel(by=BY, now=NOW, appointment_id=appointment.pk)


@pytest.mark.parametrize(("change", "reason"), [(_move, "appointment-moved"), (_cancel, "appointment-off")])
def test_a_reminder_of_an_appointment_that_changed_expires(
    mail_folder: Path, change: Callable[[Appointment], None], reason: str
) -> None:
    appointment = booked(patient())
    plan(reminder(appointment))
    change(appointment)
    assert dict(deliver_due(NOW, by=BY).counts) == {("appointment-reminder", "expired", reason): 1}
    assert _mails(mail_folder) == []


def test_what_is_too_late_expires_unsent(mail_folder: Path) -> None:
    plan(intent(patient()))
    report = deliver_due(NOW + timedelta(hours=12), by=BY)
    assert dict(report.counts) == {("welcome", "expired", "too-late"): 1}
    assert _mails(mail_folder) == []


def test_nothing_leaves_before_it_is_due(mail_folder: Path) -> None:
    plan(intent(patient(), due_at=NOW + timedelta(minutes=1)))
    assert dict(deliver_due(NOW, by=BY).counts) == {}
    assert Message.objects.get().state == "planned"


@pytest.mark.parametrize(("origin", "left"), [("journey", 0), ("notice", 1)])
def test_journeys_wait_through_quiet_hours_and_notices_do_not(mail_folder: Path, origin: str, left: int) -> None:
    night = NOW + timedelta(hours=11)
    plan(intent(patient(), origin=origin))
    deliver_due(night, by=BY)
    assert len(_mails(mail_folder)) == left
    assert Message.objects.filter(state="planned").count() == 1 - left


def test_journeys_wait_through_blocked_days(mail_folder: Path) -> None:
    BlockedDate.objects.create(day=NOW.date(), reason="Holiday")
    plan(intent(patient(), expires_at=NOW + timedelta(days=3)))
    deliver_due(NOW, by=BY)
    assert _mails(mail_folder) == []
    deliver_due(NOW + timedelta(days=1), by=BY)
    assert len(_mails(mail_folder)) == 1


@pytest.mark.parametrize("closed", ["blocked", "weekday"])
def test_greetings_alone_leave_while_the_clinic_is_closed(closed: str, clinic: Organisation, mail_folder: Path) -> None:
    if closed == "blocked":
        BlockedDate.objects.create(day=NOW.date(), reason="Holiday")
    else:
        every_other_day = [day for day in range(1, 8) if day != NOW.isoweekday()]
        Organisation.objects.update(send_weekdays=every_other_day)
    greeted = patient(email="greeted@mail.example")
    plan(intent(patient()), intent(greeted, on_closed_days=True))
    deliver_due(NOW, by=BY)
    assert [mail["To"] for mail in _mails(mail_folder)] == ["greeted@mail.example"]


def test_the_confidential_address_is_the_only_one_used(mail_folder: Path) -> None:
    person = patient(email="home@mail.example")
    update_person(by=BY, now=NOW, person_id=person.pk, confidential_email="work@mail.example")
    plan(intent(person))
    deliver_due(NOW, by=BY)
    assert [mail["To"] for mail in _mails(mail_folder)] == ["work@mail.example"]


@pytest.mark.parametrize("bad", ["a@b.co, e@x.co", "Ana <ana@mail.example>", "no address", "a@b.co\r\nBcc: e@x.co"])
def test_an_address_that_is_not_exactly_one_fails_and_stops_no_other(mail_folder: Path, bad: str) -> None:
    broken, fine = patient(), patient()
    broken.email = bad
    broken.save()
    plan(intent(broken), intent(fine))
    report = deliver_due(NOW, by=BY)
    assert dict(report.counts) == {
        ("welcome", "failed", "bad-address"): 1,
        ("welcome", "accepted", "operations-allowed"): 1,
    }
    assert len(_mails(mail_folder)) == 1


def test_a_value_that_cannot_be_opened_fails_its_message_and_stops_no_other(mail_folder: Path) -> None:
    broken, other, *fine = (patient() for _ in range(4))
    _copy_sealed_address(other, to=broken)
    plan(*(intent(person) for person in (broken, *fine)))
    assert dict(deliver_due(NOW, by=BY).counts) == {
        ("welcome", "failed", "unreadable"): 1,
        ("welcome", "accepted", "operations-allowed"): 2,
    }
    assert Message.objects.get(state="failed").person == broken


def test_a_sender_that_no_header_can_hold_fails_its_messages_and_is_told_once(
    smtp: Start, settings: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    sink, settings.DEBUG = smtp(), True
    Organisation.objects.update(email="front desk@maple.example")
    plan(*(intent(patient()) for _ in range(5)))
    assert dict(deliver_due(NOW, by=BY).counts) == {("welcome", "failed", "not-prepared"): 5}
    (version,) = set(Message.objects.values_list("version", flat=True))
    told = [record.getMessage() for record in caplog.records if record.name.startswith("campaigns")]
    assert told == [f"no mail of version {version} can be put together: From is not one address"]
    assert sink.got == []


def test_an_address_that_smtp_cannot_hold_fails_as_a_bad_one(smtp: Start, settings: pytest.FixtureRequest) -> None:
    sink, settings.DEBUG = smtp(), True
    plan(intent(patient(email="grüße@mail.example")), intent(patient()))
    assert dict(deliver_due(NOW, by=BY).counts) == {
        ("welcome", "failed", "bad-address"): 1,
        ("welcome", "accepted", "operations-allowed"): 1,
    }
    assert len(sink.got) == 1


def _copy_sealed_address(person: Person, *, to: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE patients_person SET email = (SELECT email FROM patients_person WHERE id = %s) WHERE id = %s",
            [person.pk, to.pk],
        )


def test_an_unforeseen_error_fails_its_message_and_stops_no_other(
    mail_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Location.objects.create(name="Old Office", address="9 Old Road", time_zone="Nowhere/Nowhere")
    person = patient()
    broken = appointments.book(
        by=BY, now=NOW, person_id=person.pk, location_id=nowhere.pk, starts_at=NOW + timedelta(days=1)
    )
    plan(intent(patient()), reminder(broken), intent(patient()))
    assert dict(deliver_due(NOW, by=BY).counts) == {
        ("appointment-reminder", "failed", "not-prepared"): 1,
        ("welcome", "accepted", "operations-allowed"): 2,
    }
    culprit = Message.objects.get(state="failed")
    assert [record.getMessage() for record in caplog.records if record.name == "campaigns.operations.shifts"] == [
        f"message {culprit.pk} cannot be prepared: ZoneInfoNotFoundError"
    ]
    assert len(_mails(mail_folder)) == 2


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Ana", "Welcome, Ana"),
        ("Ana368", "Welcome, Ana368"),
        ("Ana, see https://evil.example", "Welcome"),
        ("Ana <b>", "Welcome"),
        ("Ana born 1951-03-17", "Welcome"),
        ("Ana MRN 4711", "Welcome"),
        ("Ana 312-555-0187", "Welcome"),
        ("Ana\r\nBcc: x", "Welcome"),
    ],
)
def test_only_a_name_stands_in_the_greeting(mail_folder: Path, name: str, greeting: str) -> None:
    person = patient()
    person.given_name = name
    person.save()
    plan(intent(person))
    assert dict(deliver_due(NOW, by=BY).counts) == {("welcome", "accepted", "operations-allowed"): 1}
    (mail,) = _mails(mail_folder)
    text = mail.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines()[0] == greeting
    assert mail["Bcc"] is None


def test_a_text_that_asks_for_what_is_not_there_fails(mail_folder: Path) -> None:
    plan(intent(patient(), "appointment-reminder"))
    assert dict(deliver_due(NOW, by=BY).counts) == {("appointment-reminder", "failed", "value-missing"): 1}


def test_a_withdrawn_message_does_not_leave(mail_folder: Path) -> None:
    wanted = intent(patient())
    plan(wanted)
    assert outbox.withdraw(origin_ids=[wanted.origin_id], reason=Unsent.JOURNEY_OFF, by=BY, now=NOW) == 1
    assert dict(deliver_due(NOW, by=BY).counts) == {}
    assert (Message.objects.get().state, Message.objects.get().reason) == ("expired", "journey-off")


def test_what_was_never_to_be_sent_is_kept_with_its_reason() -> None:
    wanted = intent(patient())
    for kept in (1, 0):
        assert outbox.record_unsent([wanted], Unsent.PAST_WHEN_ENROLLED, by=BY, now=NOW) == kept
    assert (Message.objects.get().state, Message.objects.get().reason) == ("expired", "past-when-enrolled")


def test_names_are_escaped_in_html_alone(mail_folder: Path) -> None:
    plan(intent(patient("Ana & O'Neil")))
    deliver_due(NOW, by=BY)
    (mail,) = _mails(mail_folder)
    assert "Ana & O'Neil" in mail.get_body(["plain"]).get_content()
    assert "Ana &amp; O&#39;Neil" in mail.get_body(["html"]).get_content()


def test_a_crash_while_handing_over_leaves_the_message_unknown() -> None:
    plan(intent(patient()))
    Message.objects.update(state="leased")
    Message.objects.update(
        state="handing_over", handed_over_at=NOW, lease_token=uuid4(), leased_until=NOW - timedelta(days=365)
    )
    assert dict(deliver_due(NOW, by=BY).counts) == {("welcome", "unknown", "no-receipt"): 1}
    assert dict(deliver_due(NOW, by=BY).counts) == {}


def test_a_crash_while_preparing_only_delays(mail_folder: Path) -> None:
    plan(intent(patient()))
    Message.objects.update(state="leased", lease_token=uuid4(), leased_until=NOW - timedelta(days=365))
    assert dict(deliver_due(NOW, by=BY).counts) == {("welcome", "accepted", "operations-allowed"): 1}


def test_another_workers_lease_is_left_alone(mail_folder: Path) -> None:
    plan(intent(patient()))
    Message.objects.update(state="leased", lease_token=uuid4(), leased_until=NOW + timedelta(days=3650))
    assert dict(deliver_due(NOW, by=BY).counts) == {}


def test_installing_the_library_again_changes_nothing() -> None:
    assert library.install(by=BY, now=NOW) == 0


def test_more_messages_than_a_window_all_leave(mail_folder: Path) -> None:
    plan(*(intent(patient()) for _ in range(35)))
    assert dict(deliver_due(NOW, by=BY).counts) == {("welcome", "accepted", "operations-allowed"): 35}
    assert len(_mails(mail_folder)) == 35
    assert Person.objects.count() == 35


def test_a_crash_while_preparing_is_no_attempt(mail_folder: Path) -> None:
    plan(intent(patient()))
    for _ in range(3):
        leases.claim(at=NOW, origins=["journey"], channel="email", token=uuid4())
        Message.objects.update(leased_until=NOW - timedelta(days=365))
        leases.take_back()
    assert Message.objects.get().attempts == 0
    deliver_due(NOW, by=BY)
    assert (Message.objects.get().state, Message.objects.get().attempts) == ("accepted", 1)


def test_a_channel_without_a_way_out_is_refused_and_stops_no_other(
    mail_folder: Path, settings: pytest.FixtureRequest
) -> None:
    settings.SMS_BACKEND = ""
    person = patient(phone="(217) 555-0123")
    plan(intent(person), intent(person))
    Message.objects.filter(pk=Message.objects.first().pk).update(channel="sms")
    assert dict(deliver_due(NOW, by=BY).counts) == {
        ("welcome", "refused", "no-channel"): 1,
        ("welcome", "accepted", "operations-allowed"): 1,
    }
    assert Message.objects.get(channel="sms").state == "refused"
    assert len(_mails(mail_folder)) == 1


def test_the_gate_keeps_what_it_knows_of_each_channel_apart() -> None:
    """Somebody without a telephone can be written to, whatever else is asked in the same batch."""
    person = patient()
    report = plan(intent(person), intent(person, channel="sms"))
    assert dict(report.counts) == {
        ("welcome", "planned", "operations-allowed"): 1,
        ("welcome", "refused", "no-address"): 1,
    }

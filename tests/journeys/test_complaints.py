"""What users of other systems complain about, each as a test that names it. None may ever come true here."""

import re
from datetime import date, time, timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from audit.domain.actors import Actor
from audit.domain.verification import Verdict
from audit.enums import AuditWord
from audit.ledger import record_change
from audit.models import AuditEvent
from campaigns.channels.transport import SMTP
from campaigns.enums import LEFT, MessageState
from campaigns.models import Message
from clinic.domain.hours import local_day
from clinic.enums import Role
from clinic.models import BlockedDate, Location, Vendor
from consent.models import Preference
from journeys.enums import EnrolmentState, RunKind
from journeys.explaining import explain
from journeys.models import Enrolment, Journey, Run
from journeys.operations.runs import run, run_due
from patients.models import Appointment
from patients.operations import appointments
from tests.audit.sealing import books
from tests.database_roles import as_owner
from tests.desk_people import signed_in, staff
from tests.journeys.small_clinic import (
    BY,
    CHICAGO,
    LONG_AGO,
    another_version,
    booked,
    captured,
    journey_of,
    local,
    operated,
    outcomes,
    patient,
    states,
)


def go(at: str, kind: RunKind = RunKind.MANUAL):
    return run(local(at), kind=kind, by=BY)


def sweep(*moments: str) -> None:
    for at in moments:
        go(at, RunKind.SWEEP)


def only(slug: str) -> None:
    """One journey is on: a run of the others costs time and says nothing here."""
    Journey.objects.update(is_active=False)
    Journey.objects.filter(slug=slug).update(is_active=True)


# --- reminders resent every hour because the wrong column was checked -----------------------------------------


def test_reminders_are_not_resent_every_hour(clinic: Location, mail_folder: Path) -> None:
    """Whatever column changes in between: status, times that others wrote, the person, the journey's version."""
    only("appointment-reminder")
    person = patient()
    appointment = booked(person, "11-24 14:00")
    sweep("11-23 14:00")
    assert len(captured(mail_folder)) == 1
    appointments.set_status(by=BY, now=local("11-23 14:30"), appointment_id=appointment.pk, status="confirmed")
    type(person).objects.filter(pk=person.pk).update(language="zh-hant")
    Enrolment.objects.update(next_due_at=local("11-23 14:00"))
    sweep("11-23 15:00")
    Message.objects.update(state=MessageState.DELIVERED, settled_at=local("11-23 15:30"))
    Appointment.objects.filter(pk=appointment.pk).update(service=None, updated_at=local("11-23 15:30"))
    Enrolment.objects.update(next_due_at=local("11-23 14:00"))
    sweep("11-23 16:00")
    another_version("appointment-reminder")
    Enrolment.objects.update(next_due_at=local("11-23 14:00"))
    sweep("11-24 09:00")
    assert len(captured(mail_folder)) == 1
    assert Message.objects.filter(state__in=LEFT).count() == 1


# --- a missed cron tick drops the reminder for good -----------------------------------------------------------


def test_missed_cron_tick_does_not_drop_the_reminder(clinic: Location, mail_folder: Path) -> None:
    """Nothing ran from the evening before until five hours after the reminder was due, nor at the hour of the night."""
    only("appointment-reminder")
    booked(patient(), "11-24 14:00")
    go("11-21 02:00", RunKind.NIGHTLY)
    woken = [run_due(local(f"11-23 19:0{minute}"), by=BY) for minute in range(3)]
    assert [outcomes(report) for report in woken if report and report.results] == [{"accepted": 1}]
    assert len(captured(mail_folder)) == 1
    assert Run.objects.filter(kind=RunKind.NIGHTLY, clinic_date=date(2026, 11, 23)).count() == 1


# --- "sent" logged without any SMTP configured ----------------------------------------------------------------


@pytest.mark.parametrize(
    "backend",
    [
        "django.core.mail.backends.dummy.EmailBackend",
        "django.core.mail.backends.console.EmailBackend",
        "django.core.mail.backends.locmem.EmailBackend",
        SMTP,
    ],
)
def test_sent_is_not_logged_without_any_smtp_configured(
    clinic: Location, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    """A backend that throws mail away or keeps it is no way out of a clinic; where nobody listens, nothing was sent."""
    Vendor.objects.create(name="Own server", backend=SMTP, baa_signed_on=date(2026, 1, 2), baa_scope=["keep", "send"])
    monkeypatch.delattr(django_mail, "outbox")
    settings.DEMO_MODE = settings.DEBUG = False
    settings.EMAIL_BACKEND, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = backend, True, 2
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    only("appointment-reminder")
    person = patient()
    booked(person, "11-24 14:00")
    assert outcomes(go("11-23 14:00")).get("accepted") is None
    message = Message.objects.get()
    assert (message.state in LEFT, message.receipt) == (False, "")
    assert Message.objects.filter(state=MessageState.REFUSED, reason="no-baa").exists() is (backend != SMTP)
    assert [one.left_at for one in explain(person.pk, local("11-23 15:00")).messages()] == [None]


def test_sent_cannot_be_written_without_a_receipt(clinic: Location) -> None:
    only("appointment-reminder")
    booked(patient(), "11-24 14:00")
    go("11-23 14:00")
    with pytest.raises(DatabaseError, match="campaigns_accepted_has_receipt"), transaction.atomic():
        Message.objects.update(receipt="")


# --- birthday off by a day ------------------------------------------------------------------------------------

ZONES = ["America/Chicago", "Asia/Taipei", "Pacific/Auckland", "Pacific/Honolulu", "Europe/Berlin"]


@pytest.mark.parametrize(("born", "day"), [(date(1980, 11, 25), "11-25"), (date(1984, 11, 1), "11-01")])
def test_birthday_is_not_off_by_a_day(clinic: Location, born: date, day: str) -> None:
    """On each person's own calendar, also on the day on which the clinic's clocks change (1 November)."""
    only("birthday")
    for number, zone in enumerate(ZONES):
        person = patient(f"person{number}", birth_date=born, birth_year=None, time_zone=zone)
        Preference.objects.create(
            person=person, topic="greetings", wanted=True, recorded_at=LONG_AGO, via="preference-page"
        )
    midnight = local(f"{day} 00:00")
    # The evening two days before is the day before in Auckland and Taipei, the next one is it in Honolulu. At eleven it
    # is still the day before in Chicago and Berlin, and midnight in Taipei: its only hour on 1 November.
    for days, clock in [(-2, 19), (-1, 11), (-1, 19), (0, 9), (0, 19)]:
        run(midnight + timedelta(days=days, hours=clock), kind=RunKind.MANUAL, by=BY)
    sent = Message.objects.filter(state__in=LEFT).select_related("person")
    days = [(one.person.time_zone, local_day(one.handed_over_at, one.person.time_zone)) for one in sent]
    assert sorted(days) == sorted((zone, born.replace(year=2026)) for zone in ZONES)
    assert Message.objects.exclude(state__in=LEFT).count() == 0


# --- -3/-2/-1-day steps all firing at once for late joiners ---------------------------------------------------


def test_steps_of_three_two_and_one_day_do_not_all_fire_at_once_for_late_joiners(
    clinic: Location, mail_folder: Path
) -> None:
    Journey.objects.update(is_active=False)
    journey_of(
        "appointment",
        *(
            {"key": f"minus-{days}", "offset_days": -days, "late_entry_hours": 96, "too_late_hours": 96}
            for days in (3, 2, 1)
        ),
        text="appointment-reminder",
    )
    person = patient()
    place = Location.objects.get()
    appointments.book(
        by=BY, now=local("11-23 15:00"), person_id=person.pk, location_id=place.pk, starts_at=local("11-24 14:00")
    )
    sweep("11-23 15:00", "11-23 18:00", "11-24 10:00")
    assert states() == [
        ("minus-3", "expired", "too-late"),
        ("minus-2", "expired", "too-late"),
        ("minus-1", "accepted", ""),
    ]
    assert len(captured(mail_folder)) == 1


# --- a send window that sends nothing -------------------------------------------------------------------------


WINDOWS = [(time(9), time(20)), (time(6), time(7, 30)), (time(21), time(9))]
NOT_A_ZONE = "Not/AZone"


def test_send_window_does_not_swallow_what_it_should_let_out(clinic: Location) -> None:
    """A window that meets no open hour says so for each person; every other one sends, after a closed day."""
    Journey.objects.update(is_active=False)
    BlockedDate.objects.create(day=date(2026, 11, 24), reason="closed")
    for opens, closes in WINDOWS:
        step = {"window_from": opens, "window_until": closes, "too_late_hours": 72, "late_entry_hours": 72}
        journey_of("joined", step, slug=f"from-{opens.hour}", is_capped=False)
    for number, zone in enumerate(["America/Chicago", "Asia/Taipei", NOT_A_ZONE]):
        person = patient(f"person{number}", joined_on=date(2026, 11, 24))
        type(person).objects.filter(pk=person.pk).update(time_zone=zone)
    sweep("11-24 02:00", "11-24 12:00")
    assert Message.objects.filter(state__in=LEFT).count() == 0
    sweep("11-25 08:30", "11-25 12:00", "11-25 16:30", "11-25 19:30")
    messages = Message.objects.select_related("person")
    became = {(one.person.time_zone, one.origin_slug): _left_or_reason(one) for one in messages}
    assert became == {
        ("America/Chicago", "from-9"): "12:00",
        ("America/Chicago", "from-6"): "never-open",
        ("America/Chicago", "from-21"): "08:30",
        ("Asia/Taipei", "from-9"): "19:30",  # half past nine there
        ("Asia/Taipei", "from-6"): "16:30",
        ("Asia/Taipei", "from-21"): "08:30",
        (NOT_A_ZONE, "from-9"): "12:00",
        (NOT_A_ZONE, "from-6"): "never-open",
        (NOT_A_ZONE, "from-21"): "08:30",
    }


def _left_or_reason(message: Message) -> str:
    if message.state not in LEFT:
        return message.reason
    return f"{message.handed_over_at.astimezone(CHICAGO):%H:%M}"


# --- mail after unsubscribe from inside a running journey -----------------------------------------------------


def test_no_mail_after_unsubscribe_from_inside_a_running_journey(clinic: Location, mail_folder: Path) -> None:
    """Over the link in the first of its mails; what was planned already by then does not leave either."""
    only("post-op-care")
    person = patient()
    operated(person, "11-16 10:00")
    go("11-17 10:00")
    [first] = captured(mail_folder)
    go("11-23 02:00", RunKind.NIGHTLY)
    assert states()[-1] == ("one-week", "planned", "")
    link = re.search(r"List-Unsubscribe: <[^>]*(/u/[^>]+)>", first.replace("\n ", ""))
    assert link is not None
    answer = Client(enforce_csrf_checks=True).post(link[1], {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    sweep("11-23 10:00", "11-24 10:00")
    assert [state for state in states() if state[0] == "one-week"] == [("one-week", "refused", "topic-off")]
    assert len(captured(mail_folder)) == 1


# --- link scanners that unsubscribe whole lists ---------------------------------------------------------------


def test_link_scanners_do_not_unsubscribe_whole_lists(clinic: Location, mail_folder: Path) -> None:
    """Every link of every mail is opened with GET and HEAD, as a scanner does: nothing changes for anybody."""
    for name in ("ada", "grace"):
        booked(patient(name), "11-24 14:00")
    operated(patient("alan"), "11-22 10:00")
    go("11-23 14:00")
    mails = captured(mail_folder)
    assert len(mails) == 3
    found = {link for mail in mails for link in _links(mail)}
    assert len([link for link in found if link.startswith("/u/")]) == 3
    assert {link.split("/")[1] for link in found} >= {"u", "preferences", "appointments", "care"}
    before = (Preference.objects.count(), sorted(Appointment.objects.values_list("pk", "status")))
    scanner = Client()
    answers = {(link, ask(link, follow=True).status_code) for link in found for ask in (scanner.get, scanner.head)}
    assert answers == {(link, 200) for link in found}
    assert (Preference.objects.count(), sorted(Appointment.objects.values_list("pk", "status"))) == before


def _links(mail: str) -> set[str]:
    """Paths of all links to us, of the mail as a mail program reads it."""
    read = message_from_string(mail, policy=default)
    bodies = [part.get_content() for part in read.walk() if part.get_content_maintype() == "text"]
    here = re.escape(settings.PUBLIC_URL.rstrip("/"))
    return set(re.findall(rf"{here}(/[\w.~/-]+)", " ".join([read["List-Unsubscribe"], *bodies])))


# --- "completed" without saying who did not get it and why ----------------------------------------------------


def test_completed_says_who_did_not_get_it_and_why(clinic: Location) -> None:
    only("appointment-reminder")
    people = {
        "ada": patient("ada"),
        "silent": patient("silent", email=""),
        "no": patient("no"),
        "gone": patient("gone"),
    }
    for person in people.values():
        booked(person, "11-24 14:00")
    Preference.objects.create(
        person=people["no"], topic="appointments", wanted=False, recorded_at=LONG_AGO, via="preference-page"
    )
    type(people["gone"]).objects.filter(pk=people["gone"].pk).update(is_deceased=True)
    report = go("11-23 14:00")
    go("11-25 02:00", RunKind.NIGHTLY)
    done = Run.objects.filter(kind=RunKind.MANUAL).get()
    assert done.counts["outcomes"] == outcomes(report) | {"held": 0, "expired": 0, "failed": 0, "unknown": 0}
    assert sum(done.counts["reasons"].values()) == done.counts["outcomes"]["refused"]
    about = {name: explain(person.pk, local("11-25 03:00")) for name, person in people.items()}
    assert {name: [(one.state, one.reason) for one in found.messages()] for name, found in about.items()} == {
        "ada": [("accepted", "treatment-allowed")],
        "silent": [("refused", "no-address")],
        "no": [("refused", "topic-off")],
        "gone": [("refused", "deceased")],
    }
    over = Enrolment.objects.filter(state=EnrolmentState.COMPLETED)
    unsaid = [one for one in over if not Message.objects.filter(origin_id=one.pk).exclude(reason="").exists()]
    assert unsaid == []
    shown = signed_in(staff(Role.ADMINISTRATOR)).get(reverse("admin:journeys_run_change", args=[done.pk]))
    for words in ("No address for this channel", "This topic is switched off", "The person has died"):
        assert words in shown.content.decode()


# --- an audit log whose rows can be deleted unseen ------------------------------------------------------------


def test_audit_log_refuses_to_lose_a_row_and_tells_of_one_that_was_taken(committing_db: object) -> None:
    for number in range(3):
        record_change(word=AuditWord.CHANGE, actor=Actor.system("test"), details={"number": number})
    with pytest.raises(DatabaseError):
        AuditEvent.objects.all()._raw_delete("default")
    with as_owner() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute(b"DELETE FROM audit_event")
    books.seal()
    assert books.verify().verdict == Verdict.INTACT
    books.tamper("DELETE FROM audit_event WHERE id = (SELECT min(id) FROM audit_event)")
    assert books.verify().verdict == Verdict.TAMPERED

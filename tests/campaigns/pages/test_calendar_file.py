import pytest
from django.test import Client
from icalendar import Calendar

from audit.models import AuditEvent
from campaigns.enums import LinkPurpose
from campaigns.models import Message
from patients.models import Appointment
from tests.campaigns.messages import message_about
from tests.campaigns.pages.reader import let_in, path_of
from tests.campaigns.scenes import NOW, booked, patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(client: Client) -> Message:
    return message_about(booked(patient()), at=NOW)


def test_calendar_gets_the_appointment_and_not_what_for(client: Client, message: Message) -> None:
    path = path_of(LinkPurpose.APPOINTMENT, message)
    let_in(client, path)
    answer = client.get(f"{path}calendar.ics")
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    assert answer["Cache-Control"] == "no-store"
    assert (event["SUMMARY"], event["LOCATION"]) == ("Maple Street Clinic", "North Office, 5 North Road")
    assert (event.start, event["UID"].partition("@")[0]) == (message.anchor_at, str(message.appointment_id))
    assert AuditEvent.objects.filter(word="reveal").latest("id").fields == ["patients.appointment"]


def test_whoever_has_not_said_the_year_gets_the_question(client: Client, message: Message) -> None:
    path = path_of(LinkPurpose.APPOINTMENT, message)
    answer = client.get(f"{path}calendar.ics")
    assert (answer.status_code, answer["Location"]) == (302, path)


def test_what_is_off_has_no_file(client: Client, message: Message) -> None:
    path = path_of(LinkPurpose.APPOINTMENT, message)
    let_in(client, path)
    Appointment.objects.update(status="cancelled")
    assert client.get(f"{path}calendar.ics").status_code == 302

"""No active agreement with the vendor: nothing leaves through it, and every message says so (R43)."""

import ssl
from datetime import timedelta
from typing import Any

import pytest

from campaigns.channels.transport import SMTP
from campaigns.enums import reason_in_words
from campaigns.message_life import life_of
from campaigns.models import Message
from campaigns.operations import refusals
from campaigns.operations.delivery import deliver_due
from campaigns.way_out_panel import way_out_panel
from clinic.models import Notice, Vendor
from tests.campaigns.post import Sink, Start
from tests.campaigns.scenes import BY, NOW, TODAY, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def post(production: pytest.FixtureRequest, smtp: Start, certificate: ssl.SSLContext) -> Sink:
    """A real server under TLS, whose vendor has an agreement until tonight."""
    open_clinic()
    sink = smtp(certificate, tls=True)
    Vendor.objects.create(
        name="Relay", backend=SMTP, baa_signed_on="2026-01-01", baa_ends_on=TODAY, baa_scope=["store", "send"]
    )
    return sink


def _deliver(at: object) -> list[tuple[str, str]]:
    deliver_due(at, by=BY)
    return sorted(Message.objects.values_list("state", "reason"))


def test_while_the_agreement_is_in_force_messages_leave_through_the_vendor(post: Sink) -> None:
    plan(intent(patient()))
    assert (_deliver(NOW), len(post.got)) == ([("accepted", "operations-allowed")], 1)
    assert Message.objects.get().vendor == Vendor.objects.get()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="it ended overnight"),
        pytest.param({"baa_ends_on": None, "baa_scope": ["store"]}, id="it no longer covers sending"),
        pytest.param({"baa_ends_on": None, "baa_signed_on": None}, id="it was entered by mistake"),
    ],
)
def test_an_agreement_that_ends_between_planning_and_hand_over_stops_the_whole_window(
    post: Sink, change: dict[str, object]
) -> None:
    plan(*(intent(patient(), expires_at=TOMORROW + timedelta(hours=5)) for _ in range(20)))
    assert set(Message.objects.values_list("state", flat=True)) == {"planned"}
    Vendor.objects.update(**change)
    assert (set(_deliver(TOMORROW)), post.got) == ({("refused", "no-baa")}, [])


def test_every_kind_of_message_is_refused_and_says_why(post: Sink) -> None:
    Vendor.objects.all().delete()
    slugs = ("welcome", "appointment-reminder", "post-op-next-day", "annual-check-up", "confirm-subscription")
    plan(*(intent(patient(), slug) for slug in slugs))
    assert (_deliver(NOW), post.got) == ([("refused", "no-baa")] * len(slugs), [])
    (line,) = [line for line in life_of(Message.objects.first()) if line.what == "Not allowed"]
    assert line.why == reason_in_words("no-baa") == "The mail vendor has no active agreement (BAA) that covers sending"


def test_staff_are_told_once_a_day_while_messages_are_refused(post: Sink) -> None:
    Vendor.objects.all().delete()
    refusals.tell_of_missing_agreement(now=NOW)
    assert Notice.objects.count() == 0
    plan(intent(patient()))
    for hours in (0, 1, 2):
        refusals.tell_of_missing_agreement(now=NOW + timedelta(hours=hours))
    told = Notice.objects.order_by("audience").values_list("alert", "audience")
    assert list(told) == [("baa-missing", "administrator"), ("baa-missing", "privacy-officer")]
    refusals.tell_of_missing_agreement(now=TOMORROW)
    assert Notice.objects.count() == 2  # nothing was refused tomorrow


@pytest.mark.parametrize(
    ("change", "verdict", "why"),
    [
        ({}, "yes", "The mail vendor's agreement is in force, and it travels encrypted"),
        ({"baa_ends_on": "2026-06-14"}, "no", "The mail vendor has no active agreement (BAA) that covers sending"),
    ],
)
def test_a_persons_page_says_whether_mail_has_a_way_out(
    post: Sink, change: dict[str, object], verdict: str, why: str
) -> None:
    Vendor.objects.update(**change)
    mail, _ = way_out_panel(patient().pk, NOW).lines
    assert (mail.what, mail.verdict, mail.why) == ("E-mail", verdict, why)


def test_a_sample_clinic_says_that_what_it_sends_stays_here(settings: Any) -> None:
    open_clinic()
    settings.EMAIL_BACKEND = "campaigns.channels.capture.CaptureBackend"
    settings.SMS_BACKEND = settings.SMS_CAPTURE_BACKEND
    assert [(line.verdict, line.why) for line in way_out_panel(patient().pk, NOW).lines] == [
        ("held", "Sample clinic: mail is only put into a folder"),
        ("held", "Sample clinic: text messages are only put into a folder"),
    ]


def test_a_clinic_without_text_messages_has_no_line_about_them(settings: Any) -> None:
    open_clinic()
    settings.SMS_BACKEND = ""
    assert [line.what for line in way_out_panel(patient().pk, NOW).lines] == ["E-mail"]

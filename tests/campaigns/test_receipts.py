"""Reports and receipts that cross: a mail service that reports before it has answered, and one that answers late."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from campaigns.domain.reports import Report
from campaigns.models import DeliveryEvent, Message
from campaigns.operations.delivery import deliver_due
from campaigns.operations.tracking import record
from clinic.models import Vendor
from consent.operations import tracking
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db


def _report(message_id: UUID, event_type: str, receipt: str = "") -> bool:
    own = {"own_id": str(message_id), "message_id": receipt}
    return record(
        Report(esp="Postmark", event_type=event_type, occurred_at=NOW, **own), address_key=None, by=BY, now=NOW
    )


class ReportsFirst(BaseEmailBackend):
    """The bounce is reported before the answer to the hand-over."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in Message.objects.filter(state="handing_over"):
            _report(message.pk, "bounced")
        return len(email_messages)


class AnswersLate(BaseEmailBackend):
    """By the time it answers, another worker has given the message up."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        _let_leases_run_out()
        assert dict(deliver_due(NOW, by=BY).counts) == {("welcome", "unknown", "no-receipt"): 1}
        return len(email_messages)


class LooksAtTheLease(BaseEmailBackend):
    found: list[timedelta] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT leased_until - clock_timestamp() FROM campaigns_message")
            self.found[:] = [row[0] for row in cursor.fetchall()]
        return len(email_messages)


def _let_leases_run_out() -> None:
    Message.objects.filter(leased_until__isnull=False).update(leased_until=NOW - timedelta(days=365))


def _through(settings: pytest.FixtureRequest, backend: type[BaseEmailBackend]) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"
    settings.MAIL_VENDOR_ENFORCES_TLS = True
    Vendor.objects.create(name="Post", backend=settings.EMAIL_BACKEND, baa_signed_on="2026-01-01", baa_scope=["send"])
    open_clinic()
    plan(intent(patient()))


def _being_handed_over() -> Message:
    open_clinic()
    plan(intent(patient()))
    Message.objects.update(state="leased")
    Message.objects.update(state="handing_over", handed_over_at=NOW, lease_token=uuid4(), leased_until=NOW)
    return Message.objects.get()


def test_a_bounce_that_comes_before_our_own_receipt_is_kept(settings: pytest.FixtureRequest) -> None:
    _through(settings, ReportsFirst)
    deliver_due(NOW, by=BY)
    message = Message.objects.get()
    assert (message.state, message.receipt) == ("bounced", f"<{message.pk}@127.0.0.1>")
    assert DeliveryEvent.objects.count() == 1


@pytest.mark.parametrize(("event_type", "state"), [("sent", "accepted"), ("delivered", "delivered")])
def test_after_a_crash_an_earlier_report_settles_the_message(event_type: str, state: str) -> None:
    message = _being_handed_over()
    _report(message.pk, event_type, receipt="pm-1")
    _let_leases_run_out()
    deliver_due(NOW, by=BY)
    message.refresh_from_db()
    assert (message.state, message.receipt) == (state, "pm-1")


def test_a_report_finds_the_message_by_the_message_id_that_went_with_it() -> None:
    message = _being_handed_over()
    report = Report(esp="Relay", event_type="sent", occurred_at=NOW, message_id=f"<{message.pk}@clinic.example>")
    record(report, address_key=None, by=BY, now=NOW)
    assert DeliveryEvent.objects.get().message == message


def test_a_receipt_that_comes_late_is_written_after_all(settings: pytest.FixtureRequest) -> None:
    _through(settings, AnswersLate)
    report = deliver_due(NOW, by=BY)
    message = Message.objects.get()
    assert dict(report.counts) == {("welcome", "accepted", "operations-allowed"): 1}
    assert (message.state, message.receipt, message.lease_token) == ("accepted", f"<{message.pk}@127.0.0.1>", None)


def test_a_hand_over_is_leased_for_longer_than_its_mails_can_take(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_TIMEOUT = 50
    _through(settings, LooksAtTheLease)
    plan(*(intent(patient()) for _ in range(15)))
    deliver_due(NOW, by=BY)
    waits_of_one_mail = 18
    assert len(LooksAtTheLease.found) == 16
    assert min(LooksAtTheLease.found) > timedelta(seconds=(16 - 1) * waits_of_one_mail * 50)


@pytest.mark.parametrize("event_type", ["opened", "clicked"])
def test_that_a_letter_was_read_is_kept_only_of_those_who_allowed_it(event_type: str) -> None:
    open_clinic()
    one, other = patient(), patient()
    plan(intent(one), intent(other))
    tracking.choose(by=BY, now=NOW, person_id=one.pk, wanted=True, via="preference-page", text_version="t1")
    tracking.choose(by=BY, now=NOW, person_id=other.pk, wanted=True, via="preference-page", text_version="t1")
    tracking.choose(by=BY, now=NOW, person_id=other.pk, wanted=False, via="browser-signal", text_version="t1")
    kept = [_report(message.pk, event_type) for message in Message.objects.filter(person__in=[one, other])]
    assert (sorted(kept), _report(uuid4(), event_type)) == ([False, True], False)
    assert [event.message.person_id for event in DeliveryEvent.objects.all() if event.message] == [one.pk]

from datetime import timedelta
from uuid import uuid4

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.db import connection

from audit.blind import email_key
from campaigns.domain.reports import Report
from campaigns.models import DeliveryEvent, Message
from campaigns.operations import tracking as tracking_of
from campaigns.operations.delivery import deliver_due
from campaigns.operations.tracking import record
from consent.models import Suppression
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(settings: pytest.FixtureRequest) -> Message:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    plan(intent(patient(email="ana@mail.example")))
    deliver_due(NOW, by=BY)
    return Message.objects.get()


def _report(message: Message, event_type: str, **details: str) -> Report:
    own = {"own_id": str(message.pk)} | details
    return Report(esp="Postmark", event_type=event_type, occurred_at=NOW + timedelta(minutes=1), **own)


def _record(report: Report) -> bool:
    return record(report, address_key=None, by=BY, now=NOW)


@pytest.mark.parametrize("key", ["own_id", "message_id"])
def test_a_report_finds_its_message_by_our_id_or_by_the_receipt(message: Message, key: str) -> None:
    found = {"own_id": str(message.pk), "message_id": message.receipt}
    _record(Report(esp="Postmark", event_type="delivered", occurred_at=NOW, **{key: found[key]}))
    message.refresh_from_db()
    assert message.state == "delivered"


def test_the_same_report_twice_is_one_row(message: Message) -> None:
    assert [_record(_report(message, "delivered", event_id="e1")) for _ in range(2)] == [True, False]
    assert DeliveryEvent.objects.count() == 1


def test_a_late_sent_does_not_take_back_a_delivered(message: Message) -> None:
    for event_type in ("delivered", "sent", "queued"):
        _record(_report(message, event_type))
    message.refresh_from_db()
    assert message.state == "delivered"


def test_a_hard_bounce_stops_mail_to_the_address(message: Message) -> None:
    _record(_report(message, "bounced", reason="bounced"))
    message.refresh_from_db()
    assert message.state == "bounced"
    assert Suppression.objects.get(address_key=email_key("ana@mail.example")).cause == "bounced"
    assert dict(plan(intent(message.person)).counts) == {("welcome", "refused", "address-bounced"): 1}


def test_a_blocked_mail_does_not_stop_the_address(message: Message) -> None:
    _record(_report(message, "bounced", reason="blocked"))
    assert Suppression.objects.count() == 0


def test_an_unknown_message_is_settled_by_a_report(message: Message) -> None:
    Message.objects.filter(pk=message.pk).delete()
    plan(intent(message.person))
    lost = Message.objects.get()
    for state in ("leased", "handing_over", "unknown"):
        Message.objects.filter(pk=lost.pk).update(state=state)
    _record(_report(lost, "sent", message_id="pm-1"))
    lost.refresh_from_db()
    assert (lost.state, lost.receipt) == ("accepted", "pm-1")


def test_a_report_about_no_message_of_ours_is_kept() -> None:
    assert _record(Report(esp="Postmark", event_type="delivered", occurred_at=NOW, own_id=str(uuid4()))) is True
    assert DeliveryEvent.objects.get().message is None


def test_a_complaint_about_no_message_of_ours_stops_mail_to_the_address() -> None:
    key = email_key("ana@mail.example")
    report = Report(esp="Postmark", event_type="complained", occurred_at=NOW, own_id=str(uuid4()))
    assert record(report, address_key=key, by=BY, now=NOW) is True
    assert Suppression.objects.get(address_key=key).cause == "complained"


def test_anymails_signal_ends_in_one_report_without_the_address(message: Message) -> None:
    event = AnymailTrackingEvent(
        event_type="complained",
        timestamp=NOW,
        event_id="e9",
        message_id="pm-9",
        recipient="Ana@mail.example",
        metadata={"message_id": str(message.pk)},
    )
    tracking.send(sender=object, event=event, esp_name="Postmark")
    message.refresh_from_db()
    assert message.state == "complained"
    assert Suppression.objects.get().cause == "complained"
    assert list(DeliveryEvent.objects.values_list("esp", "event_type")) == [("Postmark", "complained")]


@pytest.mark.parametrize(("receipt", "is_read_from_it"), [("0100018f-00", True), ("<0100018f-00@mail.example>", False)])
def test_the_id_of_a_service_is_looked_up_in_its_index(receipt: str, is_read_from_it: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan_of_it = tracking_of.with_receipt(Message.objects.all(), receipt).order_by().explain()
    assert ("campaigns_message_receipt" in plan_of_it) is is_read_from_it


@pytest.mark.parametrize("receipt", ["0100018f-00", "<0100018f-00@mail.example>"])
def test_a_report_finds_its_message_by_whatever_id_the_service_gave(message: Message, receipt: str) -> None:
    Message.objects.update(receipt=receipt)
    _record(Report(esp="Amazon SES", event_type="delivered", occurred_at=NOW, message_id=receipt))
    message.refresh_from_db()
    assert message.state == "delivered"

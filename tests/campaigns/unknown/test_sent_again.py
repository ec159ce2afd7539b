"""A reminder of which nobody knows is sent a second time, once, if its text asks for it; the first may still count."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from campaigns.channels import Handed, Verdict
from campaigns.enums import Basis
from campaigns.models import Message, Settlement
from campaigns.operations import leases, receipts, unknowns
from campaigns.operations.delivery import deliver_due
from patients.operations import appointments
from tests.campaigns.scenes import BY, NOW, open_clinic
from tests.campaigns.unknown.lost import LATER, lose, lost_reminder, reminders_are_sent_again, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    reminders_are_sent_again()


def _again(at: datetime = LATER) -> int:
    return unknowns.plan_again(by=BY, now=at)


def _deliver(at: datetime = LATER) -> dict[str, int]:
    return dict(deliver_due(at, by=BY).outcomes)


def _state(message: Message) -> tuple[str, int]:
    message.refresh_from_db()
    return message.state, message.resends


def test_it_leaves_again_as_the_same_message_and_not_a_third_time(mail_folder: Path) -> None:
    message = lost_reminder()
    assert (_again(NOW + timedelta(minutes=29)), _again(), _again()) == (0, 1, 0)
    assert _deliver() == {"accepted": 1}
    (mail,) = mail_folder.glob("*.eml")
    assert mail.stem == str(message.pk)
    assert f"Message-ID: <{message.pk}@" in mail.read_text()
    assert list(Settlement.objects.values_list("found", "basis")) == [("sent-again", "no-word")]
    assert _state(message) == ("accepted", 1)


def test_a_second_one_that_is_lost_too_stays_so() -> None:
    message = lost_reminder()
    _again()
    lose(message.pk)
    assert (_again(LATER + timedelta(hours=1)), _state(message)) == (0, ("unknown", 1))


@pytest.mark.parametrize("event_type", ["deferred", "delivered"])
def test_what_was_reported_on_is_not_sent_again(event_type: str) -> None:
    message = lost_reminder()
    report(message, event_type)
    assert (_again(), _state(message)[1]) == (0, 0)


def test_without_the_mark_on_its_text_or_too_late_nothing_is_sent_again() -> None:
    late, other = lost_reminder(), lost_reminder()
    Message.objects.filter(pk=late.pk).update(expires_at=LATER)
    other.template.resend_unknown = False
    assert _again() == 1
    other.template.save()
    lost_reminder()
    assert _again() == 0


@pytest.mark.parametrize(
    ("event_type", "state"), [("delivered", "delivered"), ("bounced", "bounced"), ("deferred", "unknown")]
)
def test_a_late_report_stops_the_second_try(event_type: str, state: str, mail_folder: Path) -> None:
    message = lost_reminder()
    _again()
    report(message, event_type)
    assert _state(message) == (state, 1)
    assert (_deliver(), list(mail_folder.glob("*.eml"))) == ({}, [])


def test_a_report_that_comes_while_it_is_prepared_takes_it_from_the_worker() -> None:
    message = lost_reminder()
    _again()
    Message.objects.filter(pk=message.pk).update(state="leased", lease_token=message.pk)
    report(message, "delivered")
    assert _state(message) == ("delivered", 1)
    assert message.lease_token is None


def test_a_report_on_what_is_tried_later_ends_that() -> None:
    message = lost_reminder()
    _again()
    rows = Message.objects.filter(pk=message.pk)
    for state in ("leased", "handing_over", "retry"):
        rows.update(state=state)
    report(message, "sent")
    assert _state(message) == ("accepted", 1)


def _put_off_by_the_service(meanwhile: Callable[[], object] = lambda: None) -> None:
    """The message that is due, leased, handed over, and answered with "later"."""
    token = leases.fresh_token()
    (claimed,) = leases.claim(at=LATER, origins=["journey"], channel="email", token=token)
    leases.mark_handing_over([claimed.pk], token, at=LATER, vendors={})
    meanwhile()
    receipts.settle([(Message.objects.get(), Handed(Verdict.TRY_LATER))], token=token, at=LATER)


def test_what_was_known_when_staff_sent_it_again_does_not_end_the_second_try() -> None:
    message = lost_reminder()
    report(message, "deferred")
    assert unknowns.send_again([message.pk], basis=Basis.PATIENT, by=BY, now=LATER) == 1
    _put_off_by_the_service()
    assert _state(message) == ("retry", 1)
    report(message, "deferred", "pm-2")
    assert _state(message) == ("unknown", 1)


def test_what_comes_while_the_second_is_handed_over_ends_it_when_that_does_not_leave() -> None:
    message = lost_reminder()
    assert unknowns.send_again([message.pk], basis=Basis.PATIENT, by=BY, now=LATER) == 1
    _put_off_by_the_service(meanwhile=lambda: report(message, "deferred"))
    assert _state(message) == ("unknown", 1)


def test_an_ordinary_message_that_waits_is_not_touched_by_a_report() -> None:
    message = lost_reminder()
    Message.objects.filter(pk=message.pk).delete()
    message.state = "planned"
    message.save(force_insert=True)
    report(message, "delivered")
    assert _state(message) == ("planned", 0)


def test_when_the_second_does_not_leave_it_is_the_first_that_nobody_knows_of() -> None:
    message = lost_reminder()
    _again()
    appointments.cancel(by=BY, now=LATER, appointment_id=message.appointment_id)
    assert _deliver() == {"expired": 1}
    unknowns.give_back(now=LATER)
    assert _state(message) == ("unknown", 1)
    report(message, "delivered")
    assert _state(message) == ("delivered", 1)


def test_what_somebody_said_had_not_arrived_ends_as_its_second_try_does() -> None:
    message = lost_reminder()
    unknowns.send_again([message.pk], basis=Basis.SERVICE_LOG, by=BY, now=LATER)
    appointments.cancel(by=BY, now=LATER, appointment_id=message.appointment_id)
    assert (_deliver(), unknowns.give_back(now=LATER)) == ({"expired": 1}, 0)
    report(message, "deferred")
    assert _state(message) == ("expired", 1)
    report(message, "delivered")
    assert _state(message) == ("delivered", 1)

"""Nobody knew of them: somebody finds out, or the service is asked."""

from datetime import timedelta

import pytest

from audit.domain.actors import Actor
from audit.models import AuditEvent
from campaigns.enums import Basis, Found
from campaigns.message_life import life_of
from campaigns.models import Message, Settlement
from campaigns.operations import unknown_alerts, unknowns
from clinic.models import Notice
from journeys.explaining import explain
from journeys.why import why_page
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan
from tests.campaigns.unknown.lost import LATER, lose, lost_reminder, report
from tests.desk_people import signed_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic() -> None:
    open_clinic()


def _state(message: Message) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.state, message.reason, message.receipt


def test_the_service_that_is_asked_settles_it() -> None:
    here, gone = lost_reminder(), lost_reminder()
    told = {"basis": Basis.POLLED, "by": BY, "now": LATER}
    assert unknowns.settle_unknown(here.pk, found=Found.ARRIVED, receipt="pb-7", **told)
    assert unknowns.settle_unknown(gone.pk, found=Found.NOT_ARRIVED, **told)
    assert _state(here) == ("accepted", "treatment-allowed", "pb-7")
    assert _state(gone) == ("failed", "not-arrived", "")
    assert not unknowns.settle_unknown(here.pk, found=Found.NOT_ARRIVED, **told)
    assert list(Settlement.objects.values_list("message", "found", "basis", "settled_by")) == [
        (here.pk, "arrived", "polled", ""),
        (gone.pk, "not-arrived", "polled", ""),
    ]


def test_a_report_that_settles_it_ends_that_nobody_knows() -> None:
    message = lost_reminder()
    report(message, "delivered")
    assert _state(message) == ("delivered", "treatment-allowed", "pm-1")


def test_the_book_names_who_said_it_of_whom_and_why() -> None:
    message, member = lost_reminder(), staff()
    by = Actor.staff(member.pk, member.role)
    unknowns.settle([message.pk], found=Found.ARRIVED, basis=Basis.PATIENT, by=by, now=LATER)
    event = AuditEvent.objects.latest("id")
    assert (event.word, event.actor_id, event.people, event.details) == (
        "change",
        str(member.pk),
        [message.person_id],
        {"messages": 1, "found": "arrived", "basis": "patient"},
    )


def test_the_messages_page_and_the_why_page_tell_who_found_out() -> None:
    message, member = lost_reminder(), staff(username="ivy")
    by = Actor.staff(member.pk, member.role)
    unknowns.settle([message.pk], found=Found.NOT_ARRIVED, basis=Basis.SERVICE_LOG, by=by, now=LATER)
    message.refresh_from_db()
    assert [(line.what, line.why) for line in life_of(message)][-2:] == [
        ("It did not arrive, says ivy", "The log of the mail service says so"),
        ("Failed", "It did not arrive"),
    ]
    (line,) = why_page(explain(message.person_id, LATER)).past
    assert line.facts[-1] == "It did not arrive, says ivy: the log of the mail service says so"


def test_only_reminders_in_time_are_sent_again_and_only_once() -> None:
    good, late, tried = (lost_reminder() for _ in range(3))
    plan(intent(patient()))
    welcome = Message.objects.get(origin_slug="welcome")
    lose(welcome.pk)
    Message.objects.filter(pk=late.pk).update(expires_at=LATER)
    Message.objects.filter(pk=tried.pk).update(resends=1)
    ids = [message.pk for message in (good, late, tried, welcome)]
    assert [message.pk for message in Message.objects.all() if unknowns.can_be_sent_again(message, LATER)] == [good.pk]
    assert unknowns.send_again(ids, basis=Basis.SERVICE_LOG, by=BY, now=LATER) == 1
    good.refresh_from_db()
    assert (good.state, good.resends, good.reason, good.settled_at) == ("planned", 1, "treatment-allowed", None)
    assert Message.objects.filter(state="unknown").count() == 3


def test_staff_are_told_once_a_day_and_the_alert_goes_when_all_is_known() -> None:
    message = lost_reminder()
    alerts = Notice.objects.filter(alert="messages-unknown")
    unknown_alerts.tell_of_unknown(now=NOW + timedelta(minutes=59))
    assert alerts.count() == 0
    for minutes in (60, 61, 300):
        unknown_alerts.tell_of_unknown(now=NOW + timedelta(minutes=minutes))
    assert sorted(alerts.values_list("audience", "seen_at")) == [("administrator", None), ("front-desk", None)]
    report(message, "delivered")
    unknown_alerts.tell_of_unknown(now=NOW + timedelta(minutes=301))
    assert alerts.filter(seen_at=None).count() == 0


@pytest.mark.parametrize("event_type", ["delivered", "complained", "bounced"])
def test_a_report_wins_over_what_somebody_said_before_and_that_is_seen(event_type: str) -> None:
    message, member = lost_reminder(), staff(username="ivy")
    by = Actor.staff(member.pk, member.role)
    unknowns.settle([message.pk], found=Found.NOT_ARRIVED, basis=Basis.SERVICE_LOG, by=by, now=LATER)
    report(message, event_type)
    assert _state(message) == (event_type, "treatment-allowed", "pm-1")
    page = signed_in(staff()).get("/admin/desk/unknown-messages/?done=1").content.decode()
    assert (f"a report says since: {event_type}" in page) == (event_type == "delivered")
    said = [line.what for line in life_of(message)]
    assert "It did not arrive, says ivy" in said
    assert said[-1] == message.get_state_display()


def test_a_report_that_tells_no_end_leaves_what_somebody_said() -> None:
    message = lost_reminder()
    unknowns.settle([message.pk], found=Found.NOT_ARRIVED, basis=Basis.SERVICE_LOG, by=BY, now=LATER)
    report(message, "deferred")
    assert _state(message) == ("failed", "not-arrived", "")

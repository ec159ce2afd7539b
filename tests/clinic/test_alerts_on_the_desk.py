"""Alerts at the top of the desk: mine, what waits first, and who has seen to it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from clinic.alert_pages import page_of
from clinic.alerts_in_words import alerts_of
from clinic.enums import Role, StaffAlert
from clinic.models import Notice, Staff, TrainingRecord, Vendor
from clinic.operations.alerts import alert_staff
from tests.desk_people import events_of, house, signed_in, staff, today_here

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Staff:
    house()
    return staff(Role.PRIVACY_OFFICER)


def _alert(alert: StaffAlert = StaffAlert.BAA_ENDING, **to: object) -> Notice:
    key = uuid4().hex
    alert_staff(alert=alert, once_key=key, **(to or {"audience": Role.PRIVACY_OFFICER}))
    return Notice.objects.get(once_key=key)


def _shown(client: Client) -> list[tuple[str, bool, str]]:
    alerts = client.get("/admin/").context["alerts"]
    return [(one.sentence, one.seen_at is not None, one.seen_by) for one in alerts]


def _see(client: Client, notice: Notice) -> int:
    return client.post(f"/admin/desk/alerts/{notice.pk}/seen/").status_code


def test_alerts_of_my_role_and_of_myself_are_shown_and_no_others(officer: Staff) -> None:
    _alert()
    _alert(StaffAlert.GRANT_ASKED, recipient_id=officer.pk)
    _alert(StaffAlert.SEAL_LAG, audience=Role.ADMINISTRATOR)
    _alert(StaffAlert.ACCESS_REVIEW, recipient_id=uuid4())
    assert _shown(signed_in(officer)) == [
        (StaffAlert.GRANT_ASKED.label, False, ""),
        (StaffAlert.BAA_ENDING.label, False, ""),
    ]


def test_for_a_role_one_who_has_seen_it_is_enough_and_is_named(officer: Staff) -> None:
    other = staff(Role.PRIVACY_OFFICER, "second-officer")
    notice, _ = _alert(), _alert(StaffAlert.LEAK_FOUND)
    assert _see(signed_in(other), notice) == 302
    assert _shown(signed_in(officer)) == [
        (StaffAlert.LEAK_FOUND.label, False, ""),
        (StaffAlert.BAA_ENDING.label, True, "second-officer"),
    ]


def test_seen_is_one_line_of_the_book_and_the_first_one_stays(officer: Staff) -> None:
    other, notice = staff(Role.PRIVACY_OFFICER, "second-officer"), _alert()
    for member in (officer, other):
        _see(signed_in(member), notice)
    notice.refresh_from_db()
    assert notice.seen_by == officer.pk
    assert [event.details["what"] for event in events_of(officer, "change")] == ["seen"]
    assert events_of(other, "change") == []


def test_what_was_seen_days_ago_leaves_the_desk(officer: Staff) -> None:
    notice = _alert()
    Notice.objects.filter(pk=notice.pk).update(seen_at=timezone.now() - timedelta(days=4), seen_by=officer.pk)
    assert _shown(signed_in(officer)) == []


def test_alert_of_others_is_refused_and_the_try_is_in_the_book(officer: Staff) -> None:
    notice, marketer = _alert(), staff(Role.MARKETER)
    assert _see(signed_in(marketer), notice) == 403
    assert [event.outcome for event in events_of(marketer, "reveal")] == ["denied"]
    notice.refresh_from_db()
    assert notice.seen_at is None


def test_looking_changes_nothing(officer: Staff) -> None:
    notice = _alert()
    assert signed_in(officer).get(f"/admin/desk/alerts/{notice.pk}/seen/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_alerts_cost_two_queries(officer: Staff, number: int, django_assert_num_queries: object) -> None:
    for _ in range(number):
        _see(signed_in(officer), _alert())
    request = RequestFactory().get("/admin/")
    request.user = officer
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(alerts_of(request, timezone.now())) == number


#: Alerts that the privacy officer is not told.
_TOLD_TO_OTHERS = {
    StaffAlert.CAME_OF_AGE: Role.FRONT_DESK,
    StaffAlert.BOOKING_ASKED: Role.FRONT_DESK,
    StaffAlert.CALL_ASKED: Role.FRONT_DESK,
    StaffAlert.MOVE_ASKED: Role.FRONT_DESK,
    StaffAlert.CANCELLED_BY_LINK: Role.FRONT_DESK,
    StaffAlert.LEAD_QUALIFIED: Role.FRONT_DESK,
    StaffAlert.RUN_ODD: Role.ADMINISTRATOR,
    StaffAlert.RELEASE_WAITING: Role.ADMINISTRATOR,
    StaffAlert.NOT_REHEARSED: Role.ADMINISTRATOR,
}


@pytest.mark.parametrize("alert", list(StaffAlert))
def test_each_alert_leads_to_a_page_that_whoever_is_told_may_open(officer: Staff, alert: StaffAlert) -> None:
    told = staff(_TOLD_TO_OTHERS[alert]) if alert in _TOLD_TO_OTHERS else officer
    assert signed_in(told).get(page_of(alert)).status_code == 200


def test_an_alert_says_which_vendor_or_whose_training_it_is_about(officer: Staff) -> None:
    day = today_here() + timedelta(days=1)
    vendor = Vendor.objects.create(name="Post", backend="post", baa_signed_on="2020-01-01", baa_ends_on=day)
    record = TrainingRecord.objects.create(staff=officer, topic="Privacy", done_on="2020-01-01", expires_on=day)
    _alert(subject_id=vendor.pk, audience=Role.PRIVACY_OFFICER)
    _alert(StaffAlert.TRAINING_DUE, subject_id=record.pk, audience=Role.PRIVACY_OFFICER)
    alerts = signed_in(officer).get("/admin/").context["alerts"]
    assert [one.about for one in alerts] == [
        f"privacy-officer, Privacy, until {day:%-d %B %Y}",
        "Post: ends in 1 day",
    ]

"""The front desk hears of papers that end soon and of copies that were not given, and of each once."""

from datetime import date, timedelta

import pytest

from clinic.models import Notice
from consent.enums import CopyGiven, Defect, Recorded
from consent.operations import authorizations
from consent.operations.paper_reminders import ending, remind
from tests.consent.people import DESK, NOW, TODAY, drafted, form, patient, signed
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])


def _alerts() -> list[tuple[str, str]]:
    return list(Notice.objects.filter(kind="staff-alert").order_by("once_key").values_list("alert", "audience"))


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (30, True), (31, False)])
def test_an_authorization_is_told_of_from_thirty_days_before_its_last_one(days: int, is_told: bool) -> None:
    signed(patient().pk, signed_on=TODAY - timedelta(days=9), expires_on=TODAY + timedelta(days=days))
    remind(now=NOW, today=TODAY)
    assert _alerts() == ([("authorization-ending", "front-desk")] if is_told else [])


def test_it_is_told_once_a_week_however_often_somebody_asks_and_however_many_end() -> None:
    paper = form()
    for name in ("a", "b"):
        signed(patient(f"{name}@example.org").pk, paper, expires_on=date(2026, 7, 10))
    for today in (date(2026, 6, 15), date(2026, 6, 15), date(2026, 6, 21), date(2026, 6, 22)):
        remind(now=NOW, today=today)
    assert _alerts() == [("authorization-ending", "front-desk")] * 2


def test_what_has_ended_or_was_replaced_or_is_of_somebody_who_died_needs_nobody() -> None:
    paper, soon = form(), TODAY + timedelta(days=3)
    revoked = signed(patient("a@example.org").pk, paper, expires_on=soon)
    authorizations.revoke(by=DESK, now=NOW, authorization_id=revoked.pk, via=Recorded.STAFF)
    wrong = signed(patient("b@example.org").pk, paper, expires_on=soon)
    authorizations.mark_defective(by=DESK, now=NOW, authorization_id=wrong.pk, defect=Defect.BUNDLED)
    renewed = patient("c@example.org").pk
    signed(renewed, paper, signed_on=TODAY - timedelta(days=300), expires_on=soon)
    signed(renewed, paper)
    signed(patient("d@example.org", is_deceased=True).pk, paper, expires_on=soon)
    assert list(ending(TODAY)) == []


def test_a_missing_copy_is_told_once_and_settled_when_it_is_given() -> None:
    paper = drafted(patient().pk)
    remind(now=NOW + timedelta(minutes=59), today=TODAY)
    assert _alerts() == []
    for _ in range(2):
        remind(now=NOW + timedelta(minutes=60), today=TODAY)
    [told] = Notice.objects.filter(alert="copy-missing")
    assert (told.subject_id, told.audience, told.seen_at) == (paper.pk, "front-desk", None)
    later = NOW + timedelta(hours=2)
    authorizations.give_copy(by=DESK, now=later, authorization_id=paper.pk, via=CopyGiven.PRINTED)
    told.refresh_from_db()
    assert told.seen_at == later


def test_the_list_shows_what_needs_somebody() -> None:
    house()
    paper = form()
    waiting, fine = drafted(patient("a@example.org").pk, paper), signed(patient("b@example.org").pk, paper)
    page = signed_in(staff()).get("/admin/consent/authorization/?needs=copy").content.decode()
    assert (str(waiting.pk) in page, str(fine.pk) in page) == (True, False)

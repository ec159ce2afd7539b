"""The privacy desk: what it says is so, to whom it opens, and how much it asks of the database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from audit.domain.actors import Actor
from audit.enums import AuditWord, Outcome
from audit.ledger import record_read
from audit.models import Export, ReviewCase
from clinic.domain.privacy import PrivacyCard, State
from clinic.enums import GrantState, Role
from clinic.models import (
    AccessGrant,
    AccessReview,
    AccessReviewItem,
    BreakGlass,
    LeakCheck,
    LeakFinding,
    RiskAssessment,
    Staff,
    TrainingRecord,
    Vendor,
)
from clinic.privacy_desk import cards
from clinic.privacy_desk.charts import fortnight
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.usefixtures("committing_db")
DESK = "/admin/desk/privacy/"
NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
TODAY = date(2026, 6, 15)
DAY = timedelta(days=1)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRIVACY_OFFICER])
def test_desk_opens_to_the_privacy_officer_alone(role: Role) -> None:
    house()
    assert signed_in(staff(role)).get(DESK).status_code == 403


def _read(role: Role, word: AuditWord = AuditWord.LIST, outcome: Outcome = Outcome.GRANTED) -> None:
    record_read(
        word=word, actor=Actor.staff(UUID(int=1), role.value), purpose="TREAT", people=(), fields=(), outcome=outcome
    )


@pytest.mark.parametrize("number", [1, 3])
def test_desk_asks_as_much_whatever_was_read(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    house()
    officer = signed_in(staff(Role.PRIVACY_OFFICER))
    for _ in range(number):
        _read(Role.FRONT_DESK)
    officer.get(DESK)
    with django_assert_num_queries(37):
        assert officer.get(DESK).status_code == 200


def test_days_of_the_charts_are_the_clinics() -> None:
    read = fortnight(datetime(2026, 6, 15, 3, tzinfo=UTC), "America/Chicago")
    assert [label for label, _ in read.by_day_table.rows] == [f"{day} Jun" for day in range(1, 15)]


def _case(opened_at: datetime) -> None:
    ReviewCase.objects.create(
        rule="bulk", staff_id=UUID(int=1), day=TODAY, first_event=1, last_event=2, first_at=opened_at,
        last_at=opened_at, opened_at=opened_at,
    )  # fmt: skip


def _emergency(due: datetime) -> None:
    BreakGlass.objects.create(
        staff=staff(Role.CLINICIAN), person_id=UUID(int=2), reason="emergency", words="x", opened_at=NOW, ends_at=NOW,
        review_due_at=due,
    )  # fmt: skip


def _grant() -> AccessGrant:
    return AccessGrant.objects.create(
        staff=staff(Role.MARKETER, "asked-for"), role=Role.CLINICIAN, state=GrantState.ASKED, asked_at=NOW
    )


def _in_force() -> AccessGrant:
    return AccessGrant.objects.get(staff=staff(Role.MARKETER, "has-it"), state=GrantState.GRANTED)


def _access_review(due: date) -> None:
    review = AccessReview.objects.create(quarter="2026-Q2", opened_at=NOW, due_on=due)
    AccessReviewItem.objects.create(review=review, grant=_in_force())
    AccessReviewItem.objects.create(review=review, grant=_grant())  # not in force: the page asks nobody


def _vendor(name: str, **agreement: Any) -> None:
    Vendor.objects.create(name=name, backend=name, **agreement)


def _finding() -> None:
    check = LeakCheck.objects.create(started_at=NOW, finished_at=NOW)
    LeakFinding.objects.create(probe="pages", place="/x", what="y", first_seen=check, last_seen=check)


def _risk() -> None:
    RiskAssessment.objects.create(title="a", done_on=TODAY, next_on=TODAY - DAY, done_by="b", summary="")


def _export(**more: Any) -> None:
    Export.objects.create(kind="events-csv", staff_id=UUID(int=1), asked_at=NOW, **more)


def _training(*expires: date | None) -> None:
    TrainingRecord.objects.bulk_create(
        TrainingRecord(staff=member, topic="Privacy", done_on=TODAY, expires_on=until)
        for member in Staff.objects.all()
        for until in expires
    )


Card = Callable[[datetime], PrivacyCard]


@pytest.mark.parametrize(
    ("card", "make", "state", "value"),
    [
        (cards.reviews, lambda: None, State.GOOD, "0"),
        (cards.reviews, lambda: _case(NOW - DAY), State.LOOK, "1"),
        (cards.reviews, lambda: _case(NOW - 4 * DAY), State.ACT, "1"),
        (cards.emergencies, lambda: _emergency(NOW + DAY), State.LOOK, "1"),
        (cards.emergencies, lambda: _emergency(NOW - DAY), State.ACT, "1"),
        (cards.access_review, lambda: None, State.GOOD, "–"),
        (cards.access_review, lambda: _access_review(TODAY), State.LOOK, "1"),
        (cards.access_review, lambda: _access_review(TODAY - DAY), State.ACT, "1"),
        (cards.asked_roles, _grant, State.LOOK, "1"),
        (cards.agreements, lambda: None, State.GOOD, "0"),
        (cards.agreements, lambda: _vendor("a"), State.ACT, "1"),
        (cards.agreements, lambda: _vendor("a", baa_signed_on=TODAY), State.GOOD, "0"),
        (cards.agreements, lambda: _vendor("a", baa_signed_on=TODAY, baa_ends_on=TODAY + 60 * DAY), State.LOOK, "1"),
        (cards.agreements, lambda: _vendor("a", baa_signed_on=TODAY, baa_ends_on=TODAY - DAY), State.ACT, "1"),
        (cards.leaks, lambda: None, State.LOOK, "–"),
        (cards.leaks, lambda: LeakCheck.objects.create(started_at=NOW, finished_at=NOW - 7 * DAY), State.GOOD, "0"),
        (cards.leaks, lambda: LeakCheck.objects.create(started_at=NOW, finished_at=NOW - 9 * DAY), State.LOOK, "–"),
        (cards.leaks, _finding, State.ACT, "1"),
        (cards.trainings, lambda: None, State.ACT, "1"),
        (cards.trainings, lambda: _training(TODAY - DAY, TODAY + 90 * DAY), State.GOOD, "0"),
        (cards.trainings, lambda: _training(TODAY - DAY, None), State.GOOD, "0"),
        (cards.trainings, lambda: _training(TODAY + 30 * DAY), State.LOOK, "1"),
        (cards.trainings, lambda: _training(TODAY - DAY), State.ACT, "1"),
        (cards.risks, lambda: None, State.LOOK, "–"),
        (cards.risks, _risk, State.ACT, "14 Jun 2026"),
        (cards.exports, _export, State.GOOD, "1"),
        (cards.exports, lambda: _export(ended_at=NOW), State.LOOK, "1"),
    ],
)  # fmt: skip
def test_card_says_what_waits(card: Card, make: Callable[[], object], state: State, value: str) -> None:
    house()
    staff(Role.FRONT_DESK, "somebody")
    make()
    told = card(NOW)
    assert (told.state, told.value) == (state, value)
    assert told.note
    assert told.link

"""Whoever took a paper back took back what they had signed before it: only a later signature counts again."""

from datetime import timedelta

import pytest

from consent.enums import CopyGiven, Recorded
from consent.models import Authorization
from consent.operations import authorizations
from tests.consent.people import DESK, NOW, TODAY, drafted, form, patient, signed

pytestmark = pytest.mark.django_db(databases=["default"])


def _take_back(paper: Authorization) -> None:
    authorizations.revoke(by=DESK, now=NOW, authorization_id=paper.pk, via=Recorded.PREFERENCE_PAGE)


def test_an_older_paper_entered_after_the_newer_was_taken_back_does_not_count() -> None:
    person, paper = patient().pk, form()
    newer = signed(person, paper, signed_on=TODAY - timedelta(days=10))
    _take_back(newer)
    older = signed(person, paper, signed_on=TODAY - timedelta(days=40))
    assert (older.state, older.superseded_by_id) == ("inactive", newer.pk)


def test_a_draft_that_gets_its_copy_after_the_newer_was_taken_back_does_not_count() -> None:
    person, paper = patient().pk, form()
    older = drafted(person, paper, signed_on=TODAY - timedelta(days=40))
    _take_back(signed(person, paper, signed_on=TODAY - timedelta(days=10)))
    assert authorizations.give_copy(by=DESK, now=NOW, authorization_id=older.pk, via=CopyGiven.PRINTED)
    older.refresh_from_db()
    assert (older.state, older.copy_given_at) == ("inactive", NOW)


def test_a_draft_of_the_same_day_counts_only_if_it_was_recorded_after_the_other_was_taken_back() -> None:
    person, paper = patient().pk, form()
    before = drafted(person, paper, now=NOW - timedelta(hours=2))
    _take_back(signed(person, paper, now=NOW - timedelta(hours=1)))
    authorizations.give_copy(by=DESK, now=NOW, authorization_id=before.pk, via=CopyGiven.PRINTED)
    before.refresh_from_db()
    assert before.state == "inactive"
    assert signed(person, paper).state == "active"


def test_taking_back_another_kind_or_an_older_paper_leaves_a_draft_alone() -> None:
    person, paper = patient().pk, form()
    _take_back(signed(person, form(kind="testimonial")))
    _take_back(signed(person, paper, signed_on=TODAY - timedelta(days=40)))
    assert signed(person, paper, signed_on=TODAY - timedelta(days=10)).state == "active"

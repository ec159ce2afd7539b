"""A signed paper from draft to its end, through the operations and against the database itself."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.domain.actors import Actor
from audit.domain.uuid7 import uuid7
from audit.models import AuditEvent
from clinic.models import Notice
from consent.enums import CopyGiven, Defect, Recorded
from consent.models import Authorization, Revocation
from consent.operations import authorizations
from consent.operations.authorization_ends import NoSuchEvent
from consent.operations.authorizations import Circumstances, MinorSignedAlone
from tests.consent.people import DESK, NOW, TODAY, drafted, form, patient, signed
from tests.desk_people import house

pytestmark = pytest.mark.django_db(databases=["default"])


def _states() -> list[tuple[date | None, str, bool]]:
    rows = Authorization.objects.order_by("signed_on")
    return [(row.signed_on, row.state, row.superseded_by_id is not None) for row in rows]


def test_a_signature_counts_only_once_a_copy_was_given() -> None:
    paper = drafted(patient().pk)
    assert (paper.state, paper.copy_given_at) == ("draft", None)
    assert authorizations.give_copy(by=DESK, now=NOW, authorization_id=paper.pk, via=CopyGiven.PAGE)
    assert not authorizations.give_copy(by=DESK, now=NOW, authorization_id=paper.pk, via=CopyGiven.MAIL)
    paper.refresh_from_db()
    assert (paper.state, paper.copy_given_at, paper.copy_via) == ("active", NOW, "page")


def test_what_was_shown_is_kept_word_for_word() -> None:
    who = uuid7()
    how = Circumstances(signed_at=NOW, signed_from="203.0.113.9 Firefox", stood_by=who, shown_text="我同意。")
    drafted(patient().pk, how=how)
    paper = Authorization.objects.get()
    assert (paper.shown_text, paper.signed_at, paper.stood_by) == ("我同意。", NOW, who)
    assert paper.shown_digest == "3b640fedd218fd1c2f01d0b1149acb022956906969a8ed50d9842fd4ab8ea985"
    assert "203.0.113.9" not in f"{how}"


def test_the_newest_signature_of_a_kind_counts_alone_in_whatever_order_papers_are_entered() -> None:
    person = patient().pk
    paper, other_kind = form(), form(kind="testimonial")
    signed(person, other_kind, signed_on=TODAY - timedelta(days=40))
    for days_ago in (20, 5, 10):
        signed(person, paper, signed_on=TODAY - timedelta(days=days_ago))
    assert _states() == [
        (TODAY - timedelta(days=40), "active", False),
        (TODAY - timedelta(days=20), "inactive", True),
        (TODAY - timedelta(days=10), "inactive", True),
        (TODAY - timedelta(days=5), "active", False),
    ]


def test_a_draft_replaces_nothing() -> None:
    person, paper = patient().pk, form()
    signed(person, paper, signed_on=TODAY - timedelta(days=20))
    drafted(person, paper)
    assert _states() == [(TODAY - timedelta(days=20), "active", False), (TODAY, "draft", False)]


def test_a_minor_cannot_sign_alone() -> None:
    child, form_signed = patient(birth_date=date(2012, 3, 1)).pk, form()
    with pytest.raises(MinorSignedAlone):
        drafted(child, form_signed)
    paper = drafted(child, form_signed, by_representative=True, representative_authority="mother")
    assert paper.signed_by_representative


def test_what_was_taken_back_before_its_copy_never_counts() -> None:
    paper = drafted(patient().pk)
    assert authorizations.revoke(by=DESK, now=NOW, authorization_id=paper.pk, via=Recorded.PREFERENCE_PAGE)
    assert authorizations.give_copy(by=DESK, now=NOW, authorization_id=paper.pk, via=CopyGiven.PAGE)
    paper.refresh_from_db()
    assert (paper.state, paper.revoked_at, paper.copy_given_at) == ("inactive", NOW, NOW)


def test_a_letter_counts_from_the_day_it_came_and_leaves_a_row_and_news() -> None:
    person, clerk = patient().pk, uuid7()
    paper = signed(person, now=NOW - timedelta(days=9), signed_on=TODAY - timedelta(days=9))
    came = NOW - timedelta(days=1)
    with pytest.raises(ValueError, match="future"):
        authorizations.revoke(
            by=DESK, now=NOW, authorization_id=paper.pk, via=Recorded.LETTER, received_at=NOW + timedelta(seconds=1)
        )
    authorizations.revoke(
        by=Actor.staff(clerk, "front-desk"),
        now=NOW,
        authorization_id=paper.pk,
        via=Recorded.LETTER,
        received_at=came,
        written_on=TODAY - timedelta(days=3),
    )
    row = Revocation.objects.get()
    assert (row.received_at, row.written_on, row.via, row.recorded_by, row.recorded_at) == (
        came,
        TODAY - timedelta(days=3),
        "letter",
        clerk,
        NOW,
    )
    news = Notice.objects.get(kind="revocation-received")
    assert (news.person_id, news.subject_id) == (person, paper.pk)


def test_an_event_ends_what_no_date_does() -> None:
    house()
    until_event = form(valid_days=None, expiry_event="The end of the orthodontic treatment")
    paper = signed(patient().pk, until_event)
    assert paper.expires_on is None
    came = {"by": DESK, "now": NOW, "authorization_id": paper.pk}
    with pytest.raises(NoSuchEvent):
        authorizations.event_came(**came, came_on=TODAY + timedelta(days=1))
    assert authorizations.event_came(**came, came_on=TODAY)
    assert not authorizations.event_came(**came, came_on=TODAY - timedelta(days=1))
    paper.refresh_from_db()
    assert (paper.state, paper.event_came_on) == ("active", TODAY)
    dated = signed(patient("b@example.org").pk, form(91))
    with pytest.raises(NoSuchEvent):
        authorizations.event_came(by=DESK, now=NOW, authorization_id=dated.pk, came_on=TODAY)


def test_a_defective_paper_never_counted_and_what_it_replaced_stays_ended() -> None:
    person, paper, clerk = patient().pk, form(), uuid7()
    signed(person, paper, signed_on=TODAY - timedelta(days=20))
    wrong = signed(person, paper)
    told: dict[str, Any] = {"by": Actor.staff(clerk, "front-desk"), "now": NOW, "authorization_id": wrong.pk}
    assert authorizations.mark_defective(**told, defect=Defect.WRONG_PERSON)
    assert not authorizations.mark_defective(**told, defect=Defect.BUNDLED)
    wrong.refresh_from_db()
    assert (wrong.state, wrong.defect, wrong.defect_found_at, wrong.ended_by) == (
        "entered-in-error",
        "wrong-person",
        NOW,
        clerk,
    )
    assert _states() == [(TODAY - timedelta(days=20), "inactive", True), (TODAY, "entered-in-error", False)]


def test_every_change_is_in_the_book() -> None:
    person, paper = patient().pk, form()
    first = signed(person, paper, signed_on=TODAY - timedelta(days=2))
    second = signed(person, paper)
    authorizations.revoke(by=DESK, now=NOW, authorization_id=second.pk, via=Recorded.STAFF)
    authorizations.mark_defective(by=DESK, now=NOW, authorization_id=first.pk, defect=Defect.BUNDLED)
    told = [
        (event.details["what"], event.details["authorization"], event.people)
        for event in AuditEvent.objects.filter(word="consent").order_by("id")
    ]
    assert told == [
        ("signed", str(first.pk), [person]),
        ("copy given", str(first.pk), [person]),
        ("signed", str(second.pk), [person]),
        ("copy given", str(second.pk), [person]),
        ("superseded", str(first.pk), [person]),
        ("revoked", str(second.pk), [person]),
        ("defective", str(first.pk), [person]),
    ]


_REFUSED: dict[str, list[dict[str, Any]]] = {
    "draft": [
        {"signed_on": date(2020, 1, 1)},
        {"shown_text": "other words"},
        {"expires_on": None},
        {"state": "active"},
        {"state": "inactive"},
        {"state": "entered-in-error"},
        {"revoked_at": NOW},
        {"signature": None},
    ],
    "active": [
        {"signed_on": date(2020, 1, 1)},
        {"form": uuid7()},
        {"signed_by_representative": True},
        {"state": "draft"},
        {"state": "inactive"},
        {"copy_given_at": NOW + timedelta(1)},
        {"copy_via": "mail"},
        {"revoked_at": NOW},
        {"defect": "bundled"},
    ],
    "inactive": [
        {"state": "active"},
        {"revoked_at": None},
        {"revoked_at": NOW + timedelta(1)},
        {"revoked_via": "letter"},
    ],
    "entered-in-error": [{"defect": ""}, {"defect": "wrong-person"}, {"state": "active"}, {"state": "inactive"}],
}


@pytest.mark.parametrize("state", _REFUSED)
def test_the_database_refuses_to_change_what_was_signed(state: str) -> None:
    paper = drafted(patient().pk) if state == "draft" else signed(patient().pk)
    if state == "inactive":
        authorizations.revoke(by=DESK, now=NOW, authorization_id=paper.pk, via=Recorded.STAFF)
    if state == "entered-in-error":
        authorizations.mark_defective(by=DESK, now=NOW, authorization_id=paper.pk, defect=Defect.BUNDLED)
    rows = Authorization.objects.filter(pk=paper.pk)
    assert rows.get().state == state
    passed = [change for change in _REFUSED[state] if _goes_through(lambda change=change: rows.update(**change))]
    assert passed == []
    assert not _goes_through(rows.delete)


def _goes_through(act: Any) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return False
    return True


_PARTS: dict[str, dict[str, Any]] = {
    "signature": {"signature": "Pat Lee"},
    "date": {"signed_on": TODAY},
    "authority": {"representative_authority": "mother"},
    "copy": {},
}


def test_only_the_full_set_becomes_active_in_the_database_itself() -> None:
    """Every subset of what signing adds, by a representative, past the operations: one of sixteen goes through."""
    person, paper = patient().pk, form()
    became_active = []
    for size in range(len(_PARTS) + 1):
        for parts in combinations(_PARTS, size):
            there = {name: value for part in parts for name, value in _PARTS[part].items()}
            row = Authorization(
                person_id=person, form=paper, via="paper", recorded_at=NOW, signed_by_representative=True, **there
            )
            row.save(force_insert=True)
            copy = {"copy_given_at": NOW, "copy_via": "page"} if "copy" in parts else {}
            one = Authorization.objects.filter(pk=row.pk)
            if _goes_through(lambda one=one, copy=copy: one.update(state="active", **copy)):
                became_active.append(parts)
    assert became_active == [("signature", "date", "authority", "copy")]


def test_a_paper_is_not_born_active() -> None:
    person, paper = patient().pk, form()
    for changes in ({"state": "active"}, {"copy_given_at": NOW}, {"revoked_at": NOW, "state": "inactive"}):
        row = Authorization(person_id=person, form=paper, via="paper", recorded_at=NOW, **changes)
        assert not _goes_through(lambda row=row: row.save(force_insert=True))

"""Papers at the desk that cannot be as they were typed: refused beside their field, and nothing typed is lost."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.domain.actors import Actor
from clinic.enums import Role
from consent.enums import Recorded
from consent.models import Authorization, AuthorizationForm, Revocation
from consent.operations import authorizations, paper_entries
from consent.operations.authorization_ends import BeforeTheSignature
from consent.operations.authorizations import SignedTooEarly
from consent.operations.paper_entries import NotTheirsToEnter
from patients.models import Person
from tests.consent.people import DESK, NOW, TODAY, drafted, form, patient, signed
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])
_PDF = b"%PDF-1.7 a scan"


@pytest.fixture(autouse=True)
def at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        house()
        yield


def _typed(person: Person, paper: AuthorizationForm, role: Role = Role.FRONT_DESK, **changes: str) -> tuple[int, str]:
    told: dict[str, Any] = {
        "form": str(paper.pk), "signature": "Pat Zebra", "signed_on": "2026-06-15", "has_copy": "on",
        "scan": SimpleUploadedFile("scan.pdf", _PDF), **changes,
    }  # fmt: skip
    answer = signed_in(staff(role)).post(f"/admin/desk/person/{person.pk}/paper/", told)
    return answer.status_code, answer.content.decode()


def test_paper_that_a_minor_signed_alone_is_refused_also_when_they_have_grown_up() -> None:
    grown_up = patient(birth_date=date(2007, 3, 1))
    status, page = _typed(grown_up, form(published_at=NOW - timedelta(days=900)), signed_on="2024-12-01")
    assert (status, page.count('<ul class="errorlist"'), Authorization.objects.count()) == (200, 1, 0)
    assert "They were a minor on that day" in page
    assert 'value="Pat Zebra"' in page
    assert 'value="2024-12-01"' in page


def test_paper_signed_before_its_version_existed_is_refused() -> None:
    paper = form(published_at=NOW - timedelta(days=3))
    status, page = _typed(patient(), paper, signed_on="2026-06-11")
    assert (status, Authorization.objects.count()) == (200, 0)
    assert "This version exists since 12 June 2026" in page
    with pytest.raises(SignedTooEarly):
        drafted(patient("b@example.org").pk, paper, signed_on=TODAY - timedelta(days=4))
    assert drafted(patient("c@example.org").pk, paper, signed_on=TODAY - timedelta(days=3)).state == "draft"


def test_older_paper_than_one_taken_back_is_kept_and_said_not_to_count() -> None:
    person, paper = patient(), form()
    newer = signed(person.pk, paper)
    authorizations.revoke(by=DESK, now=NOW, authorization_id=newer.pk, via=Recorded.STAFF)
    member = staff()
    told = {"form": str(paper.pk), "signature": "Pat", "signed_on": "2026-06-01", "has_copy": "on"}
    answer = signed_in(member).post(
        f"/admin/desk/person/{person.pk}/paper/", {**told, "scan": SimpleUploadedFile("s.pdf", _PDF)}, follow=True
    )
    assert "It does not count: they signed this form again later" in answer.content.decode()


@pytest.mark.parametrize(
    ("act", "changes"),
    [
        ("revoke", {"told": "letter", "arrived_on": "2026-06-09"}),
        ("revoke", {"told": "letter", "arrived_on": "2026-06-15", "written_on": "2026-06-09"}),
        ("event", {"came_on": "2026-06-09"}),
    ],
)
def test_end_before_the_signature_is_refused_beside_its_field(act: str, changes: dict[str, str]) -> None:
    until_event = form(valid_days=None, expiry_event="The end of the treatment")
    paper = signed(patient().pk, until_event, signed_on=date(2026, 6, 10))
    answer = signed_in(staff()).post(f"/admin/desk/signed/{paper.pk}/", {"act": act, **changes})
    assert answer.status_code == 200
    assert "They signed on 10 June 2026" in answer.content.decode()
    paper.refresh_from_db()
    assert (paper.state, paper.event_came_on, Revocation.objects.count()) == ("active", None, 0)


def test_end_before_the_signature_is_no_end() -> None:
    until_event = form(valid_days=None, expiry_event="The end of the treatment")
    told: dict[str, Any] = {"by": DESK, "now": NOW, "authorization_id": signed(patient().pk, until_event).pk}
    day_before = NOW - timedelta(days=1)
    with pytest.raises(BeforeTheSignature):
        authorizations.revoke(**told, via=Recorded.LETTER, received_at=day_before)
    with pytest.raises(BeforeTheSignature):
        authorizations.event_came(**told, came_on=day_before.date())


def test_testimonial_on_paper_is_for_who_may_ask_for_one() -> None:
    person, paper = patient(), form(kind="testimonial")
    status, page = _typed(person, paper)
    assert (status, "Select a valid choice." in page, Authorization.objects.count()) == (200, True, 0)
    told: dict[str, Any] = {
        "now": NOW, "person_id": person.pk, "form_id": paper.pk, "signature": "Pat", "signed_on": TODAY, "scan": _PDF,
    }  # fmt: skip
    with pytest.raises(NotTheirsToEnter):
        paper_entries.enter(by=Actor.staff(staff(username="other").pk, Role.FRONT_DESK), has_copy=True, **told)
    assert _typed(person, paper, Role.PRIVACY_OFFICER)[0] == 302
    assert Authorization.objects.get().state == "active"

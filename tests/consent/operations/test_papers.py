"""Authorizations, the forms they are signed on, risk answers and suppressions."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from audit import blind
from audit.models import AuditEvent
from consent.domain.authorizations import Element
from consent.enums import Recorded
from consent.models import Authorization, AuthorizationForm, OptIn, Preference, Suppression
from consent.operations import authorizations, opt_ins, preferences, risk, suppressions
from consent.operations.authorizations import IncompleteAuthorization
from consent.queries import gather_facts
from tests.consent.people import DESK, NOW, TODAY, form, patient, signed

pytestmark = pytest.mark.django_db(databases=["default"])


def test_signing_stores_every_element() -> None:
    paper = signed(patient().pk, form(valid_days=365))
    assert (paper.state, paper.signed_on, paper.expires_on) == ("active", TODAY, date(2027, 6, 15))
    assert paper.signature is not None
    assert "Pat Lee" not in str(Authorization.objects.values().get())


@pytest.mark.parametrize(
    ("changes", "element"),
    [
        ({"signature": "  "}, Element.SIGNATURE),
        ({"by_representative": True}, Element.REPRESENTATIVE_AUTHORITY),
    ],
)
def test_signing_without_an_element_is_no_paper(changes: dict[str, object], element: Element) -> None:
    with pytest.raises(IncompleteAuthorization) as caught:
        signed(patient().pk, **changes)
    assert caught.value.missing == (element,)
    assert Authorization.objects.count() == 0


def test_a_form_that_lacks_a_statement_cannot_be_signed() -> None:
    with pytest.raises(IncompleteAuthorization) as caught:
        signed(patient().pk, form(redisclosure=" "))
    assert caught.value.missing == (Element.REDISCLOSURE,)


def test_an_unpublished_form_cannot_be_signed() -> None:
    with pytest.raises(AuthorizationForm.DoesNotExist):
        signed(patient().pk, form(published_at=None))


def test_revoking_counts_once_and_is_in_the_book() -> None:
    paper = signed(patient().pk)
    assert authorizations.revoke(by=DESK, now=NOW, authorization_id=paper.pk, via=Recorded.STAFF)
    assert not authorizations.revoke(by=DESK, now=NOW, authorization_id=paper.pk, via=Recorded.STAFF)
    paper.refresh_from_db()
    assert (paper.state, paper.revoked_at, paper.revoked_via) == ("inactive", NOW, "staff")
    assert [event.details["what"] for event in AuditEvent.objects.filter(word="consent").order_by("id")] == [
        "signed",
        "copy given",
        "revoked",
    ]


@pytest.mark.parametrize("change", [{"signed_on": date(2020, 1, 1)}, {"expires_on": date(2040, 1, 1)}])
def test_a_signed_paper_stays_as_it_is(change: dict[str, date]) -> None:
    signed(patient().pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorization.objects.update(**change)


def test_a_revocation_cannot_be_undone() -> None:
    paper = signed(patient().pk)
    authorizations.revoke(by=DESK, now=NOW, authorization_id=paper.pk, via=Recorded.STAFF)
    for change in ({"revoked_at": None}, {"state": "active"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Authorization.objects.update(**change)


def test_choices_are_added_and_never_changed() -> None:
    person = patient()
    preferences.unsubscribe_all(by=DESK, now=NOW, person_id=person.pk, via=Recorded.STAFF)
    opt_ins.ask(by=DESK, now=NOW, name="A", email="a@example.org", language="en", form="f", text_version="t")
    for change in (
        lambda: Preference.objects.update(wanted=True),
        lambda: Preference.objects.all().delete(),
        lambda: OptIn.objects.update(mode="single"),
        lambda: OptIn.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_risk_answer_names_its_text() -> None:
    with pytest.raises(ValueError, match="text"):
        risk.acknowledge(by=DESK, now=NOW, person_id=patient().pk, accepted=True, via=Recorded.PAPER, text_version="")


def test_the_latest_answer_about_risk_counts_where_the_clock_runs_behind() -> None:
    person = patient()
    for now, accepted in ((NOW, True), (NOW - timedelta(seconds=30), False)):
        risk.acknowledge(
            by=DESK, now=now, person_id=person.pk, accepted=accepted, via=Recorded.PAPER, text_version="r1"
        )
    answer = gather_facts([person.pk], channel="email", today=TODAY)[person.pk].risk
    assert answer is not None
    assert not answer.accepted


def test_suppressing_twice_keeps_the_later_end() -> None:
    key = blind.email_key("x@example.org") or b""
    soon, late = NOW + timedelta(days=1), NOW + timedelta(days=9)
    for until in (soon, late, soon):
        suppressions.suppress(by=DESK, now=NOW, address_key=key, cause="bounced", until=until)
    assert Suppression.objects.get().until == late
    suppressions.suppress(by=DESK, now=NOW, address_key=key, cause="bounced")
    assert Suppression.objects.get().until is None


def test_lifting_ends_a_suppression_and_names_its_people_in_the_book() -> None:
    person = patient("x@example.org")
    key = blind.email_key("x@example.org") or b""
    row = suppressions.suppress(by=DESK, now=NOW, address_key=key, cause="complained")
    assert suppressions.lift(by=DESK, now=NOW, suppression_id=row.pk, because="works-again")
    assert not suppressions.lift(by=DESK, now=NOW, suppression_id=row.pk, because="works-again")
    assert Suppression.objects.get().until == NOW
    assert AuditEvent.objects.filter(word="consent").latest("id").people == [person.pk]

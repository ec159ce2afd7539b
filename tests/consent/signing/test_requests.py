"""Asking, taking back, declining, and the second thing to know."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from audit.models import AuditEvent
from clinic.enums import NoticeKind, Role, StaffAlert
from clinic.models import Notice
from consent.domain.signing import WhyNot
from consent.enums import SigningState
from consent.models import SigningRequest
from consent.operations import second_facts, signing
from patients.operations import people
from tests.consent.people import DESK, NOW, form, patient, subscriber
from tests.consent.signing.scenes import asked, clerk, path_of, published, sign

pytestmark = pytest.mark.django_db(databases=["default"])


def _alerts() -> list[tuple[str, str]]:
    return sorted(Notice.objects.filter(kind=NoticeKind.STAFF_ALERT).values_list("alert", "audience"))


def test_link_leaves_a_mail_and_no_code() -> None:
    published()
    made = asked(patient().pk)
    assert (made.code, made.request.version, made.request.code_key) == ("", 90, None)
    assert made.request.expires_at == NOW + timedelta(days=14)
    [notice] = Notice.objects.values_list("kind", "person_id", "subject_id")
    assert notice == (NoticeKind.AUTHORIZATION_LINK, made.request.person_id, made.request.pk)


def test_tablet_gets_a_code_that_is_kept_as_a_digest_and_no_mail() -> None:
    published()
    made = asked(patient().pk, way="tablet")
    assert (len(made.code), made.code.isdigit(), Notice.objects.count()) == (8, True, 0)
    assert made.code not in str(SigningRequest.objects.values().get())
    assert made.request.expires_at == NOW + timedelta(minutes=10)


def test_testimonial_link_is_a_kind_of_its_own_and_a_clerk_may_not_ask() -> None:
    published("testimonial")
    person = patient()
    with pytest.raises(signing.CannotAsk) as caught:
        asked(person.pk, kind="testimonial")
    assert caught.value.reason == WhyNot.NOT_THEIRS_TO_ASK
    asked(person.pk, kind="testimonial", by=clerk(Role.CLINICIAN))
    assert list(Notice.objects.values_list("kind", flat=True)) == [NoticeKind.TESTIMONIAL_LINK]


def test_link_to_news_goes_only_to_who_asked_for_it_and_the_book_says_so() -> None:
    published()
    published("testimonial")
    person, by = patient(), clerk(Role.CLINICIAN)
    with pytest.raises(signing.CannotAsk) as caught:
        asked(person.pk, by=by, asked_for=False)
    assert (caught.value.reason, Notice.objects.count()) == (WhyNot.NOT_ASKED_FOR, 0)
    asked(person.pk, by=by)
    asked(person.pk, by=by, asked_for=False, way="tablet")
    asked(person.pk, by=by, asked_for=False, kind="testimonial")
    about = ["consent.signingrequest.state"]
    told = AuditEvent.objects.filter(fields__contains=about, details__what="asked").order_by("id")
    assert [event.details["asked_for"] for event in told] == [1, 0, 0]


def test_subscriber_is_not_asked() -> None:
    published()
    with pytest.raises(signing.CannotAsk) as caught:
        asked(subscriber().pk)
    assert caught.value.reason == WhyNot.NOT_A_PATIENT


def test_newest_published_version_is_asked_for() -> None:
    published(number=90)
    published(number=91)
    form(92, published_at=None)
    assert asked(patient().pk).request.version == 91


def test_new_request_takes_the_place_of_an_open_one_of_its_kind() -> None:
    published()
    published("marketing-sms")
    person, by = patient(), clerk()
    first, other = asked(person.pk, by=by), asked(person.pk, by=by, kind="marketing-sms")
    second = asked(person.pk, by=by, way="tablet")
    states = dict(SigningRequest.objects.values_list("pk", "state"))
    assert states == {first.request.pk: "withdrawn", other.request.pk: "open", second.request.pk: "open"}


def test_code_opens_once_and_only_within_ten_minutes() -> None:
    published()
    person, by = patient(), clerk()
    late = asked(person.pk, by=by, way="tablet")
    assert signing.open_by_code(now=NOW + timedelta(minutes=10), code=late.code) is None
    made = asked(person.pk, by=by, way="tablet")
    at = NOW + timedelta(minutes=9, seconds=59)
    opened = signing.open_by_code(now=at, code=made.code)
    assert opened is not None
    assert (opened.pk, opened.expires_at) == (made.request.pk, at + timedelta(minutes=20))
    assert signing.open_by_code(now=at, code=made.code) is None


def test_declining_closes_it_and_tells_who_asked() -> None:
    published()
    by = clerk()
    made = asked(patient().pk, by=by)
    signing.decline(by=by, now=NOW, request_id=made.request.pk)
    assert SigningRequest.objects.get().state == SigningState.DECLINED
    told = Notice.objects.get(alert=StaffAlert.AUTHORIZATION_SIGNED)
    assert str(told.recipient_id) == by.id
    with pytest.raises(signing.RequestClosed):
        signing.decline(by=by, now=NOW, request_id=made.request.pk)


def test_nobody_signs_for_somebody_who_died_since_they_were_asked() -> None:
    published()
    published("marketing-sms")
    person, by = patient(), clerk()
    link, tablet = asked(person.pk, by=by), asked(person.pk, by=by, kind="marketing-sms", way="tablet")
    people.update_person(by=DESK, now=NOW, person_id=person.pk, is_deceased=True)
    for made in (link, tablet):
        with pytest.raises(signing.RequestClosed):
            sign(made.request)
    assert signing.open_by_code(now=NOW, code=tablet.code) is None
    with time_machine.travel(NOW, tick=False):
        assert Client().get(path_of(link.request)).status_code == 410


def test_request_that_is_too_old_cannot_be_declined() -> None:
    published()
    made = asked(patient().pk)
    with pytest.raises(signing.RequestClosed):
        signing.decline(by=clerk(Role.CLINICIAN), now=made.request.expires_at, request_id=made.request.pk)


def test_withdrawing_counts_once_and_is_in_the_book() -> None:
    published()
    by = clerk()
    made = asked(patient().pk, by=by)
    assert signing.withdraw(by=by, now=NOW, request_id=made.request.pk)
    assert not signing.withdraw(by=by, now=NOW, request_id=made.request.pk)
    told = AuditEvent.objects.filter(fields__contains=["consent.signingrequest.state"]).order_by("id")
    assert [event.details["what"] for event in told] == ["asked", "withdrawn"]


def test_five_wrong_years_lock_it_and_alert() -> None:
    published()
    made = asked(patient().pk)
    wrong = [second_facts.knows_birth_year(now=NOW, request_id=made.request.pk, year=1970) for _ in range(4)]
    assert (wrong, SigningRequest.objects.get().state) == ([False] * 4, "open")
    assert second_facts.knows_birth_year(now=NOW, request_id=made.request.pk, year=1980)
    assert not second_facts.knows_birth_year(now=NOW, request_id=made.request.pk, year=1970)
    assert (SigningRequest.objects.get().state, SigningRequest.objects.get().tries) == ("locked", 5)
    assert not second_facts.knows_birth_year(now=NOW, request_id=made.request.pk, year=1980)
    locked = StaffAlert.SIGNING_LOCKED.value
    assert _alerts() == [(locked, ""), (locked, "privacy-officer")]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "open", "closed_at": None},
        {"state": "signed"},
        {"tries": 0},
        {"kind": "testimonial"},
        {"expires_at": NOW + timedelta(days=99)},
        {"code_key": b"x" * 16},
    ],
)
def test_database_keeps_a_closed_request_as_it_is(change: dict[str, object]) -> None:
    published()
    by = clerk()
    made = asked(patient().pk, by=by)
    second_facts.knows_birth_year(now=NOW, request_id=made.request.pk, year=1970)
    signing.withdraw(by=by, now=NOW, request_id=made.request.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningRequest.objects.update(**change)

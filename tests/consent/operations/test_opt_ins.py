from datetime import timedelta
from typing import Any

import pytest

from audit import blind
from audit.models import AuditEvent
from clinic.models import Notice
from consent.enums import Recorded, Topic
from consent.models import OptIn, Preference
from consent.operations import opt_ins, preferences, suppressions
from consent.queries import topics_of
from patients.models import Person
from tests.consent.people import DESK, NOW, TODAY, patient

pytestmark = pytest.mark.django_db(databases=["default"])


def _ask(email: str = "ana@example.org", **changes: Any) -> OptIn | None:
    told = {
        "by": DESK, "now": NOW, "name": "Ana", "email": email, "language": "zh-hant", "form": "page",
        "text_version": "t1", **changes,
    }  # fmt: skip
    return opt_ins.ask(**told)


def test_asking_makes_a_subscriber_an_opt_in_and_a_notice() -> None:
    opt_in = _ask()
    assert opt_in is not None
    assert (opt_in.person.kind, opt_in.person.language) == ("subscriber", "zh-hant")
    assert (opt_in.mode, opt_in.confirmed_at, opt_in.via) == ("double", None, "sign-up-form")
    (notice,) = Notice.objects.all()
    assert (notice.kind, notice.person_id, notice.subject_id) == ("confirm-subscription", opt_in.person_id, opt_in.pk)
    assert Preference.objects.count() == 0


def test_asking_twice_on_a_day_is_asking_once() -> None:
    _ask()
    assert _ask("ANA@example.org ", now=NOW + timedelta(hours=2)) is None
    assert (Person.objects.count(), OptIn.objects.count(), Notice.objects.count()) == (1, 1, 1)


def test_asking_again_on_another_day_asks_again_for_the_same_subscriber() -> None:
    _ask()
    _ask(now=NOW + timedelta(days=1), name="Somebody Else")
    assert (Person.objects.count(), OptIn.objects.count(), Notice.objects.count()) == (1, 2, 2)


def test_a_patients_record_is_not_touched() -> None:
    known = patient("ana@example.org")
    before = Person.objects.values().get(pk=known.pk)
    opt_in = _ask()
    after = Person.objects.values().get(pk=known.pk)
    sealed = {"given_name", "family_name", "email", "birth_date"}
    assert {name: value for name, value in after.items() if name not in sealed} == {
        name: value for name, value in before.items() if name not in sealed
    }
    assert [after[name].token for name in sorted(sealed)] == [before[name].token for name in sorted(sealed)]
    assert opt_in is not None
    assert opt_in.person_id != known.pk
    assert not AuditEvent.objects.filter(people__contains=[known.pk], word="consent").exists()


def test_confirming_counts_once_and_leaves_a_notice() -> None:
    opt_in = _ask()
    assert opt_in is not None
    later = NOW + timedelta(hours=1)
    assert opt_ins.confirm(by=DESK, now=later, opt_in_id=opt_in.pk)
    assert not opt_ins.confirm(by=DESK, now=later, opt_in_id=opt_in.pk)
    opt_in.refresh_from_db()
    assert opt_in.confirmed_at == later
    assert list(Notice.objects.order_by("id").values_list("kind", flat=True)) == [
        "confirm-subscription",
        "subscription-confirmed",
    ]


def test_confirming_late_is_refused() -> None:
    opt_in = _ask()
    assert opt_in is not None
    with pytest.raises(opt_ins.TooLate):
        opt_ins.confirm(by=DESK, now=NOW + timedelta(days=30, seconds=1), opt_in_id=opt_in.pk)


def test_confirming_again_brings_the_newsletter_back_after_an_unsubscribe() -> None:
    first = _ask()
    assert first is not None
    opt_ins.confirm(by=DESK, now=NOW, opt_in_id=first.pk)
    preferences.unsubscribe_all(by=DESK, now=NOW + timedelta(days=2), person_id=first.person_id, via=Recorded.ONE_CLICK)
    second = _ask(now=NOW + timedelta(days=3))
    assert second is not None
    opt_ins.confirm(by=DESK, now=NOW + timedelta(days=3), opt_in_id=second.pk)
    latest = Preference.objects.filter(person=first.person_id, topic="newsletter").latest("recorded_at")
    assert latest.wanted


def test_single_opt_in_counts_at_once() -> None:
    opt_in = _ask(mode="single")
    assert opt_in is not None
    assert topics_of(opt_in.person_id, today=TODAY) == {Topic.NEWSLETTER: True}
    assert Notice.objects.get().kind == "subscription-confirmed"


def test_a_stranger_does_not_outweigh_a_no_where_single_opt_in_is_on() -> None:
    mine = _ask(mode="single")
    assert mine is not None
    left = NOW + timedelta(hours=1)
    preferences.leave_everything(by=DESK, now=left, person_id=mine.person_id, via=Recorded.PREFERENCE_PAGE)
    theirs = _ask(mode="single", now=NOW + timedelta(days=2), name="Enemy")
    assert theirs is not None
    assert (theirs.mode, Notice.objects.get(subject_id=theirs.pk).kind) == ("double", "confirm-subscription")
    assert topics_of(mine.person_id, today=TODAY) == {Topic.NEWSLETTER: False}
    opt_ins.confirm(by=DESK, now=NOW + timedelta(days=3), opt_in_id=theirs.pk)
    assert topics_of(mine.person_id, today=TODAY) == {Topic.NEWSLETTER: True}


def test_an_erased_address_is_asked_to_confirm_where_single_opt_in_is_on() -> None:
    suppressions.suppress(by=DESK, now=NOW, address_key=blind.email_key("ana@example.org") or b"", cause="erased")
    opt_in = _ask(mode="single", now=NOW + timedelta(days=1))
    assert opt_in is not None
    assert (opt_in.mode, Notice.objects.get().kind) == ("double", "confirm-subscription")

"""People registered before reads were reviewed get their digests through the door."""

import pytest

from audit import blind
from audit.domain.actors import Actor
from audit.models import AuditEvent
from patients.models import Person
from patients.operations import review_keys
from patients.operations.review_keys import fill_review_keys
from tests.desk_people import patient

pytestmark = pytest.mark.django_db(databases=["default"])
BY = Actor.system("review-keys")


def _without_keys(*people: Person) -> None:
    Person.objects.filter(pk__in=[one.pk for one in people]).update(family_key=None, address_key=None)


def test_missing_digests_are_filled_under_one_event_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_keys, "PEOPLE_PER_BATCH", 2)
    people = [patient(f"P{number}", "Lin", street="12 Main Street") for number in range(3)]
    changed_at = {one.pk: one.updated_at for one in people}
    _without_keys(*people)
    assert fill_review_keys(by=BY) == 3
    found = Person.objects.filter(pk__in=changed_at)
    assert {bytes(one.family_key or b"") for one in found} == {blind.family_key("LIN")}
    assert {bytes(one.address_key or b"") for one in found} == {blind.address_key("12 main st")}
    assert {one.pk: one.updated_at for one in found} == changed_at
    assert AuditEvent.objects.filter(actor_id="review-keys", word="reveal").count() == 2
    assert fill_review_keys(by=BY) == 0


def test_a_street_that_says_nothing_is_opened_once() -> None:
    one = patient("Ana", "Lin", street="-")
    _without_keys(one)
    assert (fill_review_keys(by=BY), fill_review_keys(by=BY)) == (1, 0)


def test_the_hours_share_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_keys, "PEOPLE_PER_BATCH", 1)
    _without_keys(*[patient(f"P{number}", "Lin") for number in range(3)])
    assert (fill_review_keys(by=BY, most=2), fill_review_keys(by=BY)) == (2, 1)

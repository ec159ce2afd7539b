"""Links to somebody's choices end with the address that they were sent to."""

from typing import Any

import pytest
from django.test import Client

from consent import bound_links, links
from patients.operations.people import update_person
from tests.consent.people import DESK, NOW, patient

pytestmark = pytest.mark.django_db
PAGES = ("/preferences/{}/", "/preferences/{}/permissions/")


def _answers(token: str) -> set[int]:
    return {Client().get(page.format(token)).status_code for page in PAGES}


@pytest.mark.parametrize("changed", [{"email": "new@example.org"}, {"confidential_email": "mine@example.org"}])
def test_link_of_an_address_that_was_left_opens_nothing(changed: dict[str, str]) -> None:
    person = patient("guardian@example.org")
    old = bound_links.preferences_token(person.pk)
    assert _answers(old) == {200}
    update_person(by=DESK, now=NOW, person_id=person.pk, **changed)
    assert _answers(old) == {404}
    assert {Client().post(page.format(old), {"do": "everything-off"}).status_code for page in PAGES} == {404}
    assert _answers(bound_links.preferences_token(person.pk)) == {200}


def test_link_works_while_somebody_has_no_address_and_ends_when_they_have_one() -> None:
    person = patient("")
    token = bound_links.preferences_token(person.pk)
    assert _answers(token) == {200}
    update_person(by=DESK, now=NOW, person_id=person.pk, email="first@example.org")
    assert _answers(token) == {404}


def test_link_of_somebody_at_hand_is_the_same_and_reads_nothing(django_assert_num_queries: Any) -> None:
    person = patient("ana@example.org")
    with django_assert_num_queries(0):
        url = bound_links.preferences_url_of(person, "zh-hant")
    assert url == bound_links.preferences_url(person.pk, "zh-hant")


def test_link_that_is_bound_to_nothing_opens_nobodys_choices() -> None:
    assert _answers(links.sign(links.PREFERENCES, patient().pk)) == {404}


def test_link_outlives_the_blind_index_key_of_its_address(settings: Any) -> None:
    """The same address, saved again under the next key."""
    person, old_keys = patient("ana@example.org"), settings.BLIND_INDEX_KEYS
    token = bound_links.preferences_token(person.pk)
    settings.BLIND_INDEX_KEYS = ["the-next-blind-index-key", *old_keys]
    update_person(by=DESK, now=NOW, person_id=person.pk, email="other@example.org")
    assert _answers(token) == {404}
    update_person(by=DESK, now=NOW, person_id=person.pk, email="ana@example.org")
    assert bound_links.preferences_token(person.pk) != token
    assert _answers(token) == {200}


@pytest.mark.parametrize("topic", ["newsletter", "all"])
def test_one_click_link_works_on_and_leads_to_no_choices(topic: str) -> None:
    """Whoever left the address with an old mail may only ever switch off."""
    person = patient("guardian@example.org")
    path = f"/u/{links.sign(links.UNSUBSCRIBE, person.pk, topic)}/"
    update_person(by=DESK, now=NOW, person_id=person.pk, confidential_email="mine@example.org")
    answer = Client().post(path)
    assert answer.status_code == 200
    assert 'href="/preferences/"' in answer.content.decode()


def test_links_of_two_people_with_one_address_have_nothing_in_common() -> None:
    tokens = [bound_links.preferences_token(patient("a@example.org").pk) for _ in "12"]
    one, other = (links.opened(links.PREFERENCES, token) for token in tokens)
    assert one.bound != other.bound

"""A link that opens nothing says how to get another one: the same to everybody, in their language."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from consent import bound_links
from patients.operations.people import update_person
from tests.consent.people import DESK, NOW, patient
from tests.consent.signing.scenes import asked, published
from tests.consent.test_token_battery import link_pages

pytestmark = pytest.mark.django_db
WAYS_ON = {
    "en": "How to get a new one",
    "zh-hant": "如何取得新的連結",
    "zh-hans": "如何获取新的链接",
}


def _said(path: str, token: str, **query: str) -> tuple[int, str]:
    """Without the address itself, which stands in the links to other languages."""
    answer = Client().get(path, query)
    return answer.status_code, re.sub(re.escape(token), "", answer.content.decode())


@pytest.mark.parametrize("language", WAYS_ON)
@pytest.mark.parametrize("view", link_pages())
def test_link_that_opens_nothing_says_how_to_get_another(view: str, language: str) -> None:
    status, said = _said(reverse(view, args=["nonsense"]), "nonsense", lang=language)
    assert (status, WAYS_ON[language] in said) == (404, True)
    assert [path for path in ("/preferences/", "/rights/") if f'href="{path}?lang={language}"' not in said] == []


def test_link_to_an_address_that_was_left_says_no_more_than_a_forged_one() -> None:
    published()
    request = asked(patient().pk).request
    old = bound_links.signing_token(request.pk)
    update_person(by=DESK, now=NOW, person_id=request.person_id, email="new@example.org")
    forged = old[:-1] + ("A" if old[-1] != "A" else "B")
    pages = [_said(reverse("consent:authorize", args=[token]), token) for token in (old, forged)]
    assert (pages[0] == pages[1], pages[0][0]) == (True, 404)


def test_page_behind_no_link_is_not_found_as_ever() -> None:
    answer = Client().get("/no/such/page/")
    assert (answer.status_code, "There is nothing at this address" in answer.content.decode()) == (404, True)

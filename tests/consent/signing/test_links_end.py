"""Links to a form, and to the copy of what was signed, end with the address that they were sent to.

A former guardian knows the year of birth, so that asking for it is not enough.
"""

from typing import Any

import pytest
import time_machine
from django.test import Client

from consent.models import SigningRequest
from patients.operations.people import update_person
from tests.consent.people import DESK, NOW, child, patient
from tests.consent.signing.scenes import asked, path_of, published, sign

pytestmark = pytest.mark.django_db(databases=["default"])
PAGES = ("", "copy/", "copy.pdf")


@pytest.fixture(autouse=True)
def at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _answers(browser: Client, path: str) -> set[int]:
    """Of every page behind the link, after whatever redirect among them."""
    return {browser.get(f"{path}{page}", follow=True).status_code for page in PAGES}


def _known(path: str) -> Client:
    """A browser that was let in."""
    browser = Client()
    assert browser.post(path, {"birth_year": "1980"}).status_code == 302
    return browser


@pytest.mark.parametrize("changed", [{"email": "new@example.org"}, {"confidential_email": "mine@example.org"}])
@pytest.mark.parametrize("is_signed", [False, True], ids=["to sign", "signed"])
def test_link_to_an_address_that_was_left_opens_neither_form_nor_copy(changed: dict[str, str], is_signed: bool) -> None:
    published()
    request = asked(patient("guardian@example.org").pk).request
    if is_signed:
        sign(request)
    old = path_of(request)
    browser = _known(old)
    assert _answers(browser, old) == {200}
    update_person(by=DESK, now=NOW, person_id=request.person_id, **changed)
    assert _answers(browser, old) == _answers(Client(), old) == {404}
    assert Client().post(old, {"birth_year": "1980"}).status_code == 404
    assert {browser.post(old, {"decline": "yes"}).status_code, browser.post(f"{old}copy.pdf").status_code} == {404}
    assert SigningRequest.objects.get().state == ("signed" if is_signed else "open")
    new = path_of(request)
    assert (new != old, _answers(_known(new), new)) == (True, {200})


def test_link_of_a_guardian_ends_when_the_child_comes_of_age() -> None:
    """The address on record is the guardian's still: who reads it speaks for no grown-up."""
    published()
    request = asked(child(2009).pk).request
    path = path_of(request)
    assert Client().get(path).status_code == 200
    with time_machine.travel(NOW.replace(year=2028), tick=False):
        SigningRequest.objects.update(expires_at=NOW.replace(year=2029))
        assert Client().get(path).status_code == 404


def test_old_link_counts_no_wrong_year() -> None:
    published()
    request = asked(patient("guardian@example.org").pk).request
    old = path_of(request)
    update_person(by=DESK, now=NOW, person_id=request.person_id, email="new@example.org")
    for _ in range(6):
        Client().post(old, {"birth_year": "1911"})
    request.refresh_from_db()
    assert (request.tries, request.state) == (0, "open")

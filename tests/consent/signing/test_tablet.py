"""The clinic's tablet: one code, one form, and locked again."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from audit.domain.actors import Actor
from clinic.enums import NoticeKind
from clinic.models import Notice
from consent.copies import machine_fonts
from consent.models import Authorization, SigningRequest
from consent.operations import signing
from tests.consent.people import NOW, patient
from tests.consent.signing.scenes import asked, published
from tests.desk_people import signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])


@pytest.fixture(autouse=True)
def at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def tablet() -> Client:
    return Client(enforce_csrf_checks=True)


def _send(tablet: Client, **told: str) -> HttpResponse:
    page = tablet.get("/tablet/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return tablet.post("/tablet/", hidden | told)


def _opened(tablet: Client, **details: Any) -> signing.Asked:
    published()
    made = asked(patient(**details).pk, way="tablet")
    assert _send(tablet, code=f"{made.code[:4]} {made.code[4:]}").status_code == 302
    return made


def test_locked_page_shows_nothing_but_the_question(tablet: Client) -> None:
    said = tablet.get("/tablet/").content.decode()
    assert ("<footer" in said, "Privacy" in said, 'name="code"' in said) == (False, False, True)


def test_code_opens_the_form_for_this_tablet_alone(tablet: Client) -> None:
    made = _opened(tablet)
    said = tablet.get("/tablet/").content.decode()
    assert [word for word in ("May we write to you?", "Pat Lee") if word not in said] == []
    other = Client(enforce_csrf_checks=True)
    assert _send(other, code=made.code).status_code == 400
    assert "May we write" not in other.get("/tablet/").content.decode()


def test_after_signing_it_is_locked_and_the_copy_is_printed(tablet: Client) -> None:
    made = _opened(tablet)
    answer = _send(tablet, signature="Pat Lee", agreed="on", copy="printed")
    assert (answer.status_code, "The front desk gives you your copy" in answer.content.decode()) == (200, True)
    assert answer.headers["Refresh"] == "20; url=/tablet/"
    assert 'name="code"' in tablet.get("/tablet/").content.decode()
    paper = Authorization.objects.get()
    assert (paper.state, paper.via, paper.stood_by) == ("draft", "tablet", made.request.asked_by)


def test_where_no_copy_can_be_made_nobody_is_promised_a_mail(tablet: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_fonts, "_CHINESE", ())
    _opened(tablet)
    answer = _send(tablet, signature="李小明", agreed="on", copy="mail")
    assert (answer.status_code, "The clinic will give you your copy" in answer.content.decode()) == (200, True)
    assert Authorization.objects.get().state == "draft"


def test_who_has_no_address_is_not_asked_how(tablet: Client) -> None:
    _opened(tablet, email="")
    assert 'name="copy"' not in tablet.get("/tablet/").content.decode()
    assert _send(tablet, signature="Pat Lee", agreed="on").status_code == 200
    assert Authorization.objects.get().state == "draft"


def test_copy_that_nobody_could_open_is_not_offered_by_mail(tablet: Client) -> None:
    """Its link asks for the year of birth, which nobody knows here."""
    _opened(tablet, birth_date=None)
    assert 'name="copy"' not in tablet.get("/tablet/").content.decode()
    assert _send(tablet, signature="Pat Lee", agreed="on", copy="mail").status_code == 200
    assert not Notice.objects.filter(kind=NoticeKind.SIGNED_COPY).exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"signature": "\u200b\u2060"}, {"signature": "\u3164"}, {"signature": "..."}, {"signature": "Pat\u202eeeL"},
        {"represents": "on", "authority": "\u200b"}, {"represents": "on", "authority": "-"},
    ],
)  # fmt: skip
def test_signature_that_cannot_be_read_is_none(tablet: Client, typed: dict[str, str]) -> None:
    _opened(tablet)
    answer = _send(tablet, **{"signature": "Pat Lee", "agreed": "on", "copy": "printed", **typed})
    assert (answer.status_code, Authorization.objects.count()) == (400, 0)


def test_how_the_copy_comes_must_be_chosen(tablet: Client) -> None:
    _opened(tablet)
    assert tablet.get("/tablet/").content.decode().count('type="radio"') == 2
    answer = _send(tablet, signature="Pat Lee", agreed="on")
    assert (answer.status_code, "Please choose how you want your copy." in answer.content.decode()) == (400, True)


def test_declining_locks_it_too(tablet: Client) -> None:
    _opened(tablet)
    page = tablet.get("/tablet/").content.decode()
    [csrf] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    assert tablet.post("/tablet/", {"csrfmiddlewaretoken": csrf, "decline": "yes"}).status_code == 200
    assert 'name="code"' in tablet.get("/tablet/").content.decode()
    assert SigningRequest.objects.get().state == "declined"


def test_form_that_lies_about_is_locked_after_twenty_minutes(tablet: Client) -> None:
    _opened(tablet)
    assert tablet.get("/tablet/").headers["Refresh"] == "1200; url=/tablet/"
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        assert 'name="code"' in tablet.get("/tablet/").content.decode()


def test_form_that_staff_took_back_is_locked_at_once(tablet: Client) -> None:
    made = _opened(tablet)
    page = tablet.get("/tablet/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    by = made.request.asked_by
    signing.withdraw(by=Actor.staff(by, "front-desk"), now=NOW, request_id=made.request.pk)
    assert tablet.post("/tablet/", hidden | {"signature": "Pat", "agreed": "on", "copy": "mail"}).status_code == 200
    assert 'name="code"' in tablet.get("/tablet/").content.decode()
    assert Authorization.objects.count() == 0


def test_nobody_of_the_staff_may_be_signed_in_on_it() -> None:
    published()
    with time_machine.travel(NOW, tick=False):
        client = signed_in(staff())
        said = client.get("/tablet/").content.decode()
    assert ("Sign out first" in said, 'name="code"' in said) == (True, False)


@pytest.mark.parametrize("code", ["", "1234567", "123456789", "abcdefgh", "１２３４５６７８"])
def test_what_is_no_code_is_refused(tablet: Client, code: str) -> None:
    assert _send(tablet, code=code).status_code == 400

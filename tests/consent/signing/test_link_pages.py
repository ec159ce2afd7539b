"""A form behind a link, as a browser without JavaScript sees it. Checks of CSRF are in force."""

import re
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from audit.models import AuditEvent
from clinic.enums import Role
from consent import bound_links, links
from consent.copies import machine_fonts
from consent.models import Authorization, SigningRequest
from consent.operations import signing
from tests.consent.people import NOW, child, patient
from tests.consent.signing.scenes import asked, clerk, path_of, published

pytestmark = pytest.mark.django_db(databases=["default"])


@pytest.fixture(autouse=True)
def at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True, headers={"User-Agent": "Firefox"})


@pytest.fixture
def request_to_sign() -> SigningRequest:
    published()
    return asked(patient().pk).request


def _send(browser: Client, path: str, **told: str) -> HttpResponse:
    """Fill in the page as it stands, with what is hidden in it, and send it."""
    page = browser.get(path).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return browser.post(path, hidden | told)


def _known(browser: Client, request: SigningRequest) -> str:
    path = path_of(request)
    assert _send(browser, path, birth_year="1980").status_code == 302
    return path


def test_nothing_is_shown_before_the_year_of_birth(browser: Client, request_to_sign: SigningRequest) -> None:
    page = browser.get(path_of(request_to_sign))
    said = page.content.decode()
    assert [word for word in ("May we write", "Pat", "Lee", "marketing", "news of our services") if word in said] == []
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert "birth_year" in said


def test_read_sign_and_get_the_copy(browser: Client, request_to_sign: SigningRequest) -> None:
    path = _known(browser, request_to_sign)
    said = browser.get(path).content.decode()
    assert [word for word in ("May we write to you?", "Pat Lee", "news of our services") if word not in said] == []
    done = _send(browser, path, signature="Pat Lee", agreed="on")
    assert (done.status_code, done.headers["Location"]) == (302, f"{path}copy/")
    paper = Authorization.objects.get()
    assert (paper.state, paper.via) == ("draft", "link")
    assert "It counts as soon as you have saved your copy" in browser.get(f"{path}copy/").content.decode()
    for get in (browser.get, browser.head):
        assert get(f"{path}copy.pdf").status_code == 200
    paper.refresh_from_db()
    assert paper.state == "draft"
    [token] = re.findall(
        r'action="[^"]+copy.pdf"><input type="hidden" name="csrfmiddlewaretoken" value="([^"]+)"',
        browser.get(f"{path}copy/").content.decode(),
    )
    file = browser.post(f"{path}copy.pdf", {"csrfmiddlewaretoken": token})
    paper.refresh_from_db()
    assert (paper.state, paper.copy_via) == ("active", "page")
    assert "It counts as soon as" not in browser.get(f"{path}copy/").content.decode()
    assert (file.content[:5], file.headers["Cache-Control"]) == (b"%PDF-", "no-store")
    assert file.headers["Content-Disposition"] == 'attachment; filename="copy.pdf"'


def test_where_no_copy_can_be_made_the_page_says_that_the_clinic_gives_it(
    browser: Client, request_to_sign: SigningRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_fonts, "_CHINESE", ())
    path = _known(browser, request_to_sign)
    assert _send(browser, f"{path}?lang=zh-hans", signature="李小明", agreed="on").status_code == 302
    said = browser.get(f"{path}copy/").content.decode()
    assert ("The clinic will give you your copy" in said, "copy.pdf" in said) == (True, False)
    assert browser.get(f"{path}copy.pdf").headers["Location"] == f"{path}copy/"
    assert Authorization.objects.get().state == "draft"


def test_every_look_is_in_the_book_by_the_patient(browser: Client, request_to_sign: SigningRequest) -> None:
    path = _known(browser, request_to_sign)
    browser.get(path)
    _send(browser, path, signature="Pat Lee", agreed="on")
    browser.get(f"{path}copy/")
    browser.get(f"{path}copy.pdf")
    looks = AuditEvent.objects.filter(word="reveal", people__contains=[request_to_sign.person_id])
    assert {(event.actor_kind, event.actor_id) for event in looks} == {("patient", str(request_to_sign.person_id))}
    seen = {field for event in looks for field in event.fields}
    assert {"patients.person.given_name", "consent.authorization", "consent.paperfile.content"} <= seen


def test_signed_in_chinese_when_read_in_chinese(browser: Client, request_to_sign: SigningRequest) -> None:
    path = _known(browser, request_to_sign)
    done = _send(browser, f"{path}?lang=zh-hant", signature="李小明", agreed="on")
    assert done.headers["Location"] == f"{path}copy/?lang=zh-hant"
    paper = Authorization.objects.get()
    assert (paper.form.language, "我們可以寫信給您嗎？" in paper.shown_text) == ("zh-hant", True)


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"agreed": "on"}, "Please type your full name: it is your signature."),
        ({"signature": "Pat Lee"}, "Please tick this if you want to sign."),
        ({"signature": "x@example.org", "agreed": "on"}, "Please write a name only"),
        ({"signature": "Ann", "agreed": "on", "represents": "on"}, "Please say why you may sign for them"),
        ({"signature": "Pat", "agreed": "on", "read": "0" * 64}, "The text below has changed since you opened it."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_signed(
    browser: Client, request_to_sign: SigningRequest, told: dict[str, str], complaint: str
) -> None:
    answer = _send(browser, _known(browser, request_to_sign), **told)
    assert (answer.status_code, complaint in answer.content.decode()) == (400, True)
    assert Authorization.objects.count() == 0


@pytest.mark.skipif(not machine_fonts.latin_fonts(), reason="a machine without fonts makes its copies later")
def test_name_that_no_copy_could_show_is_refused_beside_its_field(
    browser: Client, request_to_sign: SigningRequest
) -> None:
    answer = _send(browser, _known(browser, request_to_sign), signature="𒀀𒁀 𒂀𒃀", agreed="on")
    assert (answer.status_code, "could not show these letters" in answer.content.decode()) == (400, True)
    assert Authorization.objects.count() == 0


def test_minors_form_asks_for_the_authority_of_who_signs(browser: Client) -> None:
    published()
    path = path_of(asked(child(2012).pk).request)
    _send(browser, path, birth_year="2012")
    said = browser.get(path).content.decode()
    assert ("A parent or guardian signs." in said, 'name="represents"' in said) == (True, False)
    assert _send(browser, path, signature="Ann Lee", agreed="on").status_code == 400
    assert _send(browser, path, signature="Ann Lee", agreed="on", authority="mother").status_code == 302
    assert Authorization.objects.get().signed_by_representative


@pytest.mark.parametrize(
    ("told", "is_signed", "for_a_minor"),
    [
        ({}, False, False),
        ({"age": "adult"}, True, False),
        ({"age": "minor"}, False, False),
        ({"age": "minor", "authority": "mother"}, True, True),
        ({"age": "acting"}, False, False),
        ({"age": "acting", "authority": "Mother."}, False, False),
        ({"age": "acting", "authority": "legal guardian, by order of the court"}, True, True),
    ],
)
def test_in_the_year_of_turning_18_the_signer_says_which_it_is(
    browser: Client, told: dict[str, str], is_signed: bool, for_a_minor: bool
) -> None:
    published()
    path = path_of(asked(child(2008).pk).request)
    _send(browser, path, birth_year="2008")
    said = browser.get(path).content.decode()
    assert ("turns 18 this year" in said, "A parent or guardian signs." in said) == (True, False)
    answer = _send(browser, path, signature="Ann Lee", agreed="on", **told)
    assert answer.status_code == (302 if is_signed else 400)
    signed = list(Authorization.objects.values_list("signed_by_representative", flat=True))
    assert signed == ([for_a_minor] if is_signed else [])


def test_declining_says_that_nothing_changes(browser: Client, request_to_sign: SigningRequest) -> None:
    path = _known(browser, request_to_sign)
    page = browser.get(path).content.decode()
    [csrf] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    browser.post(path, {"csrfmiddlewaretoken": csrf, "decline": "yes"})
    answer = browser.get(path)
    assert (answer.status_code, "Nothing changes for you." in answer.content.decode()) == (410, True)
    assert SigningRequest.objects.get().state == "declined"


def test_fifth_wrong_year_locks_the_link_for_the_right_one_too(
    browser: Client, request_to_sign: SigningRequest
) -> None:
    path = path_of(request_to_sign)
    codes = [_send(browser, path, birth_year="1970").status_code for _ in range(5)]
    assert codes == [400, 400, 400, 400, 410]
    answer = browser.get(path)
    assert (answer.status_code, "This link is locked" in answer.content.decode()) == (410, True)


@pytest.mark.parametrize("year", ["", "80", "19800", "abcd", "２０００年", "MMXX"])
def test_what_is_no_year_does_not_count_as_a_try(browser: Client, request_to_sign: SigningRequest, year: str) -> None:
    assert _send(browser, path_of(request_to_sign), birth_year=year).status_code == 400
    assert SigningRequest.objects.get().tries == 0


def test_year_is_read_as_a_chinese_keyboard_writes_it(browser: Client, request_to_sign: SigningRequest) -> None:
    assert _send(browser, path_of(request_to_sign), birth_year="　１９８０ ").status_code == 302


def test_answer_of_one_browser_opens_nothing_for_another_or_after_half_an_hour(
    browser: Client, request_to_sign: SigningRequest
) -> None:
    path = _known(browser, request_to_sign)
    assert "birth_year" in Client().get(path).content.decode()
    cookie = browser.cookies["signing"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (path, True, "Strict")
    with time_machine.travel(NOW.replace(hour=16), tick=False):
        assert "birth_year" in browser.get(path).content.decode()


def test_answer_to_one_link_does_not_open_another(browser: Client, request_to_sign: SigningRequest) -> None:
    _known(browser, request_to_sign)
    other = asked(patient("other@example.org").pk, by=clerk(Role.CLINICIAN)).request
    browser.cookies["signing"]["path"] = "/"
    assert "birth_year" in browser.get(path_of(other)).content.decode()


def test_copy_is_behind_the_question_as_well(browser: Client, request_to_sign: SigningRequest) -> None:
    path = _known(browser, request_to_sign)
    _send(browser, path, signature="Pat Lee", agreed="on")
    stranger = Client()
    assert stranger.get(f"{path}copy.pdf").status_code == 302
    assert "May we write" not in stranger.get(f"{path}copy/").content.decode()
    for _ in range(5):
        stranger.post(f"{path}copy/", {"birth_year": "1970"})
    locked = stranger.get(f"{path}copy/")
    assert (locked.status_code, "the front desk prints it for you" in locked.content.decode()) == (410, True)
    assert SigningRequest.objects.get().state == "signed"


def test_three_gets_and_a_head_change_nothing(browser: Client, request_to_sign: SigningRequest) -> None:
    path = _known(browser, request_to_sign)
    before = (SigningRequest.objects.values().get(), AuditEvent.objects.exclude(word="reveal").count())
    for method in (browser.get, browser.get, browser.get, browser.head):
        assert method(path, {"decline": "yes", "signature": "Pat", "agreed": "on"}).status_code == 200
    assert (SigningRequest.objects.values().get(), AuditEvent.objects.exclude(word="reveal").count()) == before


def test_link_that_is_too_old_or_taken_back_is_gone(browser: Client, request_to_sign: SigningRequest) -> None:
    with time_machine.travel(request_to_sign.expires_at, tick=False):
        assert browser.get(path_of(request_to_sign)).status_code == 410
    by = clerk(Role.CLINICIAN)
    signing.withdraw(by=by, now=NOW, request_id=request_to_sign.pk)
    assert browser.get(path_of(request_to_sign)).status_code == 410


def test_other_links_and_broken_ones_are_not_found(browser: Client, request_to_sign: SigningRequest) -> None:
    good = bound_links.signing_token(request_to_sign.pk)
    person = links.sign(links.PREFERENCES, request_to_sign.person_id)
    nobodys = links.sign(links.AUTHORIZE, request_to_sign.person_id, bound=bytes(links.BOUND_BYTES))
    to_no_address = links.sign(links.AUTHORIZE, request_to_sign.pk)
    wrong = [person, nobodys, to_no_address, good[:-1], good + "x", good.swapcase()]
    assert [browser.get(f"/authorize/{token}/").status_code for token in wrong] == [404] * 6
    assert [browser.get(f"/authorize/{token}/copy.pdf").status_code for token in wrong] == [404] * 6
    assert browser.get(f"/preferences/{good}/").status_code == 404

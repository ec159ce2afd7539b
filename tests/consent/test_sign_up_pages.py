"""The pages that anybody may use, as a browser without JavaScript sees them, and what comes of them."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.domain.actors import Actor
from audit.models import AuditEvent
from clinic.models import Notice
from consent import bound_links
from consent.enums import OptInMode, SignUpPlace, Topic
from consent.models import OptIn, Posted, SignUpForm
from consent.operations import doorstep, opt_ins
from consent.queries import topics_of
from patients.models import Person
from tests.consent.people import NOW, TODAY, patient, subscriber

pytestmark = pytest.mark.django_db(databases=["default"])
BY = Actor.system("doorstep")


def _take_up() -> None:
    assert doorstep.take_up(by=BY, now=datetime.now(UTC)).put_back == 0


def _form(slug: str = "fair", **told: str) -> SignUpForm:
    return SignUpForm.objects.create(
        **{"slug": slug, "title_en": "Health fair", "title_zh_hant": "健康博覽會", "created_at": NOW, **told}
    )


def _answers(client: Client, path: str, *emails: str) -> set[tuple[int, bytes]]:
    """What each got, without the CSRF token, which differs each time."""
    answers = (client.post(path, {"name": "Ana", "email": email}) for email in emails)
    return {(one.status_code, re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", one.content)) for one in answers}


ADDRESSES = (
    "new@example.org", "new@example.org", "patient@example.org", "subscriber@example.org",
    "a-much-longer-address@example.org",
)  # fmt: skip


@pytest.mark.parametrize("path", ["/subscribe/", "/preferences/"])
def test_answer_is_the_same_whether_the_address_is_known_or_not(client: Client, path: str) -> None:
    patient("patient@example.org")
    subscriber("subscriber@example.org")
    [(status, _)] = _answers(client, path, *ADDRESSES)
    assert status == 200


@pytest.mark.parametrize("path", ["/subscribe/", "/preferences/"])
def test_page_looks_nobody_up(client: Client, path: str) -> None:
    """A look-up would tell by its time."""
    patient("patient@example.org")
    with CaptureQueriesContext(connection) as asked:
        client.post(path, {"name": "Ana", "email": "patient@example.org"})
    assert len(asked) > 0
    assert [query["sql"] for query in asked if "patients_person" in query["sql"]] == []


def test_subscribe_confirm_and_the_newsletter_is_on(client: Client) -> None:
    assert client.post("/subscribe/", {"name": "Ana", "email": "ana@example.org"}).status_code == 200
    assert Person.objects.count() == 0
    _take_up()
    opt_in = OptIn.objects.get()
    assert (opt_in.mode, opt_in.form, opt_in.text_version) == ("double", "newsletter", "page-double-2026-11")
    path = f"/subscribe/confirm/{bound_links.confirm_token(opt_in.pk)}/"
    assert client.post(path).status_code == 200
    opt_in.refresh_from_db()
    assert opt_in.confirmed_at is not None
    assert topics_of(opt_in.person_id, today=TODAY) == {Topic.NEWSLETTER: True}
    assert client.post(path).status_code == 200
    assert Notice.objects.count() == 2


def test_form_in_single_mode_counts_at_once_and_says_so(client: Client) -> None:
    _form(mode=OptInMode.SINGLE)
    page = client.get("/subscribe/fair/").content.decode()
    assert ("Health fair" in page, "asking you to confirm" in page) == (True, False)
    answer = client.post("/subscribe/fair/", {"name": "Ana", "email": "ana@example.org"}).content.decode()
    assert ("is on the list" in answer, "Press the button" in answer) == (True, False)
    _take_up()
    opt_in = OptIn.objects.get()
    assert (opt_in.mode, opt_in.form, opt_in.text_version) == ("single", "fair", "page-single-2026-11")
    assert topics_of(opt_in.person_id, today=TODAY) == {Topic.NEWSLETTER: True}
    assert list(Notice.objects.values_list("kind", flat=True)) == ["subscription-confirmed"]


def test_form_that_is_closed_or_was_never_there_is_not_found(client: Client) -> None:
    _form()
    SignUpForm.objects.filter(slug="fair").update(is_open=False)
    assert [client.get(f"/subscribe/{slug}/").status_code for slug in ("fair", "none")] == [404, 404]
    assert client.post("/subscribe/fair/", {"name": "Ana", "email": "a@example.org"}).status_code == 404
    assert Posted.objects.count() == 0


def test_titles_follow_the_reader_and_fall_back_to_english(client: Client) -> None:
    _form()
    for language, title in (("zh-hant", "健康博覽會"), ("zh-hans", "Health fair")):
        assert f"<h1>{title}</h1>" in client.get("/subscribe/fair/", {"lang": language}).content.decode()


# --- a list at a booth -------------------------------------------------------------------------------------


def test_booth_list_offers_the_newsletter_unticked_and_without_a_raffles_bait(client: Client) -> None:
    _form(place=SignUpPlace.BOOTH)
    page = client.get("/subscribe/fair/").content.decode()
    [box] = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert "checked" not in box
    assert "does not depend on it" in page


def test_booth_list_keeps_nobody_who_left_the_box_empty(client: Client) -> None:
    _form(place=SignUpPlace.BOOTH)
    answer = client.post("/subscribe/fair/", {"name": "Ana", "email": "ana@example.org"})
    assert (answer.status_code, "kept neither your name" in answer.content.decode()) == (200, True)
    assert Posted.objects.count() == 0


def test_booth_list_takes_an_explicit_yes(client: Client) -> None:
    _form(place=SignUpPlace.BOOTH)
    client.post("/subscribe/fair/", {"name": "Ana", "email": "ana@example.org", "wanted": "yes"})
    _take_up()
    opt_in = OptIn.objects.get()
    assert (opt_in.via, opt_in.form, opt_in.mode) == ("booth", "fair", "double")


# --- a lost link -------------------------------------------------------------------------------------------


def _lost(client: Client, email: str) -> set[object]:
    """Who gets a link."""
    assert client.post("/preferences/", {"email": email}).status_code == 200
    _take_up()
    return set(Notice.objects.filter(kind="preferences-link").values_list("person_id", flat=True))


def _reader(email: str) -> Person:
    """A subscriber who said yes."""
    opt_in = opt_ins.ask(
        by=BY, now=NOW, name="Ana", email=email, language="en", form="newsletter", text_version="t", mode="single"
    )
    assert opt_in is not None
    return opt_in.person


def test_lost_link_goes_to_everybody_whom_we_write_to_at_that_address(client: Client) -> None:
    two = {patient("home@example.org").pk, _reader("home@example.org").pk}
    patient("other@example.org")
    assert _lost(client, " HOME@example.org") == two
    event = AuditEvent.objects.latest("id")
    assert (event.word, set(event.people)) == ("change", two)


def test_lost_link_to_an_unknown_address_sends_nothing(client: Client) -> None:
    patient("other@example.org")
    assert _lost(client, "nobody@example.org") == set()


def test_lost_link_is_not_told_at_an_address_that_is_not_to_be_used(client: Client) -> None:
    hidden = patient("home@example.org", confidential_email="work@example.org")
    assert _lost(client, "home@example.org") == set()
    assert _lost(client, "work@example.org") == {hidden.pk}


def test_address_that_nobody_confirmed_gets_no_more_mail(client: Client) -> None:
    client.post("/subscribe/", {"name": "Ana", "email": "ana@example.org"})
    _take_up()
    assert _lost(client, "ana@example.org") == set()
    client.post(f"/subscribe/confirm/{bound_links.confirm_token(OptIn.objects.get().pk)}/")
    assert _lost(client, "ana@example.org") == {Person.objects.get().pk}


# --- errors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "email", "error"),
    [
        ("", "a@example.org", "Please write your name."),
        ("Ana", "", "Please write your e-mail address."),
        ("Ana", "nobody", "This does not look like an e-mail address."),
        ("Ana", "a@example.org, b@example.org", "This does not look like an e-mail address."),
        ("Ana", "a@example.org\nBcc: b@example.org", "This does not look like an e-mail address."),
        ("See www.spam.example", "a@example.org", "Please write a name only"),
        ("A" * 81, "a@example.org", "Please write a shorter name"),
    ],
)
def test_errors_stand_beside_their_field(client: Client, name: str, email: str, error: str) -> None:
    answer = client.post("/subscribe/", {"name": name, "email": email})
    page = answer.content.decode()
    assert (answer.status_code, page.count(error)) == (400, 1)
    field = re.search(r'<p class="error" id="(id_\w+_error)">', page)
    assert field is not None
    assert f'aria-invalid="true" aria-describedby="{field[1]}"' in page
    assert Posted.objects.count() == 0

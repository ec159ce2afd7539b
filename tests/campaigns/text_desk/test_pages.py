from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.domain.texts import Draft
from campaigns.models import GuardException, MessageTemplate, TemplateVersion
from campaigns.operations.templates import write_draft
from clinic.enums import Role
from tests.campaigns.scenes import BY, NOW, open_clinic
from tests.desk_people import signed_in, staff

pytestmark = pytest.mark.django_db

FLU = {"subject": "A note from your clinic", "preheader": "", "body": "Our flu clinic is open to everybody."}


@pytest.fixture(autouse=True)
def clinic() -> None:
    open_clinic()


@pytest.fixture
def author() -> Client:
    return signed_in(staff(Role.MARKETER))


@pytest.fixture
def officer() -> Client:
    return signed_in(staff(Role.PRIVACY_OFFICER))


def _begun(author: Client, language: str = "en") -> TemplateVersion:
    text = MessageTemplate.objects.get(slug="welcome")
    author.post(reverse("admin:desk-text-begin", args=[text.pk]), {"language": language})
    return TemplateVersion.objects.get(template=text, published_at=None, language=language)


def _page(client: Client, view: str, *args: Any, **told: str) -> str:
    address = reverse(f"admin:{view}", args=args)
    answer = client.post(address, told, follow=True) if told else client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_word_is_kept_by_a_second_person_and_the_text_published_by_another(author: Client, officer: Client) -> None:
    version = _begun(author)
    page = _page(author, "desk-text-version", version.pk, **FLU)
    for words in ("“flu”", "sensitive word", "names a condition", "with the link to the care page", "Must be mended"):
        assert words in page
    told = {"part": "body", "rule": "sensitive-word", "word": "flu", "reason": "It is open to everybody"}
    assert "waits for an answer" in _page(author, "desk-text-ask", version.pk, **told)
    assert "1 to answer" in _page(officer, "desk-texts")
    page = _page(officer, "desk-text-exceptions")
    assert ("It is open to everybody" in page, FLU["body"] in page) == (True, True)
    asked = GuardException.objects.get()
    assert "Granted" in _page(officer, "desk-text-exception-answer", asked.pk, do="grant")
    assert "You wrote it, so somebody else has to" in _page(author, "desk-text-version", version.pk)
    assert "Publish</button>" in _page(officer, "desk-text-version", version.pk)
    officer.post(reverse("admin:desk-text-publish", args=[version.pk]))
    version.refresh_from_db()
    assert version.published_at is not None


def test_a_new_version_begins_with_what_is_published(author: Client) -> None:
    published = TemplateVersion.objects.get(template__slug="welcome", language="zh-hant")
    begun = _begun(author, "zh-hant")
    assert (begun.number, begun.body, begun.subject) == (2, published.body, published.subject)
    assert _begun(author, "zh-hant") == begun


@pytest.mark.parametrize(
    ("view", "told"),
    [("desk-text-exception-answer", {"do": "grant"}), ("desk-text-exceptions", {})],
)
def test_who_writes_texts_reads_exceptions_and_does_not_answer(author: Client, view: str, told: dict[str, str]) -> None:
    version = _begun(author)
    author.post(reverse("admin:desk-text-version", args=[version.pk]), FLU)
    words = {"part": "body", "rule": "sensitive-word", "word": "flu", "reason": "It is open to everybody"}
    author.post(reverse("admin:desk-text-ask", args=[version.pk]), words)
    asked = GuardException.objects.get()
    address = reverse(f"admin:{view}", args=[asked.pk] if told else [])
    assert (author.post(address, told) if told else author.get(address)).status_code == (403 if told else 200)
    assert GuardException.objects.get().answer == ""


def test_what_is_typed_is_shown_under_its_own_policy_and_not_kept(author: Client) -> None:
    version = _begun(author)
    address = reverse("admin:desk-text-look", args=[version.pk])
    typed = {"subject": "x", "preheader": "", "body": "**Hello** {{ person.given_name }} <script>alert(1)</script>"}
    answer = author.post(address, typed)
    assert "<strong>Hello</strong> Alex" in answer.content.decode()
    assert "<script" not in answer.content.decode()
    assert ("default-src 'none'" in answer["Content-Security-Policy"], answer["X-Frame-Options"]) == (
        True,
        "SAMEORIGIN",
    )
    assert author.post(address, typed | {"part": "text"})["Content-Type"].startswith("text/plain")
    assert "no preview yet" in author.post(address, typed | {"body": "{% for %}"}).content.decode()
    version.refresh_from_db()
    assert "Alex" not in version.body and "**Hello**" not in version.body


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_same_number_of_queries(author: Client, django_assert_num_queries: Any, number: int) -> None:
    for place in range(number):
        text = MessageTemplate.objects.create(slug=f"text-{place}", name=f"Text {place}", purpose="marketing")
        version = write_draft(template_id=text.pk, draft=Draft("en", "News", "", "Flu"), by=BY, now=NOW)
        told = {"part": "body", "rule": "sensitive-word", "reason": "Open", "asked_by": "x", "asked_at": NOW}
        for word in ("flu", "measles"):
            GuardException.objects.create(version=version, text_digest=str(place), word=word, **told)
    for view, queries in (("desk-texts", 8), ("desk-text-exceptions", 7)):
        author.get(reverse(f"admin:{view}"))
        with django_assert_num_queries(queries):
            author.get(reverse(f"admin:{view}"))


def test_the_page_tells_what_changed_since_the_last_version(author: Client) -> None:
    version = _begun(author)
    assert "it says the same" in _page(author, "desk-text-version", version.pk)
    page = _page(author, "desk-text-version", version.pk, subject="Welcome", preheader="", body="<b>Hello</b>")
    assert ("<del>" in page, "<b>Hello" in page) == (True, False)

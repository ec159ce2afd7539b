"""A mail whose reader allowed it to be counted, followed as readers and programs follow it."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns import reading_links
from campaigns.domain.counted_links import key_of
from campaigns.domain.machine_visits import Visit
from campaigns.models import DeliveryEvent, Message, TemplateVersion
from campaigns.operations.delivery import deliver_due
from campaigns.operations.visits_counted import count_visit
from clinic.models import Organisation
from consent import links
from consent.models import Preference, TrackingChoice
from consent.operations import tracking
from patients.models import Person
from tests.campaigns.scenes import BY, NOW, booked, intent, open_clinic, patient, plan, reminder

pytestmark = pytest.mark.django_db
WEBSITE = key_of("{{ clinic.website }}")
READER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def mails(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND, settings.MAIL_CAPTURE_DIR = settings.CAPTURE_BACKEND, tmp_path
    open_clinic()
    return tmp_path


@pytest.fixture
def message(mails: Path) -> Message:
    """Of somebody who allowed it; it left an hour ago."""
    return _sent(_somebody(allows=True))


def _somebody(*, allows: bool | None) -> Person:
    person = patient()
    if allows is not None:
        _choose(person, allows)
    return person


def _choose(person: Person, wanted: bool) -> None:
    tracking.choose(by=BY, now=NOW, person_id=person.pk, wanted=wanted, via="preference-page", text_version="t")


def _sent(person: Person) -> Message:
    plan(intent(person))
    deliver_due(NOW, by=BY)
    Message.objects.filter(person=person).update(handed_over_at=timezone.now() - timedelta(hours=1))
    return Message.objects.get(person=person)


def _parts(folder: Path, message: Message) -> tuple[str, str]:
    mail = message_from_bytes((folder / f"{message.pk}.eml").read_bytes(), policy=policy.default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and html is not None
    return str(text.get_content()), str(html.get_content())


def _events() -> list[tuple[str, str, str]]:
    return list(DeliveryEvent.objects.order_by("occurred_at").values_list("event_type", "kind", "link"))


def _path(message: Message, key: str = WEBSITE) -> str:
    return urlsplit(reading_links.link_url(message.pk, key)).path


def test_mail_to_whoever_allowed_it_leads_over_our_own_address(mails: Path, message: Message, client: Client) -> None:
    text, html = _parts(mails, message)
    assert "https://maple.example" in text
    assert 'href="https://maple.example"' not in html
    [followed] = re.findall(r'href="([^"]+/t/[^"]+)"', html)
    [picture] = re.findall(r'<img src="([^"]+)"', html)
    answer = client.get(urlsplit(followed).path, **READER)
    assert (answer.status_code, answer["Location"], answer["Referrer-Policy"]) == (
        302,
        "https://maple.example",
        "no-referrer",
    )
    seen = client.get(urlsplit(picture).path, **READER)
    assert (seen["Content-Type"], seen["Cache-Control"], len(seen.content)) == ("image/gif", "no-store", 42)
    assert sorted(_events()) == [("clicked", "", WEBSITE), ("opened", "", "")]


@pytest.mark.parametrize("allows", [None, False])
def test_mail_to_anybody_else_is_not_counted_and_loads_nothing(mails: Path, allows: bool | None) -> None:
    _, html = _parts(mails, _sent(_somebody(allows=allows)))
    assert 'href="https://maple.example"' in html
    assert "<img" not in html and "/t/" not in html


def test_reminder_is_not_counted_whoever_allowed_it(mails: Path, client: Client) -> None:
    person = _somebody(allows=True)
    plan(reminder(booked(person)))
    deliver_due(NOW, by=BY)
    told = Message.objects.get()
    _, html = _parts(mails, told)
    assert "<img" not in html and "/t/" not in html
    assert client.get(_path(told, "0a1b2c3d"), **READER).status_code == 404
    picture = urlsplit(reading_links.picture_url(told.pk)).path
    assert client.get(picture, **READER)["Content-Type"] == "image/gif"
    assert _events() == []


def test_whoever_says_no_later_is_led_on_and_not_counted(message: Message, client: Client) -> None:
    _choose(message.person, False)
    assert client.get(_path(message), **READER).status_code == 302
    assert _events() == []


@pytest.mark.parametrize("says", [{"HTTP_DNT": "1"}, {"HTTP_SEC_GPC": "1"}, {"HTTP_COOKIE": "tracking=no"}])
def test_browser_that_asks_not_to_be_followed_is_led_on_and_not_counted(
    message: Message, client: Client, says: dict[str, str]
) -> None:
    assert client.get(_path(message), **READER, **says)["Location"] == "https://maple.example"
    assert _events() == []


def test_head_leads_on_and_is_a_programs(message: Message, client: Client) -> None:
    assert client.head(_path(message), **READER)["Location"] == "https://maple.example"
    assert _events() == [("clicked-by-machine", "head", WEBSITE)]


def test_visit_changes_no_consent_and_no_state(message: Message, client: Client) -> None:
    before = (Preference.objects.count(), TrackingChoice.objects.count(), message.state)
    for path in (_path(message), urlsplit(reading_links.picture_url(message.pk)).path):
        for ask in (client.get, client.head):
            ask(path, **READER)
    message.refresh_from_db()
    assert (Preference.objects.count(), TrackingChoice.objects.count(), message.state) == before


def test_same_link_twice_within_a_minute_is_one_visit(message: Message) -> None:
    minute = timezone.now().replace(second=5, microsecond=0)
    agent = READER["HTTP_USER_AGENT"]
    for seconds in (0, 20, 70):
        count_visit(message=message, visit=Visit(minute + timedelta(seconds=seconds), agent=agent, link=WEBSITE))
    assert _events() == [("clicked", "", WEBSITE)] * 2


def test_links_followed_all_at_once_are_a_programs_the_first_one_too(message: Message) -> None:
    agent, now = READER["HTTP_USER_AGENT"], timezone.now()
    links_followed = ["aaaaaaaa", "bbbbbbbb", "cccccccc"]
    for number, key in enumerate(links_followed):
        count_visit(message=message, visit=Visit(now + timedelta(seconds=3 * number), agent=agent, link=key))
    assert _events() == [("clicked-by-machine", "many-links", key) for key in links_followed]


def test_token_leads_only_where_the_text_of_its_message_leads(message: Message, client: Client) -> None:
    elsewhere = TemplateVersion.objects.get(template__slug="health-news", language="en")
    assert elsewhere.pk != message.version_id
    wrong = (
        _path(message, key_of("https://evil.example/")),
        reverse("campaigns:counted-link", args=[links.sign(reading_links.PICTURE, message.pk, WEBSITE)]),
        reverse("campaigns:counted-link", args=[links.sign(links.PREFERENCES, message.pk)]),
        reverse("campaigns:counted-link", args=["https:evil.example"]),
        f"{_path(message)}x",
    )
    assert [client.get(path, {"url": "https://evil.example"}, **READER).status_code for path in wrong] == [404] * 5
    answer = client.get(f"{_path(message)}?url=https://evil.example&next=//evil.example", **READER)
    assert answer["Location"] == "https://maple.example"


def test_page_that_the_clinic_gave_up_is_not_found(message: Message, client: Client) -> None:
    Organisation.objects.update(website="")
    assert client.get(_path(message), **READER).status_code == 404


def test_each_mail_of_a_window_has_links_of_its_own(mails: Path) -> None:
    people = [_somebody(allows=True) for _ in range(3)]
    for person in people:
        plan(intent(person))
    deliver_due(NOW, by=BY)
    for message in Message.objects.all():
        _, html = _parts(mails, message)
        assert _path(message) in html

"""The pages for patients and subscribers, as a browser without JavaScript or a mail program sees them."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from audit.domain.uuid7 import uuid7
from audit.models import AuditEvent
from clinic.models import Notice, Organisation
from consent import bound_links, links
from consent.enums import MARKETING_TOPICS, Topic
from consent.models import OptIn, Preference
from consent.operations import opt_ins
from patients.models import Person
from patients.operations.people import update_person
from tests.consent.people import DESK, patient, subscriber

pytestmark = pytest.mark.django_db(databases=["default"])
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def mail_program() -> Client:
    """No cookies, no CSRF token, and checks in force."""
    return Client(enforce_csrf_checks=True)


def _u(person_id: UUID, topic: str) -> str:
    return f"/u/{links.sign(links.UNSUBSCRIBE, person_id, topic)}/"


def _preferences(person_id: UUID) -> str:
    return f"/preferences/{bound_links.preferences_token(person_id)}/"


def _asked() -> OptIn:
    opt_in = opt_ins.ask(
        by=DESK, now=datetime.now(UTC), name="Ana", email="ana@example.org", language="en", form="f", text_version="t"
    )
    assert opt_in is not None
    return opt_in


def _rows() -> tuple[int, ...]:
    changes = AuditEvent.objects.exclude(word="reveal")  # a look is in the book, and changes nothing
    return (*(model.objects.count() for model in (Person, Preference, OptIn, Notice)), changes.count())


# --- one click ---------------------------------------------------------------------------------------------


def test_one_click_without_cookies_switches_off_all_marketing(mail_program: Client) -> None:
    person = patient()
    answer = mail_program.post(_u(person.pk, "offers"), ONE_CLICK)
    assert (answer.status_code, answer.cookies.keys(), answer.has_header("Location")) == (200, set(), False)
    off = Preference.objects.filter(person=person, wanted=False)
    assert set(off.values_list("topic", flat=True)) == {topic.value for topic in MARKETING_TOPICS}
    assert set(off.values_list("via", flat=True)) == {"one-click"}


def test_one_click_in_a_treatment_mail_switches_off_its_topic(mail_program: Client) -> None:
    person = patient()
    mail_program.post(_u(person.pk, "aftercare"), ONE_CLICK)
    assert list(Preference.objects.values_list("topic", "wanted")) == [("aftercare", False)]


def test_one_click_as_multipart_form_data_works_too(mail_program: Client) -> None:
    person = patient()
    body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    answer = mail_program.post(_u(person.pk, "aftercare"), body, content_type="multipart/form-data; boundary=x")
    assert (answer.status_code, Preference.objects.count()) == (200, 1)


def test_the_buttons_on_the_page_work_without_cookies(mail_program: Client) -> None:
    person = patient()
    assert mail_program.post(_u(person.pk, "aftercare")).status_code == 200
    assert mail_program.post(_u(person.pk, "aftercare"), {"scope": "everything"}).status_code == 200
    assert set(Preference.objects.values_list("topic", flat=True)) == set(Topic.values)


def test_the_link_still_works_on_day_399(mail_program: Client) -> None:
    with time_machine.travel("2026-01-01T12:00:00Z"):
        path = _u(patient().pk, "offers")
    with time_machine.travel("2027-02-04T12:00:00Z"):
        assert mail_program.post(path, ONE_CLICK).status_code == 200
    assert Preference.objects.filter(wanted=False).count() == len(MARKETING_TOPICS)


def test_three_gets_and_a_head_of_each_page_change_nothing(client: Client) -> None:
    opt_in, person = _asked(), patient()
    pages = [
        "/subscribe/",
        "/privacy/",
        _u(person.pk, "offers"),
        _u(person.pk, "all"),
        _preferences(person.pk),
        f"/subscribe/confirm/{bound_links.confirm_token(opt_in.pk)}/",
    ]
    before = _rows()
    for page in pages:
        assert [client.get(page).status_code for _ in range(3)] == [200, 200, 200]
        assert client.head(page).status_code == 200
        assert client.get(page, {"scope": "everything", "List-Unsubscribe": "One-Click"}).status_code == 200
    assert _rows() == before
    opt_in.refresh_from_db()
    assert opt_in.confirmed_at is None


# --- tokens ------------------------------------------------------------------------------------------------


def test_a_bad_token_is_not_found(client: Client) -> None:
    person = patient()
    good = bound_links.preferences_token(person.pk)
    for path in (f"/preferences/{good}x/", f"/u/{good}/", f"/subscribe/confirm/{good}/", "/u/x/", "/preferences/é/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_a_good_token_for_nobody_is_not_found(client: Client) -> None:
    for path in (_u(uuid7(), "offers"), f"/preferences/{_to_nobody()}/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert client.get(f"/subscribe/confirm/{links.sign(links.CONFIRM, uuid7(), bound=bytes(8))}/").status_code == 404


def _to_nobody() -> str:
    return links.sign(links.PREFERENCES, uuid7(), bound=bytes(links.BOUND_BYTES))


def test_token_pages_are_kept_by_nobody(client: Client) -> None:
    person, opt_in = patient(), _asked()
    confirm = f"/subscribe/confirm/{bound_links.confirm_token(opt_in.pk)}/"
    told = [client.get(path).headers for path in (_u(person.pk, "offers"), _preferences(person.pk), confirm)]
    assert {headers["Cache-Control"] for headers in told} == {"no-store"}
    assert [headers["Referrer-Policy"] for headers in told] == ["no-referrer", "same-origin", "same-origin"]


def test_token_pages_show_no_name_and_no_address(client: Client) -> None:
    person = patient("zebra@example.org", given_name="Zebedee", family_name="Zappa")
    for path in (_u(person.pk, "offers"), _preferences(person.pk)):
        page = client.get(path).content.decode().casefold()
        assert [word for word in ("zebra@", "zebedee", "zappa") if word in page] == []


# --- preferences -------------------------------------------------------------------------------------------


def test_preferences_show_what_is_on_and_save_what_changed(client: Client) -> None:
    person = patient()
    path = _preferences(person.pk)
    shown = set(re.findall(r'name="email" value="([a-z-]+)"[^>]*checked', client.get(path).content.decode()))
    assert shown == {"appointments", "aftercare", "check-ups", "welcome"}
    answer = client.post(path, {"do": "topics", "email": [*(shown - {"aftercare"}), "greetings"]})
    assert (answer.status_code, answer["Location"]) == (302, f"{path}?saved=1")
    assert set(Preference.objects.values_list("topic", "wanted")) == {("aftercare", False), ("greetings", True)}


def test_preferences_switch_everything_off(client: Client) -> None:
    person = patient()
    client.post(_preferences(person.pk), {"do": "everything-off", "email": ["appointments"]})
    off = {(topic, channel, False) for topic in Topic.values for channel in ("email", "sms")}
    assert set(Preference.objects.values_list("topic", "channel", "wanted")) == off


def test_a_subscriber_sees_the_newsletter_and_nothing_of_the_patient(client: Client) -> None:
    known = patient("same@example.org")
    person = subscriber("same@example.org")
    client.post(_preferences(known.pk), {"do": "everything-off"})
    client.post(_preferences(person.pk), {"do": "topics", "email": ["newsletter"]})
    page = client.get(_preferences(person.pk)).content.decode()
    assert re.findall(r'type="checkbox" name="(?:email|sms)" value="([a-z-]+)"', page) == ["newsletter"]


def test_preferences_need_the_csrf_token(mail_program: Client) -> None:
    person = patient()
    assert mail_program.post(_preferences(person.pk), {"do": "everything-off"}).status_code == 403
    assert Preference.objects.count() == 0


# --- subscribing -------------------------------------------------------------------------------------------


def test_the_confirmation_link_says_how_it_stands_now(client: Client) -> None:
    opt_in = _asked()
    path = f"/subscribe/confirm/{bound_links.confirm_token(opt_in.pk)}/"
    assert "You are subscribed" in client.post(path).content.decode()
    client.post(_u(opt_in.person_id, "newsletter"), ONE_CLICK)
    for answer in (client.get(path), client.post(path)):
        page = answer.content.decode()
        assert ("You are unsubscribed" in page, "You are subscribed" in page) == (True, False)


def test_a_box_left_ticked_at_a_patients_address_is_a_yes_from_the_mailbox(client: Client) -> None:
    patient("ana@example.org")
    opt_in = opt_ins.ask(
        by=DESK, now=datetime.now(UTC), name="Ana", email="ana@example.org", language="en", form="f",
        text_version="t", mode="single",
    )  # fmt: skip
    assert opt_in is not None
    client.post(_preferences(opt_in.person_id), {"do": "topics", "email": ["newsletter"]})
    assert Preference.objects.latest("recorded_at").via == "preference-page"


def test_confirmation_link_confirms_for_the_address_that_it_was_mailed_to_alone(client: Client) -> None:
    """Somebody corrected the address meanwhile: whoever reads the old one has no say about the new."""
    opt_in = _asked()
    path = f"/subscribe/confirm/{bound_links.confirm_token(opt_in.pk)}/"
    update_person(by=DESK, now=datetime.now(UTC), person_id=opt_in.person_id, email="right@example.org")
    assert {client.get(path).status_code, client.post(path).status_code} == {404}
    opt_in.refresh_from_db()
    assert (opt_in.confirmed_at, Preference.objects.count()) == (None, 0)
    assert client.post(f"/subscribe/confirm/{bound_links.confirm_token(opt_in.pk)}/").status_code == 200


def test_a_confirmation_link_older_than_30_days_says_so(client: Client) -> None:
    opt_in = opt_ins.ask(
        by=DESK, now=datetime.now(UTC) - timedelta(days=31), name="A", email="a@example.org", language="en",
        form="f", text_version="t",
    )  # fmt: skip
    assert opt_in is not None
    assert client.post(f"/subscribe/confirm/{bound_links.confirm_token(opt_in.pk)}/").status_code == 410


# --- language, security, form ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "language", "heading"),
    [
        ("en-US,en;q=0.9", "en", "Our newsletter"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-hant", "我們的電子報"),
        ("zh-Hant-HK", "zh-hant", "我們的電子報"),
        ("zh-CN,zh;q=0.9", "zh-hans", "我们的电子简报"),
        ("fr-FR", "en", "Our newsletter"),
    ],
)
def test_the_language_follows_the_browser(client: Client, accept: str, language: str, heading: str) -> None:
    answer = client.get("/subscribe/", headers={"Accept-Language": accept})
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.content.decode()
    assert f"<h1>{heading}</h1>" in answer.content.decode()


def test_the_switch_speaks_louder_than_the_browser_and_sets_no_cookie(client: Client) -> None:
    path = _u(patient().pk, "offers")
    answer = client.get(path, {"lang": "zh-hans"}, headers={"Accept-Language": "en"})
    assert answer["Content-Language"] == "zh-hans"
    assert answer.cookies.keys() == set()
    assert [f'href="{path}?lang={code}"' in answer.content.decode() for code, _ in settings.LANGUAGES] == [True] * 3


def test_pages_name_the_clinic_in_their_language(client: Client) -> None:
    Organisation.objects.create(
        name="Maple", name_zh_hant="楓街診所", postal_address="12 Maple Street", time_zone="UTC"
    )
    assert "楓街診所 · 12 Maple Street" in client.get("/privacy/", {"lang": "zh-hant"}).content.decode()
    assert "Maple · 12 Maple Street" in client.get("/privacy/", {"lang": "zh-hans"}).content.decode()


def test_pages_are_under_a_strict_policy_and_obey_it(client: Client) -> None:
    answer = client.get(_preferences(patient().pk))
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert re.findall(r"<script|<style|\bstyle=|\bon\w+=|https?://", page) == []


class _Outline(HTMLParser):
    """What a screen reader hangs on to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.inputs: list[str] = []
        self.headings: list[str] = []
        self.landmarks: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids += [told["id"]] if told.get("id") else []  # type: ignore[list-item]
        if tag == "label":
            self.labels.append(told.get("for") or "")
        if tag == "input" and told.get("type") != "hidden":
            self.inputs.append(told.get("id") or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag in {"main", "header", "footer", "nav"}:
            self.landmarks.append(tag)


@pytest.mark.parametrize("page", ["/subscribe/", "/privacy/", "preferences", "unsubscribe"])
def test_pages_have_one_heading_labels_and_landmarks(client: Client, page: str) -> None:
    person = patient()
    path = {"preferences": _preferences(person.pk), "unsubscribe": _u(person.pk, "offers")}.get(page, page)
    outline = _Outline(client.get(path).content.decode())
    assert outline.headings[0] == "h1"
    assert outline.headings.count("h1") == 1
    assert set(outline.headings) <= {"h1", "h2"}
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.labels == outline.inputs
    assert outline.landmarks == ["header", "nav", "main", "footer"]

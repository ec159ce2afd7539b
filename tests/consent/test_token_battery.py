"""Every way to bend a link: each is refused, on each page, and leaves nothing behind."""

import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from audit.models import AuditEvent
from campaigns.enums import LinkPurpose
from clinic.models import Notice
from consent import bound_links, links
from consent.enums import Topic
from consent.models import OptIn, Preference
from consent.operations import opt_ins
from consent.queries import topics_of
from tests.consent.people import DESK, TODAY, patient
from tests.laws.pages import purpose_of
from tests.public_pages.scene import NO_PAGES, PAGES, Scene, furnished

LETTERS = string.ascii_letters + string.digits + "-_"
PURPOSES = sorted(
    [
        *(value for name, value in vars(links).items() if name.isupper() and name[0] != "_" and isinstance(value, str)),
        *LinkPurpose.values,
    ]
)
ONE = UUID(int=2**127 + 1)


def _opens(purpose: str, token: str) -> bool:
    try:
        links.opened(purpose, token)
    except links.BadToken:
        return False
    return True


# --- without a page ----------------------------------------------------------------------------------------


def test_purposes_are_those_that_we_think_of() -> None:
    assert {"confirm", "preferences", "unsubscribe"} <= set(PURPOSES)


@pytest.mark.parametrize("topic", ["", "all", "offers", "newsletter"])  # lengths that end a base64 group differently
def test_any_one_letter_changed_added_or_left_out_is_refused(topic: str) -> None:
    token = links.sign(links.UNSUBSCRIBE, ONE, topic)
    changed = {
        token[:place] + letter + token[place + 1 :]
        for place in range(len(token))
        for letter in LETTERS
        if letter != token[place]
    }
    longer = {f"{token}{letter}" for letter in f"{LETTERS}="} | {f"{letter}{token}" for letter in LETTERS}
    shorter = {token[:length] for length in range(len(token))} | {token[start:] for start in range(1, len(token))}
    assert [bent for bent in changed | longer | shorter if _opens(links.UNSUBSCRIBE, bent)] == []
    assert _opens(links.UNSUBSCRIBE, token)


@pytest.mark.parametrize("made_for", PURPOSES)
def test_token_of_one_purpose_opens_that_purpose_alone(made_for: str) -> None:
    token = links.sign(made_for, ONE)
    assert [purpose for purpose in PURPOSES if _opens(purpose, token)] == [made_for]


# --- on the pages ------------------------------------------------------------------------------------------


def link_pages() -> list[str]:
    """Every page of ours behind a token."""
    return [name for name, pattern in _patterns() if pattern.pattern.converters.keys() == {"token"}]


def _patterns(resolver: URLResolver | None = None, names: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, f"{names}{pattern.namespace}:" if pattern.namespace else names)
        else:
            yield f"{names}{pattern.name}", pattern


def _lines_and_rows() -> tuple[int, ...]:
    """Refusals are in the book, and nothing else is new."""
    granted = AuditEvent.objects.exclude(outcome="denied")
    return granted.count(), Preference.objects.count(), OptIn.objects.count(), Notice.objects.count()


def _genuine(scene: Scene) -> dict[str, str]:
    """View → the token that opens it, of every page behind one."""
    met = [resolve(address(scene)) for address in PAGES.values()]
    return {match.view_name: match.kwargs["token"] for match in met if "token" in match.kwargs}


@pytest.mark.django_db
def test_page_takes_no_token_that_says_the_same_for_another_page() -> None:
    """The same id, topic and binding as the page's own token, under the key of another purpose."""
    tokens = _genuine(furnished())
    assert {name.split(":")[-1] for name in set(link_pages()) - tokens.keys()} <= NO_PAGES
    before = _lines_and_rows()
    strangers = (Client(REMOTE_ADDR=f"203.0.{n // 250}.{n % 250}") for n in count(1))  # no limit is met
    for view, token in tokens.items():
        said = links.opened(purpose_of(view), token)
        for other in sorted(set(PURPOSES) - {purpose_of(view)}):
            path = reverse(view, args=[links.sign(other, said.id, said.topic, bound=said.bound)])
            assert (view, other, next(strangers).get(path).status_code) == (view, other, 404)
            posted = (next(strangers).post(path), next(strangers).post(path, {"everything": "off"}))
            assert {answer.status_code for answer in posted} <= {404, 405}  # 405: a page to read alone
    assert _lines_and_rows() == before
    assert {next(strangers).get(reverse(view, args=[token])).status_code for view, token in tokens.items()} == {200}


def _asked(days_ago: int = 0) -> OptIn:
    opt_in = opt_ins.ask(
        by=DESK, now=datetime.now(UTC) - timedelta(days=days_ago), name="Ana", email="ana@example.org", language="en",
        form="f", text_version="t",
    )  # fmt: skip
    assert opt_in is not None
    return opt_in


def _confirm(opt_in: OptIn) -> str:
    return f"/subscribe/confirm/{bound_links.confirm_token(opt_in.pk)}/"


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "status", "is_confirmed"), [(29, 200, True), (31, 410, False)])
def test_confirmation_expires(client: Client, days: int, status: int, is_confirmed: bool) -> None:
    opt_in = _asked(days)
    assert client.post(_confirm(opt_in)).status_code == status
    opt_in.refresh_from_db()
    assert (opt_in.confirmed_at is not None) == is_confirmed


@pytest.mark.django_db
def test_confirmation_replayed_after_leaving_subscribes_nobody(client: Client) -> None:
    opt_in = _asked()
    client.post(_confirm(opt_in))
    client.post(f"/u/{links.sign(links.UNSUBSCRIBE, opt_in.person_id, 'newsletter')}/")
    before = _lines_and_rows()
    for _ in range(3):
        client.post(_confirm(opt_in))
    looks = AuditEvent.objects.filter(word="reveal", actor_id=str(opt_in.person_id)).count()
    assert _lines_and_rows() == (before[0] + 3, *before[1:])
    assert looks == 4
    assert topics_of(opt_in.person_id, today=TODAY) == {Topic.NEWSLETTER: False}


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 30, 399])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        ("", "application/x-www-form-urlencoded"),
        ("", ""),
        ("<rubbish", "application/json"),
    ],
)
def test_one_click_from_a_bare_client_on_any_day(days: int, body: str, content_type: str) -> None:
    """No cookie, no token, no referrer; from another origin: 200, no cookie, no way round by a redirect."""
    person = patient()
    path = f"/u/{links.sign(links.UNSUBSCRIBE, person.pk, 'newsletter')}/"
    bare = Client(enforce_csrf_checks=True, headers={"Origin": "https://mail.example"})
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
        looked = [bare.get(path), bare.head(path)] * 3
        assert ({answer.status_code for answer in looked}, Preference.objects.count()) == ({200}, 0)
        answer = bare.generic("POST", path, body, content_type=content_type)
    assert (answer.status_code, answer.cookies.keys(), "Location" in answer.headers) == (200, set(), False)
    assert not topics_of(person.pk, today=TODAY)[Topic.NEWSLETTER]


# --- forms of other sites ----------------------------------------------------------------------------------


def test_one_click_and_the_vendors_signed_reports_alone_are_exempt_from_csrf_checks() -> None:
    exempt = {name for name, pattern in _patterns() if getattr(pattern.callback, "csrf_exempt", False)}
    ours = {name for name in exempt if not name.startswith("anymail:")}
    assert ours == {
        "consent:unsubscribe",
        *("campaigns:sns", "campaigns:twilio-inbound", "campaigns:twilio-status"),
    }
    assert all(name.endswith("_webhook") for name in exempt - ours)


OURS = sorted(name for name, _ in _patterns() if name.startswith("consent:") and name != "consent:unsubscribe")


@pytest.mark.django_db
@pytest.mark.parametrize("view", OURS)
def test_public_page_takes_no_form_of_another_site(view: str) -> None:
    path = reverse(view, kwargs=dict.fromkeys(dict(_patterns())[view].pattern.converters, "1"))
    answer = Client(enforce_csrf_checks=True).post(path, {"name": "A", "email": "a@example.org"})
    assert answer.status_code == 403

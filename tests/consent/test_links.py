"""Tokens in mails: genuine for one page, opaque, for ever."""

import base64
from uuid import UUID

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_script_prefix, reverse, set_script_prefix
from pytest_django import Settings

from consent import links
from consent.links import CONFIRM, PREFERENCES, UNSUBSCRIBE, BadToken, Opened, opened, sign

ONE, OTHER = UUID(int=2**127 + 1), UUID(int=2**126 + 2)


@pytest.fixture(autouse=True)
def _keys(settings: Settings) -> None:
    settings.LINK_KEYS = ["first-key"]
    settings.PUBLIC_URL = "https://clinic.example"


def test_a_token_says_who_and_what() -> None:
    assert opened(UNSUBSCRIBE, sign(UNSUBSCRIBE, ONE, "offers")) == Opened(ONE, "offers")
    assert opened(PREFERENCES, sign(PREFERENCES, ONE)) == Opened(ONE, "")


def test_a_bound_token_says_to_what_and_the_same_page_tells_it_from_a_free_one() -> None:
    token = sign(UNSUBSCRIBE, ONE, "offers", bound=b"12345678")
    assert opened(UNSUBSCRIBE, token) == Opened(ONE, "offers", b"12345678")
    with pytest.raises(ValueError, match="8 bytes"):
        sign(UNSUBSCRIBE, ONE, bound=b"1")


def test_a_token_opens_no_other_page() -> None:
    for made_for, shown_to in [(PREFERENCES, CONFIRM), (UNSUBSCRIBE, PREFERENCES), (CONFIRM, UNSUBSCRIBE)]:
        with pytest.raises(BadToken):
            opened(shown_to, sign(made_for, ONE))


def test_a_token_changed_in_any_byte_is_bad() -> None:
    raw = base64.urlsafe_b64decode(sign(UNSUBSCRIBE, ONE, "offers") + "==")
    bad = []
    for place in range(len(raw)):
        changed = bytes([*raw[:place], raw[place] ^ 1, *raw[place + 1 :]])
        try:
            opened(UNSUBSCRIBE, base64.urlsafe_b64encode(changed).rstrip(b"=").decode())
        except BadToken:
            bad.append(place)
    assert bad == list(range(len(raw)))


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 500, "=" * 8, "../../etc", "AQ", "AQ=="])
def test_rubbish_is_bad_and_not_repeated(token: str) -> None:
    with pytest.raises(BadToken) as caught:
        opened(UNSUBSCRIBE, token)
    assert len(token) < 3 or token not in str(caught.value)


def test_an_old_key_still_opens_until_it_leaves_the_ring(settings: Settings) -> None:
    token = sign(UNSUBSCRIBE, ONE, "offers")
    settings.LINK_KEYS = ["second-key", "first-key"]
    assert opened(UNSUBSCRIBE, token) == Opened(ONE, "offers")
    assert sign(UNSUBSCRIBE, ONE, "offers") != token
    settings.LINK_KEYS = ["second-key"]
    with pytest.raises(BadToken):
        opened(UNSUBSCRIBE, token)


def test_a_link_still_works_on_day_399() -> None:
    with time_machine.travel("2026-01-01T12:00:00Z"):
        token = sign(UNSUBSCRIBE, ONE, "offers")
    with time_machine.travel("2027-02-04T12:00:00Z"):
        assert opened(UNSUBSCRIBE, token) == Opened(ONE, "offers")


def test_urls_are_absolute_and_may_name_a_language() -> None:
    there = f"https://clinic.example/u/{sign(UNSUBSCRIBE, ONE, 'offers')}/"
    assert links.unsubscribe_url(ONE, "offers", "zh-hant") == f"{there}?lang=zh-hant"
    assert links.unsubscribe_url(ONE, "offers") == f"https://clinic.example/u/{sign(UNSUBSCRIBE, ONE, 'offers')}/"


def test_an_unknown_topic_gets_no_link() -> None:
    with pytest.raises(ValueError, match="weather"):
        links.unsubscribe_url(ONE, "weather")


def test_without_keys_there_are_no_links(settings: Settings) -> None:
    settings.LINK_KEYS = []
    with pytest.raises(ImproperlyConfigured):
        sign(UNSUBSCRIBE, ONE)


@pytest.mark.parametrize("language", [None, "zh-hans"])
def test_a_pen_writes_what_is_signed_alone(language: str | None) -> None:
    pen = links.Pens().of("consent:unsubscribe", UNSUBSCRIBE, language)
    for id_, topic, bound in ((ONE, "offers", b""), (OTHER, "", b"8 bytes!"), (ONE, "", b"")):
        token = sign(UNSUBSCRIBE, id_, topic, bound=bound)
        assert pen.write(id_, topic, bound=bound) == links.absolute("consent:unsubscribe", token, language)
    with pytest.raises(ValueError, match="8 bytes"):
        pen.write(ONE, bound=b"short")


def test_a_link_is_where_its_page_is_and_says_the_language() -> None:
    token = sign(UNSUBSCRIBE, ONE, "offers")
    for view in ("consent:unsubscribe", "consent:signed-copy", "consent:preferences"):
        assert links.absolute(view, token, None) == f"https://clinic.example{reverse(view, args=[token])}"
    assert links.absolute("consent:unsubscribe", token, "zh-hant").endswith(f"/u/{token}/?lang=zh-hant")


def test_a_link_follows_the_prefix_that_the_site_is_served_under() -> None:
    token = sign(UNSUBSCRIBE, ONE, "offers")
    before = get_script_prefix()
    set_script_prefix("/clinic/")
    try:
        assert links.absolute("consent:unsubscribe", token, None) == f"https://clinic.example/clinic/u/{token}/"
    finally:
        set_script_prefix(before)
    assert links.absolute("consent:unsubscribe", token, None) == f"https://clinic.example/u/{token}/"

"""One person's way through the pages in a real browser, without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from pytest_django import Settings

from consent import links
from consent.models import OptIn, Preference
from tests.browser import chromium, needs_chromium, served_site
from tests.conftest import CommittingDatabase

pytestmark = needs_chromium


@pytest.fixture
def address(committing_db: CommittingDatabase, settings: Settings) -> Iterator[str]:
    with served_site() as address:
        settings.PUBLIC_URL = address
        settings.CSRF_TRUSTED_ORIGINS = [address]
        yield address


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with chromium() as browser:
        context = browser.new_context(java_script_enabled=False, locale="en-US", viewport={"width": 360, "height": 740})
        context.set_default_timeout(10_000)
        yield context.new_page()


def test_subscribe_confirm_choose_and_leave_on_pages_that_fit(page: Page, address: str) -> None:
    page.goto(f"{address}/subscribe/")
    page.get_by_role("button", name="Subscribe").click()
    assert page.get_by_text("Please write your e-mail address.").is_visible()
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_role("button", name="Subscribe").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Please look into your mailbox"
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))

    opt_in = OptIn.objects.get()
    page.goto(links.confirm_url(opt_in.pk, "zh-hant"))
    page.get_by_role("button", name="好，請寄電子報給我").click()
    assert page.get_by_role("status").inner_text() == "您已訂閱我們的電子報。"

    page.get_by_role("link", name="選擇您想收到的內容").click()
    assert page.get_by_label("電子報").is_checked()
    page.get_by_role("link", name="English").click()
    page.get_by_label("Newsletter").uncheck()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("status").inner_text() == "Saved."
    assert not page.get_by_label("Newsletter").is_checked()

    page.goto(links.unsubscribe_url(opt_in.person_id, "newsletter"))
    page.get_by_role("button", name="Unsubscribe", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "You are unsubscribed"
    page.get_by_role("button", name="Unsubscribe from everything").click()
    assert Preference.objects.filter(person=opt_in.person_id, topic="all", wanted=False).count() == 1

    _fit(page, address)
    assert refused == []


def _fit(page: Page, address: str) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        for path in ("/subscribe/?lang=en", "/privacy/?lang=zh-hans"):
            page.goto(address + path)
            assert page.locator("html").evaluate("html => html.scrollWidth") <= width

"""Somebody signs on their phone, in a real browser without JavaScript."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page
from pytest_django import Settings

from consent import bound_links
from consent.models import Authorization
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.conftest import CommittingDatabase
from tests.consent.people import patient
from tests.consent.signing.scenes import LANGUAGES, asked, clerk, published
from tests.public_pages import test_every_page

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
        yield new_page(browser, java_script_enabled=False, locale="en-US", viewport={"width": 360, "height": 740})


def test_read_sign_and_save_the_copy_on_a_phone(page: Page) -> None:
    published()
    made = asked(patient().pk, now=datetime.now(UTC))
    page.goto(bound_links.authorize_url(made.request.pk))
    page.get_by_label("Year of birth of the patient").fill("1979")
    press(page, page.get_by_role("button", name="Continue"))
    assert page.get_by_text("This is not the year that we know.").is_visible()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.get_by_label("Year of birth of the patient").fill("1980")
    press(page, page.get_by_role("button", name="Continue"))
    assert page.get_by_role("heading", level=1).inner_text() == "May we write to you?"

    press(page, page.get_by_role("link", name="繁體中文"))
    assert page.get_by_role("heading", level=1).inner_text() == "我們可以寫信給您嗎？"
    assert page.locator("html").evaluate("html => html.scrollWidth") <= 360
    page.get_by_label("您的全名").fill("李小明")
    page.get_by_role("checkbox", name="我已讀過上面的表單").check()
    press(page, page.get_by_role("button", name="簽署"))

    assert page.get_by_role("heading", level=1).inner_text() == "您已完成簽署"
    with page.expect_download() as saved:
        page.get_by_role("button", name="儲存副本（PDF）").click()
    assert saved.value.suggested_filename == "copy.pdf"
    assert saved.value.path().read_bytes()[:5] == b"%PDF-"
    paper = Authorization.objects.select_related("form").get()
    assert (paper.state, paper.form.language) == ("active", "zh-hant")
    assert refused == []


def test_pages_behind_the_question_and_the_code_shut_nobody_out(address: str) -> None:
    published()
    published("marketing-sms")
    person, by, now = patient(), clerk(), datetime.now(UTC)
    made = asked(person.pk, by=by, now=now)
    faults: list[str] = []
    with chromium() as browser:
        page = new_page(browser)
        for language in LANGUAGES:
            page.goto(bound_links.authorize_url(made.request.pk, language))
            if page.locator("[name=birth_year]").count():
                page.fill("[name=birth_year]", "1980")
                press(page, "main button")
            faults += test_every_page._on_the_page(page, f"form in {language}", language)
            page.click("summary")
            page.check("[name=represents]")
            press(page, "#sign button")
            faults += test_every_page._on_the_page(page, f"what is missing in {language}", language)
        code = asked(person.pk, by=by, now=now, kind="marketing-sms", way="tablet").code
        page.goto(f"{address}/tablet/?lang=zh-hans")
        page.fill("[name=code]", code)
        press(page, "main button")
        faults += test_every_page._on_the_page(page, "tablet", "zh-hans")
        _sign(page, "[name=copy][value=printed]")
        faults += test_every_page._on_the_page(page, "thanks", "zh-hans")
        page.goto(bound_links.authorize_url(made.request.pk, "zh-hant"))
        _sign(page)
        faults += test_every_page._on_the_page(page, "copy", "zh-hant")
    assert faults == []


def _sign(page: Page, *ticks: str) -> None:
    page.fill("[name=signature]", "李小明")
    for tick in (*ticks, "[name=agreed]"):
        page.check(tick)
    press(page, "#sign button")

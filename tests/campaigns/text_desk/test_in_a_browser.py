"""A marketer writes a text with a word that the guard finds, asks to keep it, and somebody else publishes it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from campaigns.models import TemplateVersion
from clinic.enums import Role
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.campaigns.scenes import open_clinic
from tests.desk_people import staff
from tests.looked_at import faults_on, sign_in_by_hand
from tests.staff_sign_in import enrolled

PASSWORD = "maple street 2026"
pytestmark = needs_chromium


@pytest.fixture
def site(committing_db: object, settings: Any) -> Iterator[tuple[str, Browser]]:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    with served_site() as address, chromium() as browser:
        yield address, browser


def test_text_from_draft_to_published(site: tuple[str, Browser]) -> None:
    address, browser = site
    author = enrolled(staff(Role.MARKETER, password=PASSWORD, username="mina"))
    other = enrolled(staff(Role.ADMINISTRATOR, password=PASSWORD, username="olga"))
    page = new_page(browser)
    sign_in_by_hand(page, address, author, PASSWORD)
    press(page, "nav >> text=Texts")
    faults = [*faults_on(page, "texts")]
    press(page, "tr:has-text('Welcome') >> button:has-text('Write')")

    # What is typed and inserted is shown without being saved.
    page.fill("#id_body", "Our flu clinic is open to everybody.")
    page.click("[aria-label^='Insert Address card']")
    wide = page.frame_locator("iframe[name=look-wide]")
    wide.locator("blockquote >> text=Maple Street Clinic").wait_for()
    page.frame_locator("iframe[name=look-text]").locator("text=Our flu clinic is open").wait_for()
    press(page, "button:has-text('Save and look at it')")
    page.wait_for_selector("text=Must be mended")
    page.wait_for_selector("summary:has-text('What changed since version 1')")
    for name, words in (("wide", "Sent to you by"), ("narrow", "Sent to you by"), ("text", "My choices")):
        page.frame_locator(f"iframe[name=look-{name}]").locator(f"text={words}").wait_for()
    faults += faults_on(page, "text-draft")

    page.click("summary:has-text('Keep it, with a reason')")
    page.fill("[name=reason]", "It is open to everybody")
    press(page, "button:has-text('Ask for an exception')")
    page.wait_for_selector("text=Asked, waits for an answer")

    reader = new_page(browser)
    sign_in_by_hand(reader, address, other, PASSWORD)
    press(reader, "text=Words to let pass?")
    faults += faults_on(reader, "text-exceptions")
    press(reader, "button:has-text('Let it pass')")
    press(reader, "table >> text=Welcome")
    reader.wait_for_selector("text=Let pass by a second person")
    press(reader, "button:has-text('Publish')")
    reader.wait_for_selector("text=From now on this text is sent")
    faults += faults_on(reader, "text-published")

    assert faults == []
    assert TemplateVersion.objects.filter(published_at__isnull=False, body__contains="flu clinic").exists()

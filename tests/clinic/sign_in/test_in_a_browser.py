"""A new member of staff, in a browser: password, a picture to scan, a code, ten codes to print, the desk."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from clinic.models import RecoveryCode
from clinic.sign_in import authenticators
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.desk_people import house, staff
from tests.staff_sign_in import set_up_code

PASSWORD = "maple street 2026"
pytestmark = needs_chromium


@pytest.fixture
def page(committing_db: object) -> Iterator[Page]:
    with served_site() as address, chromium() as browser:
        yield new_page(browser, viewport={"width": 390, "height": 800}, base_url=address)


def test_enrolment_then_the_next_sign_in_with_a_recovery_code(page: Page) -> None:
    house()
    handed = set_up_code(staff(username="ivy", password=PASSWORD))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto("/admin/desk/today/")
    _give_password(page)
    page.get_by_label("Set-up code: twelve digits").fill(handed)
    press(page, "text=Go on")
    picture = page.locator(".sign-in-picture svg")
    assert picture.evaluate("svg => svg.viewBox.baseVal.width > 30 && svg.getBoundingClientRect().width") == 220
    key = authenticators.from_text(page.inner_text(".sign-in-key").replace(" ", ""))
    page.get_by_label("The six digits that your app shows").fill(authenticators.code_at(key, datetime.now(UTC)))
    press(page, "text=Set up >> nth=-1")
    codes = page.locator(".sign-in-codes code").all_inner_texts()
    assert (len(codes), page.evaluate("document.documentElement.scrollWidth")) == (10, 390)
    press(page, "text=I have them: go on")
    assert page.url.endswith("/admin/desk/today/")

    press(page, "text=Sign out")
    assert "You are signed out" in page.inner_text("main")
    _give_password(page)
    page.get_by_label("Code from your app, or a recovery code").fill(codes[3])
    press(page, "text=Go on")
    assert re.search(r"/admin/$", page.url)
    assert (RecoveryCode.objects.filter(used_at=None).count(), complaints) == (9, [])


def _give_password(page: Page) -> None:
    page.get_by_label("User name").fill("ivy")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "button:has-text('Sign in')")

"""The page of what nobody knows of, as staff meet it: found from the desk, ticked, settled.

With REVISIT_SCREENSHOTS=folder it is kept as pictures, to be looked at.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from campaigns.models import Message
from clinic.models import Staff
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.campaigns.scenes import intent, open_clinic, patient, plan
from tests.campaigns.unknown.lost import lose, lost_reminder
from tests.desk_people import staff
from tests.staff_sign_in import code, enrolled

PASSWORD = "maple street 2026"
pytestmark = needs_chromium
_BAD = {"serious", "critical"}


@pytest.fixture
def site(committing_db: object) -> Iterator[tuple[str, Browser]]:
    with served_site() as address, chromium() as browser:
        yield address, browser


def _lost() -> None:
    open_clinic()
    for _ in range(3):
        lost_reminder()
    plan(intent(patient()))
    lose(Message.objects.get(origin_slug="welcome").pk)
    Message.objects.update(expires_at=datetime.now(UTC) + timedelta(hours=5))
    text = Message.objects.filter(origin_slug="appointment-reminder").latest("id")
    Message.objects.filter(pk=text.pk).update(channel="sms", resends=1)


def _faults(page: Page, name: str) -> Iterator[str]:
    page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")
    yield from (f"{name}: {one['id']} {one['nodes'][0]['html'][:150]}" for one in found if one["impact"] in _BAD)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{name}: wider than {width}"
        if folder := os.environ.get("REVISIT_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"unknown-{name}-{width}.png", full_page=True)


def _signs_in(page: Page, address: str, member: Staff) -> None:
    page.goto(f"{address}/admin/")
    page.fill("#id_username", member.username)
    page.fill("#id_password", PASSWORD)
    press(page, "button:has-text('Sign in')")
    page.fill("#id_code", code(member))
    press(page, "button:has-text('Go on')")


def test_staff_find_it_on_the_desk_and_settle_a_group(site: tuple[str, Browser]) -> None:
    address, browser = site
    ivy = enrolled(staff(password=PASSWORD, username="ivy"))
    _lost()
    page = new_page(browser, viewport={"width": 1280, "height": 800})
    _signs_in(page, address, ivy)
    press(page, "a:has-text('Arrived or not?')")
    assert list(_faults(page, "open")) == []
    group = page.locator("form", has_text="All 3 of this group")
    group.get_by_label("All 3 of this group").check()
    group.get_by_label("How do you know?").select_option("service-log")
    press(page, group.get_by_role("button", name="It arrived"))
    page.wait_for_selector("text=3 messages settled: arrived.")
    page.click("text=How it was found out before")
    assert list(_faults(page, "done")) == []
    page.goto(f"{address}/admin/desk/unknown-messages/")
    page.locator("input[name=message]").check()
    page.get_by_label("How do you know?").select_option("patient")
    press(page, page.get_by_role("button", name="It did not arrive"))
    page.wait_for_selector("text=we know what became of it")
    assert list(_faults(page, "empty")) == []
    page.goto(f"{address}/admin/campaigns/message/{Message.objects.latest('id').pk}/change/")
    assert list(_faults(page, "message")) == []

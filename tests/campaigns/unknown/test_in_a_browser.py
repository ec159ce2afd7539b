"""The page of what nobody knows of, as staff meet it: found from the desk, ticked, settled.

With REVISIT_SCREENSHOTS=folder it is kept as pictures, to be looked at.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser

from campaigns.models import Message
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.campaigns.scenes import intent, open_clinic, patient, plan
from tests.campaigns.unknown.lost import lose, lost_reminder
from tests.desk_people import staff
from tests.looked_at import faults_on, sign_in_by_hand
from tests.staff_sign_in import enrolled

PASSWORD = "maple street 2026"
pytestmark = needs_chromium


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


def test_staff_find_it_on_the_desk_and_settle_a_group(site: tuple[str, Browser]) -> None:
    address, browser = site
    ivy = enrolled(staff(password=PASSWORD, username="ivy"))
    _lost()
    page = new_page(browser, viewport={"width": 1280, "height": 800})
    sign_in_by_hand(page, address, ivy, PASSWORD)
    press(page, "a:has-text('Arrived or not?')")
    assert list(faults_on(page, "unknown-open")) == []
    group = page.locator("form", has_text="All 3 of this group")
    group.get_by_label("All 3 of this group").check()
    group.get_by_label("How do you know?").select_option("service-log")
    press(page, group.get_by_role("button", name="It arrived"))
    page.wait_for_selector("text=3 messages settled: arrived.")
    page.click("text=How it was found out before")
    assert list(faults_on(page, "unknown-done")) == []
    page.goto(f"{address}/admin/desk/unknown-messages/")
    page.locator("input[name=message]").check()
    page.get_by_label("How do you know?").select_option("patient")
    press(page, page.get_by_role("button", name="It did not arrive"))
    page.wait_for_selector("text=we know what became of it")
    assert list(faults_on(page, "unknown-empty")) == []
    page.goto(f"{address}/admin/campaigns/message/{Message.objects.latest('id').pk}/change/")
    assert list(faults_on(page, "unknown-message")) == []

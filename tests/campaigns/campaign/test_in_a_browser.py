"""A marketer writes a campaign down, another approves it, it is sent and paused: in Chromium, at two widths.

With REVISIT_SCREENSHOTS=folder the pages are kept as pictures, to be looked at.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from campaigns.enums import CampaignState
from campaigns.models import Campaign, Segment
from campaigns.operations import campaign_sending
from clinic.enums import Role
from clinic.models import Organisation, Staff
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.campaigns.campaign.scenes import mixed_people
from tests.campaigns.scenes import BY, open_clinic
from tests.desk_people import staff
from tests.looked_at import faults_on, sign_in_by_hand
from tests.staff_sign_in import enrolled

PASSWORD = "maple street 2026"
pytestmark = needs_chromium


@pytest.fixture
def site(committing_db: object, settings: Any) -> Iterator[tuple[str, Browser]]:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    Organisation.objects.update(quiet_from="00:00", quiet_until="00:00")
    with served_site() as address, chromium() as browser:
        yield address, browser


def _signed_in(browser: Browser, address: str, member: Staff) -> Page:
    page = new_page(browser)
    sign_in_by_hand(page, address, member, PASSWORD)
    return page


def _ten_tomorrow() -> datetime:
    return (datetime.now(ZoneInfo("America/Chicago")) + timedelta(days=1)).replace(hour=10)


def test_campaign_from_draft_to_pause(site: tuple[str, Browser]) -> None:
    address, browser = site
    mixed_people(may=19)
    Segment.objects.create(slug="everybody", name="Everybody", rules=[])
    author = enrolled(staff(Role.MARKETER, password=PASSWORD, username="mina"))
    other = enrolled(staff(Role.ADMINISTRATOR, password=PASSWORD, username="olga"))
    page = _signed_in(browser, address, author)
    press(page, "nav >> text=Campaigns")
    faults = [*faults_on(page, "campaign-empty")]
    press(page, "text=Write the first one")
    begins = datetime.now(ZoneInfo("America/Chicago")) - timedelta(minutes=1)
    page.fill("#id_name", "We have moved")
    page.fill("#id_slug", "we-moved")
    page.select_option("#id_template", "welcome")
    page.select_option("#id_segment", "everybody")
    page.fill("#id_starts_at", f"{begins:%Y-%m-%dT%H:%M}")
    page.fill("#id_ends_at", f"{begins + timedelta(days=3):%Y-%m-%dT%H:%M}")
    page.fill("#id_control_share", "20")
    faults += faults_on(page, "campaign-form")
    press(page, "button:has-text('Write it down')")
    press(page, "button:has-text('Ask now')")
    page.wait_for_selector("text=may be written to now")
    faults += faults_on(page, "campaign-draft")

    approver = _signed_in(browser, address, other)
    approver.goto(page.url.replace("reach/", ""))
    press(approver, "button:has-text('Approve')")
    approver.wait_for_selector("button:has-text('Schedule')")
    faults += faults_on(approver, "campaign-approved")
    press(approver, "button:has-text('Schedule')")
    approver.wait_for_selector("text=it begins at its time")
    campaign_sending.begin_due(timezone.now(), by=BY)
    page.goto(page.url.replace("reach/", ""))
    page.wait_for_selector("text=30 people in the audience")
    # The script shows what has happened since.
    campaign_sending.plan_some(Campaign.objects.get().pk, by=BY, now=_ten_tomorrow())
    page.wait_for_selector("text=Why not sent")
    faults += faults_on(page, "campaign-sending")
    press(page, "button:has-text('Pause')")
    page.wait_for_selector("button:has-text('Resume')")
    faults += faults_on(page, "campaign-paused")
    press(page, ".breadcrumbs >> text=Campaigns")
    faults += faults_on(page, "campaign-list")

    assert faults == []
    assert Campaign.objects.get().state == CampaignState.PAUSED

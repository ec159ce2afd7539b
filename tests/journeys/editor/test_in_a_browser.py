"""A journey manager's way from a built-in journey to their own, in Chromium, at two widths; axe finds nothing."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from clinic.enums import Role
from journeys.drafts import draft_of
from journeys.models import Journey
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.desk_people import signed_in, staff
from tests.journeys.small_clinic import open_clinic

pytestmark = needs_chromium
DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}


@pytest.fixture
def page(committing_db: object) -> Iterator[Page]:
    open_clinic()
    cookie = signed_in(staff(Role.MARKETER)).cookies[settings.SESSION_COOKIE_NAME].value
    with served_site() as address, chromium() as browser:
        page = new_page(browser, viewport=DESKTOP, base_url=address)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
        yield page


def test_manager_makes_a_journey_of_their_own(page: Page) -> None:
    page.goto(reverse("admin:journeys_journey_changelist"))
    press(page, page.get_by_role("link", name="Care after a procedure"))
    _is_for_everybody(page)
    press(page, page.get_by_role("link", name="Clone", exact=True))
    page.get_by_label("Name of the new one").fill("Care after fillings")
    press(page, page.get_by_role("button", name="Clone", exact=True))
    second = page.get_by_role("group", name="Step 2")
    second.get_by_label("Days", exact=True).fill("10")
    second.get_by_label("Leaves from", exact=True).fill("21:00")
    second.get_by_label("until", exact=True).fill("22:00")
    press(page, page.get_by_role("button", name="Save and publish"))
    assert "This step can never be reached" in page.locator(".journey-findings").inner_text()
    _is_for_everybody(page)
    second.get_by_label("Leaves from", exact=True).fill("10:00")
    second.get_by_label("until", exact=True).fill("17:00")
    press(page, page.get_by_role("button", name="Save and publish"))
    Journey.objects.filter(slug="post-op-care").update(is_active=False)
    press(page, page.get_by_role("button", name="Switch on"))
    _is_for_everybody(page)
    press(page, page.get_by_role("link", name="Version 1"))
    _is_for_everybody(page)
    made = Journey.objects.get(name="Care after fillings")
    assert (made.is_active, draft_of(made), made.versions.count()) == (True, None, 1)


def _is_for_everybody(page: Page) -> None:
    for size in (TELEPHONE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        assert [found["id"] for found in Axe().run(page).response["violations"]] == []

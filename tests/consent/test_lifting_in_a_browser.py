"""Mail to an address stopped, and its reader says that it works again: an administrator lifts that, and says why.

With REVISIT_SCREENSHOTS=folder the pages are kept as pictures, to be looked at.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from audit.blind import email_key
from clinic.enums import Role
from consent.models import Suppression
from consent.operations import suppressions
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.consent.people import DESK
from tests.desk_people import house, staff
from tests.staff_sign_in import code, enrolled

pytestmark = needs_chromium
_PASSWORD = "maple street 2026"
_BAD = {"serious", "critical"}
_LIST = "/admin/consent/suppression/"


@pytest.fixture
def site(committing_db: object) -> Iterator[tuple[str, Browser]]:
    with served_site() as address, chromium() as browser:
        yield address, browser


def _faults(page: Page, name: str) -> Iterator[str]:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        if folder := os.environ.get("REVISIT_SCREENSHOTS"):
            page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            yield f"{name} at {width}: wider than the screen"
        found = Axe().run(page).response["violations"]
        yield from (f"{name} at {width}: {one['id']}" for one in found if one["impact"] in _BAD)


def test_an_administrator_lifts_a_suppression_and_says_why(site: tuple[str, Browser]) -> None:
    address, browser = site
    house()
    member = enrolled(staff(Role.ADMINISTRATOR))
    member.set_password(_PASSWORD)
    member.save()
    now = datetime.now(UTC)
    told = {"by": DESK, "now": now, "since": now}
    suppressions.hold(**told, address_key=email_key("a@b.example") or b"", cause="complained", until=None)
    row = suppressions.hold(
        **told, address_key=email_key("c@d.example") or b"", cause="bounced", until=now + timedelta(days=14)
    )
    page = new_page(browser)
    page.goto(f"{address}/admin/")
    page.fill("#id_username", member.username)
    page.fill("#id_password", _PASSWORD)
    press(page, "button:has-text('Sign in')")
    page.fill("#id_code", code(member))
    press(page, "button:has-text('Go on')")
    page.goto(address + _LIST)
    faults = [*_faults(page, "suppressions")]
    page.goto(f"{address}{_LIST}{row.pk}/change/")
    faults += _faults(page, "suppression")
    press(page, "button:has-text('Lift, with a reason')")
    press(page, "button:has-text('Lift')")
    assert "Not lifted yet: say why." in page.inner_text("[role=alert]")
    faults += _faults(page, "lift-why")
    page.click("text=The person says that the mailbox works again")
    press(page, "button:has-text('Lift')")
    assert "1 lifted." in page.inner_text("body")
    row.refresh_from_db()
    assert (row.until is not None and row.until == row.lifted_at, faults) == (True, [])
    assert Suppression.objects.filter(until=None).count() == 1

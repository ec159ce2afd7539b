"""Mail to an address stopped, and its reader says that it works again: an administrator lifts that, and says why.

With REVISIT_SCREENSHOTS=folder the pages are kept as pictures, to be looked at.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser

from audit.blind import email_key
from clinic.enums import Role
from consent.models import Suppression
from consent.operations import suppressions
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.consent.people import DESK
from tests.desk_people import house, staff
from tests.looked_at import faults_on, sign_in_by_hand
from tests.staff_sign_in import enrolled

pytestmark = needs_chromium
_PASSWORD = "maple street 2026"
_LIST = "/admin/consent/suppression/"


@pytest.fixture
def site(committing_db: object) -> Iterator[tuple[str, Browser]]:
    with served_site() as address, chromium() as browser:
        yield address, browser


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
    sign_in_by_hand(page, address, member, _PASSWORD)
    page.goto(address + _LIST)
    faults = [*faults_on(page, "suppressions")]
    page.goto(f"{address}{_LIST}{row.pk}/change/")
    faults += faults_on(page, "suppression")
    press(page, "button:has-text('Lift, with a reason')")
    press(page, "button:has-text('Lift')")
    assert "Not lifted yet: say why." in page.inner_text("[role=alert]")
    faults += faults_on(page, "lift-why")
    page.click("text=The person says that the mailbox works again")
    press(page, "button:has-text('Lift')")
    assert "1 lifted." in page.inner_text("body")
    row.refresh_from_db()
    assert (row.until is not None and row.until == row.lifted_at, faults) == (True, [])
    assert Suppression.objects.filter(until=None).count() == 1

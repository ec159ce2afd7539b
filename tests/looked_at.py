"""Pages as staff meet them in a browser: signed in by hand, and looked at for what axe finds and what is too wide.

With REVISIT_SCREENSHOTS=folder they are kept as pictures, to be looked at.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from clinic.models import Staff
from tests.browser import press
from tests.staff_sign_in import code

WIDTHS = (390, 1280)
_BAD = {"serious", "critical"}


def sign_in_by_hand(page: Page, address: str, member: Staff, password: str) -> None:
    """`member` is enrolled."""
    page.goto(f"{address}/admin/")
    page.fill("#id_username", member.username)
    page.fill("#id_password", password)
    press(page, "button:has-text('Sign in')")
    page.fill("#id_code", code(member))
    press(page, "button:has-text('Go on')")


def faults_on(page: Page, name: str) -> Iterator[str]:
    """`name`: of the page, in faults and pictures. The page is left at the greater width."""
    page.evaluate(Axe().axe_script)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")
        bad = [one for one in found if one["impact"] in _BAD]
        yield from (f"{name} at {width}: {one['id']} {one['nodes'][0]['html'][:150]}" for one in bad)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{name}: wider than {width}"
        if folder := os.environ.get("REVISIT_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)

"""Pages of the desk for people who cannot see, point or tell colours apart: axe-core finds nothing serious.

One finding of axe is one rule broken on a page: contrast, a label, a landmark, a name of a control, and some hundred
others. At a desktop's width; where tables become lists on a telephone, at its width, too.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page

from audit.models import ReviewCase
from clinic.enums import Role
from clinic.models import Vendor
from tests.browser import chromium, needs_chromium, new_page, served_site
from tests.desk_people import signed_in
from tests.privacy_desk.full_house import FullHouse, fill

pytestmark = needs_chromium
DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
_BAD = {"serious", "critical"}
_RUN = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
_OFFICER = (
    "privacy-desk",
    "privacy-export",
    "privacy-exports",
    "privacy-evidence",
    "desk-revealed-by",
    "audit_reviewcase_changelist",
    "desk-asked-roles",
    "desk-emergencies",
    "desk-access-reviews",
    "desk-who-sees-what",
    "clinic_vendor_changelist",
    "clinic_trainingrecord_changelist",
    "clinic_riskassessment_add",
    "clinic_leakfinding_changelist",
    "sign-in-confirm",
)
_OTHERWISE_ON_A_TELEPHONE = {
    "/admin/",
    "/admin/desk/privacy/",
    "/admin/desk/privacy/exports/",
    "/admin/desk/today/",
    "/admin/desk/access/emergencies/",
    "/admin/audit/auditevent/?outcome=denied&role=front-desk",
}
_FRONT_DESK = ("index", "desk-today", "desk-look-up", "desk-register")


@pytest.fixture
def everybody(committing_db: object) -> FullHouse:
    return fill()


@pytest.fixture
def site(everybody: FullHouse) -> Iterator[tuple[str, Browser]]:
    with served_site() as address, chromium() as browser:
        yield address, browser


def test_no_page_of_the_desk_shuts_anybody_out(site: tuple[str, Browser], everybody: FullHouse) -> None:
    address, browser = site
    found: list[str] = []
    for role, paths in (
        (Role.PRIVACY_OFFICER, [*_named(_OFFICER), *_of_the_book(), *_about(everybody)]),
        (Role.FRONT_DESK, [*_named(_FRONT_DESK), _person(everybody)]),
    ):
        cookie = signed_in(everybody.staff[role]).cookies[settings.SESSION_COOKIE_NAME].value
        found += _findings(browser, address, paths, cookie)
    found += _findings(browser, address, [reverse("admin:login")], "")
    assert found == []


def _named(names: tuple[str, ...]) -> list[str]:
    return [reverse(f"admin:{name}") for name in names]


def _of_the_book() -> list[str]:
    book = reverse("admin:audit_auditevent_changelist")
    return [
        f"{book}?outcome=denied&role=front-desk",
        f"{book}?word=break-glass",
        f"{book}?person=x",
        f"{book}1/change/",
    ]


def _about(everybody: FullHouse) -> list[str]:
    case = ReviewCase.objects.latest("opened_at")
    return [
        reverse("admin:audit_reviewcase_change", args=[case.pk]),
        reverse("admin:desk-who-looked", args=[everybody.person.pk]),
        reverse("admin:clinic_vendor_change", args=[Vendor.objects.latest("id").pk]),
    ]


def _person(everybody: FullHouse) -> str:
    return reverse("admin:desk-person", args=[everybody.person.pk])


def _findings(browser: Browser, address: str, paths: list[str], cookie: str) -> Iterator[str]:
    page, axe = new_page(browser), Axe()
    if cookie:
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    for path in paths:
        answer = page.goto(f"{address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate(axe.axe_script)
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        yield from _said(page, path, "on a desktop")
        page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
        if path in _OTHERWISE_ON_A_TELEPHONE:
            yield from _said(page, path, "on a telephone")
        if page.evaluate("document.documentElement.scrollWidth") > TELEPHONE["width"]:
            yield f"{path} is wider than a telephone"
    page.context.close()


def _said(page: Page, path: str, where: str) -> Iterator[str]:
    for violation in page.evaluate(_RUN):
        if violation["impact"] in _BAD:
            yield f"{path} {where}: {violation['id']}: {violation['nodes'][0]['html'][:200]}"

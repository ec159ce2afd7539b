"""Every public page, in three languages, on a telephone and on a desktop: nobody is shut out, nothing is asked of
anybody else, the strict policy is obeyed, and no script is needed.

One finding of axe is one rule broken: contrast, a label, a landmark, a name of a control, and some hundred others.
With REVISIT_SCREENSHOTS=folder each page is also kept as a picture, to be looked at.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from consent.cookies import COOKIES
from consent.urls import urlpatterns
from tests.browser import chromium, needs_chromium, served_site
from tests.public_pages.scene import NO_PAGES, PAGES, Scene, furnished

LANGUAGES = [code for code, _ in settings.LANGUAGES]
WIDTHS = {"telephone": 360, "desktop": 1280}
_AXE = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
_BAD = {"serious", "critical"}
#: What a finger must hit: buttons, fields, and the row of a box or a dot to tick.
_TARGETS = "button, .button, .tick, .switch, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea"
_SMALL = "all => all.filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.outerHTML.slice(0, 90))"
_WATCH_POLICY = "addEventListener('securitypolicyviolation', event => console.error('policy: ' + event.blockedURI))"


def test_every_page_of_the_urls_stands_in_the_table() -> None:
    views = {str(pattern.name) for pattern in urlpatterns}
    assert views - NO_PAGES - {name.partition(" ")[0] for name in PAGES} == set()


@pytest.fixture
def site(committing_db: object) -> Iterator[tuple[str, Browser, Scene]]:
    scene = furnished()
    with served_site() as address, chromium() as browser:
        yield address, browser, scene


@needs_chromium
def test_no_page_shuts_anybody_out_or_asks_anybody_else(site: tuple[str, Browser, Scene]) -> None:
    address, browser, scene = site
    context = browser.new_context(locale="en-US")
    context.add_init_script(_WATCH_POLICY)
    faults = list(_faults(context, address, scene))
    set_cookies = {str(cookie["name"]) for cookie in context.cookies()}
    assert faults == []
    assert [name for name in set_cookies if not any(cookie.means(name) for cookie in COOKIES)] == []


def _faults(context: BrowserContext, address: str, scene: Scene) -> Iterator[str]:
    page, said, asked = context.new_page(), list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("request", lambda request: asked.append(request.url))
    for name, path_in in PAGES.items():
        for language in LANGUAGES:
            answer = page.goto(f"{address}{path_in(scene)}?lang={language}")
            where = f"{name} in {language}"
            if answer is None or answer.status != 200:
                yield f"{where}: {answer and answer.status}"
            yield from _on_the_page(page, where, language)
    yield from (f"asked {url}" for url in asked if not url.startswith(f"{address}/"))
    yield from (f"the browser says {text}" for text in said)


def _on_the_page(page: Page, where: str, language: str) -> Iterator[str]:
    if page.locator("script").count():
        yield f"{where}: needs a script"
    if page.locator("html").get_attribute("lang") != language:
        yield f"{where}: in another language"
    page.evaluate(Axe().axe_script)
    for device, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        yield from (f"{where}, {device}: {said}" for said in _seen(page, width))
        _keep_picture(page, f"{where} {device}")


def _seen(page: Page, width: int) -> Iterator[str]:
    for violation in page.evaluate(_AXE):
        if violation["impact"] in _BAD:
            yield f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
    if page.evaluate("document.documentElement.scrollWidth") > width:
        yield "wider than the screen"
    for target in page.locator(_TARGETS).evaluate_all(_SMALL):
        yield f"too small for a finger: {target}"


def _keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("REVISIT_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name.replace(' ', '-')}.png", full_page=True)

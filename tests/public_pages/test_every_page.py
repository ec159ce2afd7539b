"""Every public page, in three languages, on a telephone and on a desktop: nobody is shut out, nothing is asked of
anybody else, the strict policy is obeyed, and no script is needed.

One finding of axe is one rule broken: contrast, a label, a landmark, a name of a control, and some hundred others.
With REVISIT_SCREENSHOTS=folder each page is also kept as a picture, to be looked at.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template import Template
from django.test.signals import template_rendered
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response
from playwright.sync_api._generated import SetCookieParam

from campaigns.urls import urlpatterns as pages_of_campaigns
from consent.cookies import COOKIES
from consent.urls import urlpatterns as pages_of_consent
from tests.browser import LIMIT_MS, chromium, needs_chromium, served_site
from tests.public_pages import after_posts
from tests.public_pages.after_posts import AFTER, Visit
from tests.public_pages.behind_messages import BEHIND_MESSAGES
from tests.public_pages.scene import NO_PAGES, PAGES, Scene, furnished

LANGUAGES = [code for code, _ in settings.LANGUAGES]
WIDTHS = {"telephone": 360, "desktop": 1280}
#: Of axe one width in each language; what differs between widths is measured at both.
_AXE_ON = {"en": "desktop", "zh-hant": "telephone", "zh-hans": "telephone"}
_AXE_SCRIPT = Axe().axe_script
_AXE = "axe.run({resultTypes: ['violations'], preload: false}).then(found => found.violations)"
_PICTURES = os.environ.get("REVISIT_SCREENSHOTS", "")
_BAD = {"serious", "critical"}
#: What a finger must hit: buttons, fields, and the row of a box or a dot to tick.
_TARGETS = "button, .button, .tick, .switch, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea"
_SMALL = "all => all.filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.outerHTML.slice(0, 90))"
_CSRF = "c" * 32
_SEND = """([action, told]) => {
    const form = document.body.appendChild(Object.assign(document.createElement("form"), {action, method: "post"}));
    for (const [name, value] of Object.entries(told))
        form.appendChild(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
    form.submit();
}"""
_WATCH_POLICY = "addEventListener('securitypolicyviolation', event => console.error('policy: ' + event.blockedURI))"


def test_every_page_of_the_urls_stands_in_the_table() -> None:
    views = {str(pattern.name) for pattern in (*pages_of_consent, *pages_of_campaigns)}
    assert views - NO_PAGES - {name.partition(" ")[0] for name in PAGES} == set()


@pytest.fixture
def site(committing_db: object) -> Iterator[tuple[str, BrowserContext]]:
    after_posts.in_a_new_house()
    with served_site() as address, chromium() as browser:
        context = browser.new_context(locale="en-US")
        context.set_default_timeout(LIMIT_MS)
        context.add_init_script(_WATCH_POLICY)
        yield address, context


@needs_chromium
def test_no_page_shuts_anybody_out_or_asks_anybody_else(site: tuple[str, BrowserContext]) -> None:
    """Each page is loaded once in each language, seen at both widths, and read by axe at one of them. Answers to forms:
    in one of the languages in turn; in all of them where pictures are kept."""
    walk, shown = Walk(*site), set[str]()
    with _templates_into(shown):
        faults = list(walk.faults("privacy, no notice yet", partial(_look, "/privacy/")))
        for name, visit_in in _looks(furnished()).items():
            faults += walk.faults(name, visit_in)
        for number, (name, visit_in) in enumerate({**AFTER, **BEHIND_MESSAGES}.items()):
            one = [LANGUAGES[number % len(LANGUAGES)]]
            faults += walk.faults(name, visit_in, languages=LANGUAGES if _PICTURES else one)
    assert faults + walk.said_by_browser() == []
    assert [name for name in walk.cookies if not any(cookie.means(name) for cookie in COOKIES)] == []
    assert _public_templates() - shown == set()


def _looks(scene: Scene) -> dict[str, Callable[[str], Visit]]:
    paths = {name: path_in(scene) for name, path_in in PAGES.items()}
    return {name: partial(_look, path) for name, path in paths.items()}


def _look(path: str, language: str) -> Visit:
    return Visit(path)


def _public_templates() -> set[str]:
    folder = Path("templates/public")
    return {f"public/{path.relative_to(folder)}" for path in folder.glob("c*/*.html")}


@contextmanager
def _templates_into(shown: set[str]) -> Iterator[None]:
    def note(template: Template, **_: object) -> None:
        shown.add(str(template.name))

    template_rendered.connect(note)
    yield
    template_rendered.disconnect(note)


class Walk:
    """One browser that visits page after page, as somebody new on each."""

    def __init__(self, address: str, context: BrowserContext) -> None:
        self.address, self.context, self.page = address, context, context.new_page()
        self.cookies: set[str] = set()
        self._said, self._asked = list[str](), list[str]()
        self.page.on("console", self._hear)
        self.page.on("request", lambda request: self._asked.append(request.url))

    def faults(
        self, name: str, visit_in: Callable[[str], Visit], *, languages: Collection[str] = LANGUAGES
    ) -> Iterator[str]:
        for language in languages:
            visit, where = visit_in(language), f"{name} in {language}"
            status = self._visit(visit, language)
            if status != visit.status:
                yield f"{where}: {status}"
            yield from _on_the_page(self.page, where, language)

    def said_by_browser(self) -> list[str]:
        others = [url for url in self._asked if not url.startswith(f"{self.address}/")]
        return [f"asked {url}" for url in others] + [f"the browser says {text}" for text in self._said]

    def _hear(self, message: ConsoleMessage) -> None:
        """That a page came with 400 it says, too: each visit tells what it expects."""
        is_of_page = "?lang=" in message.location["url"] and "responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not is_of_page:
            self._said.append(f"{message.text} {message.location['url']}")

    def _visit(self, visit: Visit, language: str) -> int | None:
        url = f"{self.address}{visit.path}?lang={language}"
        self.context.clear_cookies()
        self.context.add_cookies([self._cookie(*one) for one in {**visit.cookies, "csrftoken": _CSRF}.items()])
        self.page.set_extra_http_headers(dict(visit.headers))
        answer = self.page.goto(url) if visit.told is None else self._send(url, visit.told)
        self.cookies |= {str(cookie["name"]) for cookie in self.context.cookies()}
        return answer and answer.status

    def _send(self, url: str, told: Mapping[str, str]) -> Response | None:
        """As the page's own form sends it, from a page of this site; one with "no-referrer" may not (CSRF)."""
        if "/u/" in self.page.url:
            self.page.goto(f"{self.address}/privacy/")
        with self.page.expect_navigation() as answer:
            self.page.evaluate(_SEND, [url, {**told, "csrfmiddlewaretoken": _CSRF}])
        return answer.value

    def _cookie(self, name: str, value: str) -> SetCookieParam:
        return {"name": name, "value": value, "url": self.address}


def _on_the_page(page: Page, where: str, language: str) -> Iterator[str]:
    if page.locator("script").count():
        yield f"{where}: needs a script"
    if page.locator("html").get_attribute("lang") != language:
        yield f"{where}: in another language"
    for device, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        said = [*_seen(page, width), *(_read_by_axe(page) if device == _AXE_ON[language] else ())]
        yield from (f"{where}, {device}: {fault}" for fault in said)
        _keep_picture(page, f"{where} {device}")


def _seen(page: Page, width: int) -> Iterator[str]:
    if page.evaluate("document.documentElement.scrollWidth") > width:
        yield "wider than the screen"
    for target in page.locator(_TARGETS).evaluate_all(_SMALL):
        yield f"too small for a finger: {target}"


def _read_by_axe(page: Page) -> Iterator[str]:
    page.evaluate(_AXE_SCRIPT)
    for violation in page.evaluate(_AXE):
        if violation["impact"] in _BAD:
            yield f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"


def _keep_picture(page: Page, name: str) -> None:
    if _PICTURES:
        page.screenshot(path=Path(_PICTURES) / f"{name.replace(' ', '-')}.png", full_page=True)

"""The site on a port of this machine, and Chromium to walk through it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, Locator, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LIMIT_MS = 120_000
_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: In CI a machine without a browser is a failure, not a reason to skip.
needs_chromium = pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="there is no Chromium here")


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served_site() -> Iterator[str]:
    """The site's address, while it is served by threads with database connections of their own."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def press(page: Page, button: str | Locator) -> None:
    """Press a button or follow a link (the first that fits) that leads to another page, and be there: what is read next
    is read on it."""
    with page.expect_navigation(timeout=LIMIT_MS):
        (page.locator(button).first if isinstance(button, str) else button).click(timeout=LIMIT_MS)


def new_page(browser: Browser, **how: Any) -> Page:
    """In a context of its own, with the patience that a loaded machine needs."""
    page = browser.new_context(**how).new_page()
    page.context.set_default_timeout(LIMIT_MS)
    return page


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. Code under its event loop has database connections of its own, which must end with the test's
    database: they are closed on both ways."""
    with sync_playwright() as playwright:
        connections.close_all()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_SWITCHES)
        yield browser
        browser.close()
        connections.close_all()

"""The front desk's way, in a browser: log in, look up, open the person, mark that they arrived."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

from audit.models import AuditEvent
from patients.models import Appointment
from tests.desk_people import appointment, house, patient, staff

CHROMIUM = shutil.which("chromium")
PASSWORD = "maple street 2026"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]  # fmt: skip

pytestmark = pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="this machine has no chromium")


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address(committing_db: object) -> Iterator[str]:
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser.new_page(viewport={"width": 390, "height": 800})
        browser.close()


def test_front_desk_marks_somebody_arrived(address: str, page: Page) -> None:
    house()
    staff(password=PASSWORD, username="ivy")
    row = appointment(patient("Mei", "Lin", phone="312 555 0111"), timezone.now() + timedelta(minutes=20))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto(f"{address}/admin/")
    page.fill("#id_username", "ivy")
    page.fill("#id_password", PASSWORD)
    page.click("text=Log in")
    page.fill("#id_term", "(312) 555-0111")
    page.press("#id_term", "Enter")
    page.click("a:has-text('Mei Lin')")
    page.click("button:has-text('Arrived')")
    page.wait_for_selector(".desk-pill.arrived")

    assert Appointment.objects.get().status == "arrived"
    assert page.url == f"{address}/admin/desk/person/{row.person_id}/"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert complaints == []
    told = AuditEvent.objects.exclude(word__in=["create", "configure"]).order_by("id").values_list("word", flat=True)
    assert list(told) == ["sign-in", "search", "reveal", "change", "reveal"]

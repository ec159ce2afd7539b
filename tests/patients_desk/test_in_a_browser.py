"""The front desk's way, in a browser: log in, look up, open the person, mark that they arrived."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from audit.models import AuditEvent
from patients.models import Appointment
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.desk_people import appointment, house, patient, staff
from tests.staff_sign_in import code, enrolled

PASSWORD = "maple street 2026"
pytestmark = needs_chromium


@pytest.fixture
def address(committing_db: object) -> Iterator[str]:
    with served_site() as address:
        yield address


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with chromium() as browser:
        yield new_page(browser, viewport={"width": 390, "height": 800})


def test_front_desk_marks_somebody_arrived(address: str, page: Page) -> None:
    house()
    ivy = enrolled(staff(password=PASSWORD, username="ivy"))
    row = appointment(patient("Mei", "Lin", phone="312 555 0111"), timezone.now() + timedelta(minutes=20))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto(f"{address}/admin/")
    page.fill("#id_username", "ivy")
    page.fill("#id_password", PASSWORD)
    press(page, "button:has-text('Sign in')")
    page.fill("#id_code", code(ivy))
    press(page, "button:has-text('Go on')")
    page.fill("#id_term", "(312) 555-0111")
    with page.expect_navigation():
        page.press("#id_term", "Enter")
    press(page, "a:has-text('Mei Lin')")
    press(page, "button:has-text('Arrived')")
    page.wait_for_selector(".desk-pill.arrived")

    assert Appointment.objects.get().status == "arrived"
    assert page.url == f"{address}/admin/desk/person/{row.person_id}/"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert complaints == []
    told = (
        AuditEvent.objects.exclude(word__in=["create", "configure", "privilege", "key"])
        .order_by("id")
        .values_list("word", flat=True)
    )
    assert list(told) == ["sign-in", "search", "reveal", "change", "reveal"]

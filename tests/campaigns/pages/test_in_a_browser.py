"""From the link in a reminder to the desk and back: a patient asks for another time, staff find one, the patient looks.

With REVISIT_SCREENSHOTS=folder the desk's pages are kept as pictures, to be looked at.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from campaigns.enums import LinkPurpose
from campaigns.models import LinkGuard, Message
from patients.models import Appointment, DeskTask
from patients.operations import desk_tasks
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.campaigns.messages import message_about
from tests.campaigns.pages.reader import path_of
from tests.desk_people import BY, appointment, house, patient, staff
from tests.looked_at import faults_on, sign_in_by_hand
from tests.staff_sign_in import enrolled

PASSWORD = "maple street 2026"
pytestmark = needs_chromium


@pytest.fixture
def site(committing_db: object) -> Iterator[tuple[str, Browser]]:
    with served_site() as address, chromium() as browser:
        yield address, browser


def _reminder() -> Message:
    house()
    person = patient("Mei", "Lin", birth_date=date(1980, 5, 6), phone="312 555 0111", email="mei@example.org")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(hour=15, minute=0, second=0, microsecond=0)
    return message_about(appointment(person, tomorrow))


def _others(message: Message) -> None:
    """What else stands on the desk."""
    now = datetime.now(UTC)
    other = patient("Ada", "Locked")
    LinkGuard.objects.create(purpose="care", subject_id=other.pk, person=other, tries=5, locked_at=now)
    desk_tasks.ask(
        by=BY, now=now, kind="booking", once_key="typed", contact_name="Ana Typed", contact_email="mei@example.org",
        contact_phone="+13125550111", words="A check-up, please.", preferred=[{"day": "2026-12-01", "part": "morning"}],
        origin="book",
    )  # fmt: skip
    desk_tasks.ask(
        by=BY, now=now, kind="call-back", once_key="late", person_id=message.person_id, category="surgery",
        due_at=now - timedelta(hours=1), origin="post-op-care",
    )  # fmt: skip


def _asks_for_another_time(page: Page, link: str) -> None:
    page.goto(link)
    page.fill("#id_birth_year", "1980")
    press(page, "button:has-text('Continue')")
    page.click("summary:has-text('Ask for another time')")
    page.fill("#id_day1", (date.today() + timedelta(days=7)).isoformat())
    page.select_option("#id_part1", "afternoon")
    press(page, "button:has-text('Send')")
    page.wait_for_selector("text=until then this one stands")


def _moves_it_from_the_list(page: Page) -> None:
    press(page, "a:has-text('To do')")
    press(page, "a:has-text('Find another time')")
    press(page, "button:has-text('Take it')")
    press(page, "a:has-text('Move the appointment')")
    page.fill("#id_day", (date.today() + timedelta(days=7)).isoformat())
    page.fill("#id_clock", "14:30")
    press(page, "button:has-text('Move')")
    page.wait_for_selector("text=The task is done")


def test_patient_asks_over_a_link_and_staff_move_the_appointment(site: tuple[str, Browser]) -> None:
    address, browser = site
    message, ivy = _reminder(), enrolled(staff(password=PASSWORD, username="ivy"))
    _others(message)
    link = f"{address}{path_of(LinkPurpose.APPOINTMENT, message)}?lang=en"
    phone, desk = new_page(browser, viewport={"width": 390, "height": 800}), new_page(browser)

    _asks_for_another_time(phone, link)
    sign_in_by_hand(desk, address, ivy, PASSWORD)
    assert list(_faults(desk, address)) == []
    _moves_it_from_the_list(desk)
    phone.goto(link)

    assert "2:30 PM" in phone.inner_text("main")
    assert DeskTask.objects.get(kind="move").outcome == "moved"
    assert Appointment.objects.get().status == "booked"


def _faults(page: Page, address: str) -> Iterator[str]:
    """What axe finds, and what is wider than the screen, on the pages of the desk at two widths."""
    stranger = DeskTask.objects.get(contact_name__isnull=False)
    paths = ("to-do/", f"to-do/{stranger.pk}/", f"to-do/{stranger.pk}/who/", "to-do/?done=1", "locked-links/")
    for number, path in enumerate(paths):
        page.goto(f"{address}/admin/desk/{path}")
        yield from faults_on(page, f"desk-to-do-{number}")

"""A marketer writes a seminar down and opens it, the desk marks who came: in Chromium, at two widths."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from campaigns.models import Seminar
from campaigns.operations import seminar_places
from clinic.enums import Role
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.campaigns.scenes import BY, open_clinic, patient
from tests.campaigns.seminars.scenes import invited, north_office
from tests.desk_people import staff
from tests.looked_at import faults_on, sign_in_by_hand
from tests.staff_sign_in import enrolled

PASSWORD = "maple street 2026"
pytestmark = needs_chromium


@pytest.fixture
def site(committing_db: object, settings: Any) -> Iterator[tuple[str, Browser]]:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    with served_site() as address, chromium() as browser:
        yield address, browser


def test_seminar_from_its_words_to_who_came(site: tuple[str, Browser]) -> None:
    address, browser = site
    place = north_office()
    page = new_page(browser)
    member = enrolled(staff(Role.ADMINISTRATOR, password=PASSWORD, username="olga"))
    sign_in_by_hand(page, address, member, PASSWORD)
    press(page, "nav >> text=Seminars")
    faults = [*faults_on(page, "seminars-empty")]
    press(page, "text=Write the first one")
    faults += faults_on(page, "seminar-form")
    begins = datetime.now(ZoneInfo("America/Chicago")) + timedelta(days=7)
    told = {"topic_en": "Sleeping well", "speaker_en": "Dr. Ada Wu", "slug": "sleep", "seats": "12"}
    for name, value in told.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=location]", str(place.pk))
    for name in ("starts_at", "closes_at"):
        page.fill(f"[name={name}]", f"{begins:%Y-%m-%dT%H:%M}")
    press(page, "button:has-text('Write it down')")
    press(page, "button:has-text('Open its page')")
    made = Seminar.objects.get()
    for name in ("Ana", "Bo"):
        message = invited(patient(name), made)
        seminar_places.register(by=BY, now=timezone.now(), seminar_id=made.pk, message=message)
    page.reload()
    faults += faults_on(page, "seminar")
    press(page, "text=Who registered")
    page.check("text=Ana Li")
    press(page, "button:has-text('Keep who came')")
    faults += faults_on(page, "seminar-people")
    press(page, "nav >> text=Seminars")
    faults += faults_on(page, "seminars")
    assert (faults, made.places.filter(came_at__isnull=False).count()) == ([], 1)

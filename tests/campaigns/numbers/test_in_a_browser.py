"""The page of numbers in Chromium, at two widths: nobody is shut out, and nothing is wider than the screen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.domain.quarters import quarter_of
from clinic.enums import Role
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.campaigns.numbers.scenes import a_quarter
from tests.campaigns.scenes import open_clinic
from tests.desk_people import staff
from tests.looked_at import faults_on, sign_in_by_hand
from tests.staff_sign_in import enrolled

PASSWORD = "maple street 2026"
ZONE = "America/Chicago"


@needs_chromium
@pytest.mark.usefixtures("committing_db")
def test_marketer_reads_the_numbers_of_the_last_quarter() -> None:
    open_clinic()
    last = quarter_of(timezone.now(), ZONE).before
    a_quarter(last.begins_at(ZONE) + timedelta(days=10))
    marketer = enrolled(staff(Role.MARKETER, password=PASSWORD))
    with served_site() as address, chromium() as browser:
        page = new_page(browser)
        sign_in_by_hand(page, address, marketer, PASSWORD)
        press(page, ".desk-nav a:has-text('Numbers')")
        assert list(faults_on(page, "numbers-empty")) == []
        page.select_option("#quarter", str(last))
        press(page, "button:has-text('Show')")
        assert page.locator("h2:has-text('Beside those who were held out')").count() == 1
        assert list(faults_on(page, "numbers")) == []

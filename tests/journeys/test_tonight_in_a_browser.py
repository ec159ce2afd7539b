"""A manager's afternoon: the night is rehearsed, one message is held, the night is released; and the switch is pulled.

With REVISIT_SCREENSHOTS=folder the pages are kept as pictures, to be looked at.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from campaigns.models import SendingStop
from clinic.domain.hours import at_local
from clinic.enums import Role
from clinic.models import Organisation, Staff
from journeys.domain.rehearsing import coming_night
from journeys.models import Hold, Rehearsal, RehearsedLine
from journeys.operations.rehearsals import rehearse_now
from patients.operations import appointments
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.desk_people import staff
from tests.journeys.small_clinic import BY, open_clinic, patient
from tests.staff_sign_in import code, enrolled

PASSWORD = "maple street 2026"
pytestmark = needs_chromium
_BAD = {"serious", "critical"}
_PEOPLE = ("ada", "grace", "alan", "mei", "ben", "cyd", "dora")


@pytest.fixture
def site(committing_db: object) -> Iterator[tuple[str, Browser]]:
    with served_site() as address, chromium() as browser:
        yield address, browser


def _rehearsed() -> Rehearsal:
    place, now = open_clinic(), datetime.now(UTC)
    Organisation.objects.update(release_by_hand=True)
    zone = place.time_zone
    night = coming_night(now, zone, nightly_at=time(2), rehearsed_at=time(16)).night
    for number, name in enumerate(_PEOPLE):
        starts_at = at_local(night + timedelta(days=1 + number % 3), time(14), zone)
        email = "" if name == "dora" else f"{name}@example.org"
        person = patient(name, email=email)
        appointments.book(by=BY, now=now, person_id=person.pk, location_id=place.pk, starts_at=starts_at)
    _nights_before(now)
    found = rehearse_now(by=BY, now=now)
    assert found is not None
    return found


def _nights_before(now: datetime) -> None:
    """Quiet ones but for a journey that is silent tonight."""
    figures = {"planned": 9, "figures": [["annual-checkup", "planned", "", 9]]}
    for days in range(1, 8):
        Rehearsal.objects.create(
            night=(now - timedelta(days=days)).date(), as_of=now, frozen_at=now, frozen_by="x", counts=figures
        )


def _signs_in(page: Page, address: str, member: Staff) -> None:
    page.goto(f"{address}/admin/")
    page.fill("#id_username", member.username)
    page.fill("#id_password", PASSWORD)
    press(page, "button:has-text('Sign in')")
    page.fill("#id_code", code(member))
    press(page, "button:has-text('Go on')")


def _faults(page: Page, name: str) -> Iterator[str]:
    """What axe finds, and what is wider than the screen, at two widths."""
    page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")
    yield from (f"{name}: {one['id']} {one['nodes'][0]['html'][:150]}" for one in found if one["impact"] in _BAD)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{name}: wider than {width}"
        if folder := os.environ.get("REVISIT_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"tonight-{name}-{width}.png", full_page=True)


def test_manager_reads_the_night_holds_one_and_releases_it(site: tuple[str, Browser]) -> None:
    address, browser = site
    night, manager = _rehearsed(), enrolled(staff(Role.ADMINISTRATOR, password=PASSWORD, username="mina"))
    page = new_page(browser)
    _signs_in(page, address, manager)
    press(page, "nav >> text=Tonight")
    faults = [*_faults(page, "night")]

    press(page, "a:has-text('Appointment reminder')")
    faults += _faults(page, "lines")
    press(page, "tbody tr:has-text('Leaves') th a")
    faults += _faults(page, "line")
    page.fill("#hold-why", "They called us this morning")
    press(page, "button:has-text('Hold this message')")
    page.wait_for_selector("text=Held now")
    press(page, "a:has-text('Lift the hold')")
    press(page, "button:has-text('Release the night')")
    page.wait_for_selector("text=by mina")
    faults += _faults(page, "released")

    press(page, "a:has-text('Stop sending')")
    page.select_option("#stop-what", "channel:email")
    page.fill("#stop-why", "The new text names a wrong address")
    press(page, "button:has-text('Stop sending')")
    page.wait_for_selector("button:has-text('Let it go on')")
    faults += _faults(page, "stops")

    assert faults == []
    assert (Hold.objects.get().scope, SendingStop.objects.get().channel) == ("message", "email")
    assert Rehearsal.objects.get(pk=night.pk).released_by == str(manager.pk)
    assert RehearsedLine.objects.filter(rehearsal=night).count() > 1

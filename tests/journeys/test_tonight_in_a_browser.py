"""A manager's afternoon: the night is rehearsed, one message is held, the night is released; and the switch is pulled.

With REVISIT_SCREENSHOTS=folder the pages are kept as pictures, to be looked at.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import Browser

from campaigns.models import SendingStop
from clinic.domain.hours import at_local
from clinic.enums import Role
from clinic.models import Organisation
from journeys.domain.rehearsing import coming_night
from journeys.models import Hold, Rehearsal, RehearsedLine
from journeys.operations.rehearsals import rehearse_now
from patients.operations import appointments
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.desk_people import staff
from tests.journeys.small_clinic import BY, open_clinic, patient
from tests.looked_at import faults_on, sign_in_by_hand
from tests.staff_sign_in import enrolled

PASSWORD = "maple street 2026"
pytestmark = needs_chromium
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


def test_manager_reads_the_night_holds_one_and_releases_it(site: tuple[str, Browser]) -> None:
    address, browser = site
    night, manager = _rehearsed(), enrolled(staff(Role.ADMINISTRATOR, password=PASSWORD, username="mina"))
    page = new_page(browser)
    sign_in_by_hand(page, address, manager, PASSWORD)
    press(page, "nav >> text=Tonight")
    faults = [*faults_on(page, "tonight-night")]

    press(page, "a:has-text('Appointment reminder')")
    faults += faults_on(page, "tonight-lines")
    press(page, "tbody tr:has-text('Leaves') th a")
    faults += faults_on(page, "tonight-line")
    page.fill("#hold-why", "They called us this morning")
    press(page, "button:has-text('Hold this message')")
    page.wait_for_selector("text=Held now")
    press(page, "a:has-text('Lift the hold')")
    press(page, "button:has-text('Release the night')")
    page.wait_for_selector("text=by mina")
    faults += faults_on(page, "tonight-released")

    press(page, "a:has-text('Stop sending')")
    page.select_option("#stop-what", "channel:email")
    page.fill("#stop-why", "The new text names a wrong address")
    press(page, "button:has-text('Stop sending')")
    page.wait_for_selector("button:has-text('Let it go on')")
    faults += faults_on(page, "tonight-stops")

    assert faults == []
    assert (Hold.objects.get().scope, SendingStop.objects.get().channel) == ("message", "email")
    assert Rehearsal.objects.get(pk=night.pk).released_by == str(manager.pk)
    assert RehearsedLine.objects.filter(rehearsal=night).count() > 1

"""Why, one message, tonight, the editor and its pictures: for people who cannot see, point or tell colours apart, too.

axe-core finds nothing and nothing is wider than the screen, on a desk and on a telephone. With
REVISIT_SCREENSHOTS=folder the pages are kept as pictures, to be looked at.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page

from campaigns.models import Message
from clinic.enums import Role
from clinic.models import Location
from journeys.enums import RunKind
from journeys.models import Journey
from journeys.operations import definitions
from journeys.operations.rehearsals import rehearse_now
from journeys.operations.runs import run
from patients.models import Person
from patients.operations import appointments, visits
from tests.browser import chromium, needs_chromium, new_page, served_site
from tests.desk_people import signed_in, staff
from tests.journeys.small_clinic import BY, journey_of, open_clinic, patient

pytestmark = needs_chromium
WIDTHS = {1280: 900, 390: 800}
_RUN = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
_TWELVE = [{"offset_days": day, "late_entry_hours": 48, "too_late_hours": 72} for day in (*range(1, 12), 180)]


@pytest.fixture
def site(committing_db: object) -> Iterator[tuple[str, Browser]]:
    with served_site() as address, chromium() as browser:
        yield address, browser


@pytest.fixture
def somebody(committing_db: object) -> Person:
    """On a journey of twelve steps, with a message, and with an appointment that the coming night finds."""
    place, now = open_clinic(), datetime.now(UTC)
    journey = journey_of("procedure", *_TWELVE, slug="long-care", text="post-op-next-day", goals=["booked"])
    definitions.begin_draft(journey_id=journey.pk, by=BY, now=now)
    one = patient()
    ended_at = now - timedelta(days=2)
    visits.record_procedure(by=BY, now=now, person_id=one.pk, category="dental", ended_at=ended_at)
    run(now, kind=RunKind.MANUAL, by=BY)
    _booked(one, place, now)
    rehearse_now(by=BY, now=now)
    return one


def _booked(one: Person, place: Location, now: datetime) -> None:
    for days in (2, 3):
        starts_at = (now + timedelta(days=days)).replace(hour=20, minute=0, second=0, microsecond=0)
        appointments.book(by=BY, now=now, person_id=one.pk, location_id=place.pk, starts_at=starts_at)


def test_pages_of_journeys_are_for_everybody(somebody: Person, site: tuple[str, Browser]) -> None:
    address, browser = site
    lead = patient("lea", kind="lead", birth_year=None)
    found = [
        *_faults(browser, address, Role.ADMINISTRATOR, _for_managers(somebody)),
        *_faults(browser, address, Role.MARKETER, _for_writers()),
        *_faults(browser, address, Role.FRONT_DESK, {"lead": reverse("admin:desk-person", args=[lead.pk])}),
    ]
    assert found == []


def _for_managers(one: Person) -> dict[str, str]:
    message = Message.objects.filter(person=one).latest("due_at")
    return {
        "why": reverse("admin:desk-why", args=[one.pk]),
        "message": reverse("admin:campaigns_message_change", args=[message.pk]),
        "tonight": reverse("admin:tonight"),
    }


def _for_writers() -> dict[str, str]:
    journey = Journey.objects.get(slug="long-care")
    return {
        "journeys": reverse("admin:journeys_journey_changelist"),
        "journey": reverse("admin:journeys_journey_change", args=[journey.pk]),
        "draft": reverse("admin:journey-draft", args=[journey.pk]),
        "version": reverse("admin:journey-version", args=[journey.pk, 1]),
        "reviews": reverse("admin:journey-reviews"),
        "new": reverse("admin:journey-new"),
        "clone": reverse("admin:journey-clone", args=[journey.pk]),
    }


def _faults(browser: Browser, address: str, role: Role, paths: dict[str, str]) -> Iterator[str]:
    cookie = signed_in(staff(role)).cookies[settings.SESSION_COOKIE_NAME].value
    page = new_page(browser)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    for name, path in paths.items():
        answer = page.goto(f"{address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate(Axe().axe_script)
        yield from _found_on(page, name)
    page.context.close()


def _found_on(page: Page, name: str) -> Iterator[str]:
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for one in page.evaluate(_RUN):
            yield f"{name} at {width}: {one['id']} {one['nodes'][0]['html'][:150]}"
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{name}: wider than {width}"
        if folder := os.environ.get("REVISIT_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"journeys-{name}-{width}.png", full_page=True)

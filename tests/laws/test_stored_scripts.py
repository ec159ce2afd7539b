"""Whatever staff can type and a row can keep comes out as letters on every page that shows it (stored XSS)."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg import IntegrityError, sql
from psycopg.errors import InsufficientPrivilege

from audit.coverage import pages
from audit.coverage.rules import Who
from audit.fields import BlindIndexField
from clinic.enums import Role
from patients.operations.people import update_person
from tests.browser import chromium, needs_chromium, new_page, served_site
from tests.conftest import CommittingDatabase
from tests.database_roles import as_owner
from tests.laws.crawled_clinic import BY, CrawledClinic, crawled_clinic
from tests.staff_sign_in import sign_in

PROBE = "\"'><s id=probe>"
#: Not typed: they name something, and a page that finds no such thing fails before it shows anything.
_CODES = {
    *("time_zone", "step", "anchor_key", "occurrence", "session_data", "password", "form"),
    *("taken_by", "ended_by", "origin"),
}
#: Of each kind of page some, with all their scripts.
_IN_A_BROWSER = (
    *(
        "admin:index",
        "admin:desk-today",
        "admin:desk-person",
        "admin:desk-why",
        "admin:desk-look-up",
        "admin:desk-book",
    ),
    *("admin:tonight", "admin:tonight-lines", "admin:journey-version", "admin:campaigns_segment_change"),
    *("admin:campaigns_templateversion_change", "admin:clinic_vendor_change", "admin:consent_signupform_change"),
    *("consent:subscribe", "consent:preferences", "consent:rights", "consent:authorize", "consent:unsubscribe"),
    *("campaigns:appointment", "campaigns:care", "campaigns:book"),
)
_HOUSE = ("audit", "clinic", "patients", "consent", "campaigns", "journeys")


@pytest.fixture(autouse=True)
def no_log() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


class _Probes(HTMLParser):
    """Elements that the probe has become."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += ("id", "probe") in attrs


def _typed_columns() -> Iterator[tuple[str, str]]:
    """Table and column of whatever holds words of somebody's, as letters."""
    for app in _HOUSE:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if _takes_words(field):
                    yield model._meta.db_table, str(field.column)


def _takes_words(field: models.Field) -> bool:
    return (
        isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, BlindIndexField | models.SlugField | models.URLField)
        and field.get_internal_type() in {"CharField", "TextField"}
        and field.name not in _CODES
        and not (field.choices or field.unique or field.primary_key)
        and (field.max_length is None or field.max_length >= len(PROBE))
    )


@pytest.fixture
def clinic(committing_db: CommittingDatabase, tmp_path: Path) -> CrawledClinic:
    """With the probe wherever the database lets it stand, past every form and operation."""
    made = crawled_clinic(tmp_path)
    for person in made.people:
        update_person(by=BY, now=timezone.now(), person_id=person.pk, given_name=PROBE, family_name=PROBE, street=PROBE)
    with as_owner() as cursor:
        for table, column in _typed_columns():
            change = sql.SQL("UPDATE {} SET {} = %s").format(sql.Identifier(table), sql.Identifier(column))
            with suppress(IntegrityError, InsufficientPrivilege):  # published texts, what was signed, the book
                cursor.execute(change, [PROBE])
    return made


@needs_chromium
def test_nothing_that_somebody_typed_becomes_an_element(clinic: CrawledClinic) -> None:
    client = Client(raise_request_exception=False)
    sign_in(client, clinic.staff[Role.ADMINISTRATOR])
    looks = {view: client.get(path) for view, path in _pages(clinic)}
    said = {view: look.content.decode() for view, look in looks.items() if _is_page(look)}
    assert [view for view, look in looks.items() if look.status_code >= 500] == []
    assert [view for view, page in said.items() if PROBE in page or _Probes(page).found] == []
    shown = {view for view, page in said.items() if "id=probe" in page}
    assert len(shown) > 120
    assert {*_IN_A_BROWSER} <= shown
    assert _became_elements_in_chromium(clinic, client) == []


def test_a_page_that_writes_it_as_it_is_would_be_noticed() -> None:
    assert [_Probes(page).found for page in (f"<p>{PROBE}", f"<p title='{PROBE}'>", "<p>&lt;s id=probe&gt;")] == [
        1,
        1,
        0,
    ]


def _pages(clinic: CrawledClinic) -> Iterator[tuple[str, str]]:
    for page in pages.pages():
        if page.rule is not None and page.rule.who is not Who.VENDOR and page.view != "admin:logout":
            values = {name: clinic.value(page.view, name, 0) for name in page.parameters}
            yield page.view, reverse(page.view, kwargs=values)


def _is_page(look: Any) -> bool:
    return not look.streaming and "html" in look.headers.get("Content-Type", "")


def _became_elements_in_chromium(clinic: CrawledClinic, client: Client) -> list[str]:
    """With whatever scripts the pages have."""
    paths = dict(_pages(clinic))
    with served_site() as address, chromium() as browser:
        page = new_page(browser)
        page.context.add_cookies(
            [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
        )
        found = []
        for view in _IN_A_BROWSER:
            page.goto(address + paths[view])
            page.wait_for_load_state("networkidle")
            if page.locator("[id=probe]").count() or "id=probe" not in page.content():
                found.append(view)
    return found

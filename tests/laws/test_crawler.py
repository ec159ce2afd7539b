"""URL configuration × everybody × own and others' rows: only what the table allows, and each look in the book."""

import time
from pathlib import Path

import pytest
from django.test import Client

from audit.coverage import pages
from clinic.enums import Role
from tests.conftest import CommittingDatabase
from tests.laws.crawled_clinic import CrawledClinic, crawled_clinic
from tests.laws.crawler import Visit, Visitor, crawl
from tests.staff_sign_in import sign_in

#: They end the visit itself.
_LAST = ("admin:logout",)


@pytest.fixture
def clinic(committing_db: CommittingDatabase, tmp_path: Path) -> CrawledClinic:
    return crawled_clinic(tmp_path)


def test_pages_open_as_their_rules_say_and_every_look_is_in_the_book(clinic: CrawledClinic) -> None:
    there = sorted(pages.pages(), key=lambda page: page.view in _LAST)
    began = time.monotonic()
    posted: set[str] = set()
    visits = [visit for visitor in _everybody(clinic) for visit in crawl(there, visitor, clinic, posted)]
    print(f"{len(visits)} visits in {time.monotonic() - began:.1f} s")
    faults = [fault for visit in visits for fault in visit.faults()]
    assert faults == [], "\n".join(faults)
    assert _never_shown(there, visits) == []


def _everybody(clinic: CrawledClinic) -> list[Visitor]:
    return [Visitor("a stranger", Client(raise_request_exception=False)), *(_signed_in(clinic, role) for role in Role)]


def _signed_in(clinic: CrawledClinic, role: Role) -> Visitor:
    client = Client(raise_request_exception=False)
    sign_in(client, clinic.staff[role])
    return Visitor(role, client, clinic.staff[role])


def _never_shown(there: list[pages.Page], visits: list[Visit]) -> list[str]:
    """Pages that should write a line on a look and that nobody got to see: the clinic lacks a row for them."""
    seen = {visit.page.view for visit in visits if visit.method == "GET" and visit.answer.status_code == 200}
    return [page.view for page in there if page.rule and page.rule.shown and page.view not in seen]

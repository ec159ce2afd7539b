"""URL configuration × everybody × own and others' rows: only what the table allows, and each look in the book."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from audit.coverage import pages, rules
from clinic.enums import Role
from tests.conftest import CommittingDatabase
from tests.laws.crawled_clinic import CrawledClinic, crawled_clinic
from tests.laws.crawler import Visit, Visitor, crawl
from tests.staff_sign_in import sign_in

#: They end the visit itself.
_LAST = ("admin:logout",)


@pytest.fixture(autouse=True)
def no_log() -> Iterator[None]:
    """A thousand refusals, each told with its traceback, would take longer than the pages."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def clinic(committing_db: CommittingDatabase, tmp_path: Path) -> CrawledClinic:
    return crawled_clinic(tmp_path)


#: Crawled apart, so that two cores can share the work; each costs a clinic of its own.
_TOGETHER = [
    ("nobody", Role.FRONT_DESK, Role.CLINICIAN, Role.MARKETER),
    (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR),
]


def test_every_role_is_crawled() -> None:
    assert {who for together in _TOGETHER for who in together} == {"nobody", *Role}


@pytest.mark.parametrize("together", _TOGETHER)
def test_pages_open_as_their_rules_say_and_every_look_is_in_the_book(
    clinic: CrawledClinic, together: tuple[str, ...]
) -> None:
    there = sorted(pages.pages(), key=lambda page: page.view in _LAST)
    posted: set[str] = set()
    for visitor in _visitors(clinic, together):
        visits = list(crawl(there, visitor, clinic, posted))
        faults = [fault for visit in visits for fault in visit.faults()]
        assert faults == [], "\n".join(faults)
        assert _never_shown(there, visits) == []


@pytest.fixture
def planted(settings: Any) -> Iterator[list[pages.Page]]:
    """A page that opens to everybody, and one that shows people without a line; both have rules that say better."""
    settings.ROOT_URLCONF = "tests.laws.planted_pages"
    settings.PAGE_RULES = [*settings.PAGE_RULES, "tests.laws.planted_pages.RULES"]
    rules.written_rules.cache_clear()
    yield [page for page in pages.pages() if page.view.startswith("planted-")]
    rules.written_rules.cache_clear()


def test_crawler_notices_pages_that_break_their_rules(clinic: CrawledClinic, planted: list[pages.Page]) -> None:
    clerk, writer = _signed_in(clinic, Role.FRONT_DESK), _signed_in(clinic, Role.MARKETER)
    found = [
        fault for who in (clerk, writer) for visit in crawl(planted, who, clinic, set()) for fault in visit.faults()
    ]
    silent = "the book says [], the rule [('list', ('demographics',))]"
    assert found == [
        f"front-desk: GET planted-loud #0 → 200: {silent}",
        f"front-desk: GET planted-silent #0 → 200: {silent}",
        "marketer: GET planted-loud #0 → 200: should be refused",
    ]


def _visitors(clinic: CrawledClinic, together: Iterable[str]) -> Iterator[Visitor]:
    for who in together:
        if who == "nobody":
            half_way = Client(raise_request_exception=False)
            half_way.force_login(clinic.staff[Role.CLINICIAN], backend="django.contrib.auth.backends.ModelBackend")
            yield Visitor("a stranger", Client(raise_request_exception=False))
            yield Visitor("a password alone", half_way, clinic.staff[Role.CLINICIAN], is_complete=False)
        else:
            yield _signed_in(clinic, Role(who))


def _signed_in(clinic: CrawledClinic, role: Role) -> Visitor:
    client = Client(raise_request_exception=False)
    sign_in(client, clinic.staff[role])
    return Visitor(role, client, clinic.staff[role])


def _never_shown(there: list[pages.Page], visits: list[Visit]) -> list[str]:
    """Pages with a line on a look that this visitor may open and never got to see: the clinic lacks a row for them."""
    seen = {visit.page.view for visit in visits if visit.method == "GET" and visit.answer.status_code == 200}
    allowed = {visit.page.view for visit in visits if visit.was_allowed and not visit.rule.some_refused}
    return [page.view for page in there if page.view in allowed - seen and page.rule and page.rule.shown]

"""The leak check's look at public pages, their forms and cookies, through the whole site (`settings.LEAK_PAGES`)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from clinic.domain.leaks import Looked, each_once
from clinic.domain.page_leaks import (
    COOKIES,
    FORMS,
    PAGES,
    PublicPage,
    Site,
    cookie_leaks,
    form_leaks,
    page_leaks,
    style_leaks,
)
from clinic.domain.page_markup import foreign_host, read
from clinic.visits import visit


def look_at_pages(at: datetime) -> Looked:
    """Every public page in every language, as an invented person's link opens it.

    That person, made inside a transaction that is rolled back, has words that stand nowhere else: one of them on a
    page is a leak. What the pages write into the access book about the visit stays: as the leak check's, about nobody.
    """
    looked, site, styles = Looked(), _site(), set[str]()
    with transaction.atomic():
        for source in settings.LEAK_PAGES:
            for page in import_string(source)(at):
                for language, _ in settings.LANGUAGES:
                    _look_at(page, language, site, looked, styles)
        transaction.set_rollback(True)
    for path in sorted(styles):
        looked.things[PAGES] += 1
        looked.leaks += style_leaks(path, visit(path).body, site)
    looked.leaks = each_once(looked.leaks)
    return looked


def _look_at(page: PublicPage, language: str, site: Site, looked: Looked, styles: set[str]) -> None:
    answer = visit(page.path, language)
    markup = read(answer.body) if answer.is_html else read("")
    looked.things[PAGES] += 1
    looked.things[FORMS] += len(markup.forms)
    looked.things[COOKIES] += sum(name.lower() == "set-cookie" for name, _ in answer.headers)
    looked.leaks += page_leaks(page, answer, markup, site)
    looked.leaks += form_leaks(page, markup)
    looked.leaks += cookie_leaks(page, answer, site)
    styles |= {
        urlsplit(address).path
        for tag, address in markup.asks
        if tag == "link" and urlsplit(address).path.endswith(".css") and not foreign_host(address, site.hosts)
    }


def _site() -> Site:
    public = urlsplit(settings.PUBLIC_URL)
    lives: Callable[[], dict[str, int]] = import_string(settings.LEAK_COOKIES)
    cookies = lives() | {settings.SESSION_COOKIE_NAME: 0}
    return Site(frozenset({"", public.hostname or ""}), public.scheme == "https", cookies)


def staff_door(at: datetime) -> Iterator[PublicPage]:
    """The log-in of staff: the one page of theirs that everybody can open."""
    yield PublicPage("/admin/login/", "/admin/login/", behind_token=True, may_ask=frozenset({"username", "password"}))

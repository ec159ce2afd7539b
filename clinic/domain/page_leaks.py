"""What a page for patients gives away: to other sites, to whoever reads over a shoulder, to caches and cookies."""

import html as html_module
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import unquote, urlsplit

from clinic.domain.leaks import Leak
from clinic.domain.page_markup import Form, Markup, css_addresses, foreign_host

PAGES, FORMS, COOKIES = "pages", "forms", "cookies"
_REFERRERS = frozenset({"no-referrer", "same-origin", "strict-origin"})
_LAX_SOURCES = ("'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*")


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page to look at. `secrets`: what → the word that must not stand on it, of the person whose page it is."""

    place: str
    path: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    behind_token: bool = False
    may_ask: frozenset[str] = frozenset({"name", "email"})
    privacy_notice: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    def header(self, name: str) -> str:
        return ", ".join(value for known, value in self.headers if known.lower() == name)

    @property
    def is_html(self) -> bool:
        return self.header("content-type").startswith("text/html")


@dataclass(frozen=True, slots=True)
class Site:
    """`cookies`: name → how many seconds it may stay at the longest; 0: as long as the browser is open."""

    hosts: frozenset[str]
    is_https: bool
    cookies: Mapping[str, int]


def page_leaks(page: PublicPage, answer: Answer, markup: Markup, site: Site) -> Iterator[Leak]:
    if answer.status != page.status:
        yield Leak(PAGES, page.place, f"answers with {answer.status}", "It could not be looked at: open it by hand.")
        return
    for tag, address in markup.asks:
        if host := foreign_host(address, site.hosts):
            advice = "Another site learns who reads this page: serve it from here, or leave it out."
            yield Leak(PAGES, page.place, f"<{tag}> asks {host[:80]}", advice)
    if markup.inline_scripts:
        yield Leak(PAGES, page.place, "a script inside the page", "Move it into a file: inline scripts can be planted.")
    yield from _shown(page, answer)
    yield from _headers(page, answer)


def style_leaks(place: str, css: str, site: Site) -> Iterator[Leak]:
    for address in css_addresses(css):
        if host := foreign_host(address, site.hosts):
            yield Leak(PAGES, place, f"asks {host[:80]}", "Serve fonts and pictures from here.")


def form_leaks(page: PublicPage, markup: Markup) -> Iterator[Leak]:
    for form in markup.forms:
        names = {one.name for one in form.fields}
        if form.method != "post" and names:
            yield Leak(FORMS, page.place, "a form puts what is typed into the address", "Send it with POST.")
        for name in sorted(names - page.may_ask):
            advice = "Ask for no more than the page needs (R35), or name the field in the page's `may_ask`."
            yield Leak(FORMS, page.place, f"asks for “{name[:40]}”", advice)
        if page.privacy_notice and names and not _says_what_for(form, page):
            yield Leak(
                FORMS, page.place, "no disclaimer", "Say in the form what is collected and what for, with a link."
            )
        for one in form.fields:
            if one.name not in ("name", "email", "username", "password") and one.autocomplete != "off":
                advice = 'Browsers would keep it for the next reader: autocomplete="off".'
                yield Leak(FORMS, page.place, f"browsers keep what is typed into “{one.name[:40]}”", advice)


def cookie_leaks(page: PublicPage, answer: Answer, site: Site) -> Iterator[Leak]:
    for header in (value for name, value in answer.headers if name.lower() == "set-cookie"):
        for name, cookie in SimpleCookie(header).items():
            if not cookie.value and str(cookie["max-age"]) == "0":
                continue  # taken away
            place = f"{page.place}, cookie {name[:40]}"
            if name not in site.cookies:
                yield Leak(COOKIES, place, "a cookie of an unknown name", "Say on the privacy page what it is for.")
            if cookie["domain"]:
                yield Leak(COOKIES, place, "other hosts get it, too", "Set it without a domain.")
            if site.is_https and not cookie["secure"]:
                yield Leak(COOKIES, place, "also travels unencrypted", "Set it with Secure.")
            if not cookie["httponly"]:
                yield Leak(COOKIES, place, "scripts can read it", "Set it with HttpOnly.")
            if cookie["samesite"].lower() not in ("lax", "strict"):
                yield Leak(COOKIES, place, "other sites' requests carry it", "Set it with SameSite=Lax.")
            if _seconds(cookie["max-age"]) > site.cookies.get(name, 0):
                yield Leak(COOKIES, place, "stays longer than it says", "Let it end with the browser's session.")


def _says_what_for(form: Form, page: PublicPage) -> bool:
    return any(urlsplit(link).path == page.privacy_notice for link in form.links)


def _shown(page: PublicPage, answer: Answer) -> Iterator[Leak]:
    heads = " ".join(value for name, value in answer.headers if name.lower() != "set-cookie")
    raw = f"{answer.body} {heads}"
    text = f"{raw} {html_module.unescape(raw)} {unquote(raw)}".casefold()
    for what, word in page.secrets.items():
        if word.casefold() in text:
            yield Leak(PAGES, page.place, f"shows the {what} of whoever the link is for", "Leave it out (R44).")


def _headers(page: PublicPage, answer: Answer) -> Iterator[Leak]:
    if answer.header("referrer-policy") not in _REFERRERS:
        yield Leak(PAGES, page.place, "tells other sites its address", "Set Referrer-Policy to same-origin.")
    if page.behind_token and "no-store" not in answer.header("cache-control"):
        yield Leak(PAGES, page.place, "may be kept by caches", "Set Cache-Control to no-store.")
    policy = answer.header("content-security-policy")
    sources = policy.replace(";", " ").split()
    if "default-src" not in policy or any(source in _LAX_SOURCES for source in sources):
        advice = "Set Content-Security-Policy to default-src 'self', without unsafe sources."
        yield Leak(PAGES, page.place, "lets scripts of others in", advice)
    if answer.header("x-content-type-options") != "nosniff":
        yield Leak(PAGES, page.place, "lets browsers guess its type", "Set X-Content-Type-Options to nosniff.")


def _seconds(value: str) -> int:
    return int(value) if str(value).isdigit() else 0

"""One leak of each kind, planted in a page, is found; a page without is not."""

import pytest

from clinic.domain.page_leaks import Answer, PublicPage, Site, cookie_leaks, form_leaks, page_leaks, style_leaks
from clinic.domain.page_markup import read

SITE = Site(frozenset({"", "clinic.example"}), is_https=True, cookies={"csrftoken": 0, "tracking": 15_552_000})
GOOD = {
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
SECRETS = {"e-mail address": "ana@mail.example", "family name": "O'Hara"}
PAGE = PublicPage("/p/", "/p/", SECRETS, behind_token=True, privacy_notice="/privacy/")
CLEAN = """<link rel="stylesheet" href="/static/a.css"><script src="/static/a.js"></script>
<link rel="canonical" href="https://elsewhere.example/"><img src="data:image/png;base64,AA" alt="">
<a href="https://elsewhere.example/">elsewhere</a><img src="https://clinic.example/x.png">
<form method="post"><input type="hidden" name="token"><input name="email" type="email"><input name="name">
<input type="checkbox" name="topic"><a href="/privacy/?lang=en">What for</a><button>Go</button></form>"""
COOKIE = "csrftoken=x; HttpOnly; Path=/; SameSite=Lax; Secure"


def _answer(body: str = CLEAN, status: int = 200, cookies: tuple[str, ...] = (), **headers: str | None) -> Answer:
    told = GOOD | {name.replace("_", "-"): value for name, value in headers.items()}
    pairs = [(name, value) for name, value in told.items() if value is not None]
    return Answer(status, (*pairs, *(("Set-Cookie", cookie) for cookie in cookies)), body)


def _said(answer: Answer, page: PublicPage = PAGE) -> list[str]:
    markup = read(answer.body)
    found = [*page_leaks(page, answer, markup, SITE), *form_leaks(page, markup), *cookie_leaks(page, answer, SITE)]
    return [leak.what for leak in found]


def test_a_page_without_leaks_is_without_findings() -> None:
    assert _said(_answer(cookies=(COOKIE,))) == []


@pytest.mark.parametrize(
    ("planted", "tag"),
    [
        ('<script src="https://t.example/a.js"></script>', "script"),
        ('<link rel="stylesheet" href="//t.example/a.css">', "link"),
        ('<link rel="preconnect" href="https://t.example">', "link"),
        ('<link rel="dns-prefetch" href="//t.example">', "link"),
        ('<link rel="icon" href="https://t.example/i.png">', "link"),
        ('<img src="https://t.example/pixel.gif" width="1">', "img"),
        ('<img src="/a.png" srcset="/a.png 1x, https://t.example/b.png 2x">', "img"),
        ('<iframe src="https://t.example/map"></iframe>', "iframe"),
        ('<object data="https://t.example/x.swf"></object>', "object"),
        ('<video poster="https://t.example/p.jpg"></video>', "video"),
        ('<form method="post" action="https://t.example/form"></form>', "form"),
        ('<button formaction="https://t.example/form">Go</button>', "button"),
        ('<meta http-equiv="refresh" content="0; url=https://t.example/">', "meta"),
        ('<base href="https://t.example/">', "base"),
        ('<a href="/x" ping="https://t.example/ping">x</a>', "a"),
        ('<p style="background: url(https://t.example/b.png)">x</p>', "p"),
        ("<style>@font-face { src: url('https://t.example/f.woff2') }</style>", "style"),
        ('<style>@import "https://t.example/a.css";</style>', "style"),
        ('<svg><image href="https://t.example/x.svg"/></svg>', "image"),
    ],
)
def test_whatever_asks_another_site_is_found(planted: str, tag: str) -> None:
    assert _said(_answer(CLEAN + planted)) == [f"<{tag}> asks t.example"]


@pytest.mark.parametrize(
    "planted",
    [
        "<script>track()</script>",
        '<p onclick="track()">x</p>',
        '<a href="javascript:track()">x</a>',
    ],
)
def test_scripts_inside_a_page_are_found(planted: str) -> None:
    assert _said(_answer(CLEAN + planted)) == ["a script inside the page"]


@pytest.mark.parametrize("planted", ["Write to ANA@mail.example", "<a href='/x?to=ana%40mail.example'>x</a>"])
def test_the_address_of_whoever_the_link_is_for_is_found(planted: str) -> None:
    assert _said(_answer(CLEAN + planted)) == ["shows the e-mail address of whoever the link is for"]


def test_a_name_is_found_also_when_it_is_escaped_or_in_a_header() -> None:
    said = ["shows the family name of whoever the link is for"]
    assert _said(_answer(CLEAN + "<p>Dear O&#x27;Hara</p>")) == said
    assert _said(_answer(X_Reader="O'Hara")) == said


@pytest.mark.parametrize(
    ("header", "value", "said"),
    [
        ("Referrer_Policy", None, "tells other sites its address"),
        ("Referrer_Policy", "unsafe-url", "tells other sites its address"),
        ("Cache_Control", "max-age=60", "may be kept by caches"),
        ("Content_Security_Policy", None, "lets scripts of others in"),
        ("Content_Security_Policy", "default-src 'self' 'unsafe-inline'", "lets scripts of others in"),
        ("Content_Security_Policy", "default-src 'self'; script-src https:", "lets scripts of others in"),
        ("X_Content_Type_Options", None, "lets browsers guess its type"),
    ],
)
def test_headers_that_let_something_out_are_found(header: str, value: str | None, said: str) -> None:
    assert _said(_answer(**{header: value})) == [said]


def test_a_page_that_does_not_open_is_a_finding() -> None:
    assert _said(_answer("<h1>Error</h1>", status=500)) == ["answers with 500"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ('<form><input name="email"><a href="/privacy/">x</a></form>', ["a form puts what is typed into the address"]),
        (
            '<form method="get"><input name="email"><a href="/privacy/">x</a></form>',
            ["a form puts what is typed into the address"],
        ),
        ('<form method="post"><input name="email"></form>', ["no disclaimer"]),
        (
            '<form method="post"><input type="date" name="born" autocomplete="off"><a href="/privacy/">x</a></form>',
            ["asks for “born”"],
        ),
        (
            '<form method="post"><textarea name="why"></textarea><a href="/privacy/">x</a></form>',
            ["asks for “why”", "browsers keep what is typed into “why”"],
        ),
        ('<form method="get"><button>Language</button></form>', []),
    ],
)
def test_forms_that_ask_too_much_or_do_not_say_what_for_are_found(form: str, said: list[str]) -> None:
    assert _said(_answer(form)) == said


@pytest.mark.parametrize(
    ("cookie", "said"),
    [
        (COOKIE.replace("csrftoken", "_ga"), "a cookie of an unknown name"),
        (COOKIE + "; Domain=example", "other hosts get it, too"),
        (COOKIE.replace("; Secure", ""), "also travels unencrypted"),
        (COOKIE.replace("; HttpOnly", "").replace("csrftoken=x", "csrftoken=x"), "scripts can read it"),
        (COOKIE.replace("; SameSite=Lax", ""), "other sites' requests carry it"),
        (COOKIE.replace("Lax", "None"), "other sites' requests carry it"),
        (COOKIE + "; Max-Age=31449600", "stays longer than it says"),
        ("tracking=yes; Secure; HttpOnly; SameSite=Lax; Max-Age=15552001", "stays longer than it says"),
    ],
)
def test_cookies_that_tell_too_much_are_found(cookie: str, said: str) -> None:
    assert _said(_answer(cookies=(cookie,))) == [said]


@pytest.mark.parametrize(
    "cookie",
    [
        "tracking=yes; Secure; HttpOnly; SameSite=Lax; Max-Age=15552000",  # stays as long as it says
        'tracking=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/',  # is taken away
    ],
)
def test_other_cookies_are_not(cookie: str) -> None:
    assert _said(_answer(cookies=(cookie,))) == []


def test_a_style_sheet_that_asks_another_site_is_found() -> None:
    css = "@import 'https://t.example/a.css'; p { background: url(/own.png) } b { src: url(//f.example/x.woff) }"
    assert [leak.what for leak in style_leaks("/a.css", css, SITE)] == ["asks t.example", "asks f.example"]

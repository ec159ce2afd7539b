"""The HTML of our mails uses what `mail_clients.toml` lists, and nothing else: whoever changes the layout looks up what
the main mail clients make of it."""

import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.campaigns.mime.library_mails import NAMES, library_mail

LISTED: dict[str, Any] = tomllib.loads(Path(__file__).with_name("mail_clients.toml").read_text())
KINDS = ("tags", "attributes", "properties")
CLIENTS = {"gmail", "apple", "outlook", "outlook-windows", "yahoo"}


class Used(HTMLParser):
    """The tags, attributes and CSS properties of a page; what stands in comments for old Outlooks is left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self._in_style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found["tags"].add(tag)
        self.found["attributes"] |= {name for name, _ in attrs}
        self.found["properties"] |= set(_properties(dict(attrs).get("style") or ""))
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found["properties"] |= set(re.findall(r"@[\w-]+", data))
            for declarations in re.findall(r"\{([^{}]*)\}", data):
                self.found["properties"] |= set(_properties(declarations))


def _properties(declarations: str) -> Iterator[str]:
    for declaration in declarations.split(";"):
        name, colon, _ = declaration.partition(":")
        if colon and not name.strip().startswith(tuple(LISTED["vendor_prefixes"])):
            yield name.strip()


def used(kind: str) -> set[str]:
    return set().union(*(Used(library_mail(*name).html).found[kind] for name in NAMES))


@pytest.mark.parametrize("kind", KINDS)
def test_mails_use_what_is_listed_and_nothing_is_listed_that_they_do_not_use(kind: str) -> None:
    plain = set(LISTED[f"plain_{kind}"])
    assert used(kind) == plain | set(LISTED[kind])
    assert not plain & set(LISTED[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_where_a_client_does_not_take_it_the_list_says_what_the_reader_sees(kind: str) -> None:
    for name, answers in LISTED[kind].items():
        clients = {client: answer for client, answer in answers.items() if client != "without"}
        assert set(clients) <= CLIENTS
        assert set(clients.values()) <= {"partly", "no", "untested"}
        assert bool(clients) == bool(answers.get("without")), name


def test_a_new_property_would_be_noticed() -> None:
    page = '<div style="display:flex;mso-x:1;color:red"><video controls></video></div><style>@font-face{src:x}</style>'
    assert Used(page).found == {
        "tags": {"div", "video", "style"},
        "attributes": {"style", "controls"},
        "properties": {"display", "color", "@font-face", "src"},
    }


@pytest.mark.parametrize("name", NAMES, ids=["-".join(name) for name in NAMES])
def test_a_mail_loads_nothing_and_is_not_cut_by_gmail(name: tuple[str, str]) -> None:
    """Gmail hides what stands after 102 kB of HTML."""
    page = library_mail(*name).html
    assert not re.search(r"<(img|link|script|iframe|object|video|audio|form)\b|url\(|@import|background=", page)
    assert len(page.encode()) < 50_000

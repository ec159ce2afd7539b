"""What a browser does with a page: what it asks for by itself, which scripts it runs, which forms it offers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

#: tag → attributes whose address a browser asks for, or sends a form to.
_ASKS: Mapping[str, tuple[str, ...]] = {
    "script": ("src",), "link": ("href",), "img": ("src", "srcset"), "source": ("src", "srcset"),
    "iframe": ("src",), "frame": ("src",), "embed": ("src",), "object": ("data",), "video": ("src", "poster"),
    "audio": ("src",), "track": ("src",), "input": ("src", "formaction"), "button": ("formaction",),
    "form": ("action",), "a": ("ping",), "base": ("href",), "body": ("background",), "table": ("background",),
    "use": ("href", "xlink:href"), "image": ("href", "xlink:href"),
}  # fmt: skip
_NOT_ASKED_FOR = frozenset({"canonical", "alternate", "author", "license"})
_CSS_URL = re.compile(r"""url\(\s*['"]?([^'")\s]+)|@import\s+['"]([^'"]+)""", re.IGNORECASE)
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\";]+)", re.IGNORECASE)
_TYPED = frozenset({"text", "email", "tel", "date", "number", "search", "url", "password", "file", "month", "time"})


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    autocomplete: str


@dataclass(slots=True)
class Form:
    method: str
    fields: list[Field] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Markup:
    asks: list[tuple[str, str]] = field(default_factory=list)
    """(tag, address) of what a browser asks for by itself or sends a form to."""
    links: list[str] = field(default_factory=list)
    inline_scripts: int = 0
    forms: list[Form] = field(default_factory=list)


def read(html: str) -> Markup:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def css_addresses(css: str) -> list[str]:
    return [one or other for one, other in _CSS_URL.findall(css)]


def foreign_host(address: str, own: frozenset[str]) -> str:
    """The host of an address of another site; empty for our own, for data: and for what stays on the page."""
    try:
        host = urlsplit(address.strip()).hostname or ""
    except ValueError:
        return "an address that cannot be read"
    return "" if host in own else host


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Markup()
        self._form: Form | None = None
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.found.asks += [(tag, address) for address in _asked_for(tag, told)]
        self.found.inline_scripts += sum(name.startswith("on") for name in told)
        if tag in ("script", "style"):
            self._inside = "" if told.get("src") or "json" in told.get("type", "") else tag
        if tag == "form":
            self._form = Form(told.get("method", "get").lower())
            self.found.forms.append(self._form)
        if tag == "a":
            self._link(told.get("href", ""))
        if self._form is not None:
            self._form.fields += _fields(tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script" and data.strip():
            self.found.inline_scripts += 1
        if self._inside == "style":
            self.found.asks += [("style", address) for address in css_addresses(data)]

    def _link(self, address: str) -> None:
        if address.strip().lower().startswith("javascript:"):
            self.found.inline_scripts += 1
        self.found.links.append(address)
        if self._form is not None:
            self._form.links.append(address)


def _asked_for(tag: str, told: Mapping[str, str]) -> Iterator[str]:
    if "style" in told:
        yield from css_addresses(told["style"])
    if tag == "meta" and told.get("http-equiv", "").lower() == "refresh":
        yield from _REFRESH.findall(told.get("content", ""))
    if tag == "link" and _NOT_ASKED_FOR.issuperset(told.get("rel", "").lower().split() or ["?"]):
        return
    for name in _ASKS.get(tag, ()):
        if name in told:
            yield from (
                (part.split()[0] for part in told[name].split(",") if part.split())
                if (name == "srcset")
                else [told[name]]
            )


def _fields(tag: str, told: Mapping[str, str]) -> Iterator[Field]:
    """What somebody types or chooses; buttons, ticks and hidden values are not asked of anybody."""
    kind = told.get("type", "text").lower() if tag == "input" else tag
    if tag in ("textarea", "select") or (tag == "input" and kind in _TYPED):
        yield Field(told.get("name", ""), kind, told.get("autocomplete", "").lower())

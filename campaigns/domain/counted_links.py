"""Which links of a mail may be counted, and how a page of theirs is told from another: by what it is, never by where
it stands, so that a link in an old mail goes on leading where it led.

A counted mail is the same mail with other addresses behind its links (and one invisible picture): only its HTML part.
The text part keeps the addresses themselves. Where a link leads is read from the published text, which never changes.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from consent.domain.words import Purpose

#: Care, answers and notices are never counted; nor is advice by condition: which link of it somebody follows says more
#: than the clinic should know (45 CFR 164.508(a)(3), HHS on online tracking technologies, 2024).
COUNTED = frozenset(
    {
        Purpose.OPERATIONS,
        Purpose.OWN_SERVICE,
        Purpose.MARKETING,
        Purpose.THIRD_PARTY_PAID,
        Purpose.NEWSLETTER,
    }
)
OPENING = "count.opening"
_PREFIX = "count."
#: Addresses that staff wrote, and pages of the clinic: the same for everybody, and no page about the reader.
_HREF = re.compile(r'href="(https://[^"{}]+|{{\s*(?:clinic\.website|link\.booking)\s*}})"')
_END = "</body>"
_PICTURE = f'<img src="{{{{ {OPENING} }}}}" width="1" height="1" alt="" style="display:block;border:0" />'


@dataclass(frozen=True, slots=True)
class CountedPage:
    """The HTML of a version with places for counted links. `links`: the place's name → the link's key."""

    html: str
    links: Mapping[str, str]


def is_counted(purpose: str, channel: str) -> bool:
    """Whether openings and clicks of such mail may be counted at all, of whoever allowed it."""
    return channel == "email" and purpose in COUNTED


def is_place(name: str) -> bool:
    """A place that only this module makes: no text of staff may ask for it."""
    return name.startswith(_PREFIX)


def counted_page(page: str) -> CountedPage:
    """`page`: the HTML of a published version, with Liquid in it."""
    links: dict[str, str] = {}

    def place(found: re.Match[str]) -> str:
        key = key_of(found[1])
        name = f"{_PREFIX}link_{key}"
        links[name] = key
        return f'href="{{{{ {name} }}}}"'

    replaced = _HREF.sub(place, page)
    before, end, after = replaced.rpartition(_END)
    return CountedPage(f"{before}{_PICTURE}{end}{after}" if end else replaced + _PICTURE, links)


def key_of(target: str) -> str:
    """Eight hexadecimal digits. `target`: as it stands in the HTML."""
    return sha256(_plain(target).encode()).hexdigest()[:8]


def _plain(target: str) -> str:
    """An address, or the name of a page of the clinic."""
    return target.strip("{} ") if target.startswith("{{") else html.unescape(target)


def destination(page: str, key: str, clinic: Mapping[str, str]) -> str:
    """Where the link leads: to an address of the published HTML, or a page of the clinic (`clinic`: name → address).
    Empty if the text has no such link, or the clinic no such page any more."""
    for target in _HREF.findall(page):
        if key_of(target) == key:
            found = _plain(target)
            return clinic.get(found, "") if target.startswith("{{") else found
    return ""

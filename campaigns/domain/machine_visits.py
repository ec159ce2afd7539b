"""Who follows the links of a mail: its reader, or a program that looks at it on the way (B10).

Programs that look for malware follow links within seconds of delivery, often all of them at once, with HEAD, and some
say who they are. Each sign alone is enough; what bears none counts as a person's, so numbers are rather too high than
too low. No agent and no address is kept: only which sign there was.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: Nobody has read a mail and chosen a link so soon after it was handed over: delivery alone takes that long.
TOO_SOON = timedelta(seconds=10)
#: So many different links of one mail, so close together, are no reader's.
MANY = 3
TOGETHER = timedelta(seconds=10)
AT_ONCE = timedelta(seconds=1)
#: Programs that say so in their agent (User-Agent, RFC 9110, 10.1.5): crawlers, mail filters, libraries, monitors.
_PROGRAM = re.compile(
    r"bot\b|crawl|spider|scan|slurp|preview|monitor|fetch|headless|phantomjs|selenium|puppeteer|playwright"
    r"|curl|wget|python|urllib|requests|httpx|aiohttp|java/|okhttp|go-http|libwww|lwp|perl|ruby|guzzle|node|axios"
    r"|barracuda|proofpoint|mimecast|safelinks|microsoft office existence|trendmicro|symantec|messagelabs|fireeye"
    r"|cisco|ironport|sophos|forcepoint|zscaler|fortinet|checkpoint|cloudmark|virustotal|avast|bitdefender",
    re.IGNORECASE,
)
#: Programs that bring a picture to whoever opened the mail: an opening, not a look on the way.
_FOR_A_READER = re.compile(r"googleimageproxy|yahoomailproxy|outlook-android|outlook-ios", re.IGNORECASE)
#: What Apple Mail fetches all pictures with, read or not (Mail Privacy Protection): it is no more than "Mozilla/5.0".
_EVERY_PICTURE = re.compile(r"mozilla/5\.0\s*", re.IGNORECASE)


class Sign(StrEnum):
    """Why a visit is taken for a program's."""

    HEAD = "head"
    PREFETCH = "prefetch"
    AGENT = "agent"
    TOO_SOON = "too-soon"
    MANY_LINKS = "many-links"


SIGNS_IN_WORDS = {
    Sign.HEAD: "asked whether the page is there, and did not look at it",
    Sign.PREFETCH: "fetched it before anybody asked",
    Sign.AGENT: "said that it is a program",
    Sign.TOO_SOON: "came within seconds of sending",
    Sign.MANY_LINKS: "followed many links at once",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a counted link (`link`: its key) or for the picture (no key)."""

    at: datetime
    method: str = "GET"
    agent: str = ""
    purpose: str = ""
    """`Sec-Purpose`, or `Purpose` of older browsers."""
    link: str = ""


def sign_of(visit: Visit, *, left_at: datetime | None) -> Sign | None:
    """What shows that a program came; None: take it for a person. `left_at`: when the mail was handed over."""
    if visit.method != "GET":
        return Sign.HEAD
    if "prefetch" in visit.purpose.lower() or "prerender" in visit.purpose.lower():
        return Sign.PREFETCH
    if _is_program(visit):
        return Sign.AGENT
    if left_at is not None and visit.at - left_at < TOO_SOON:
        return Sign.TOO_SOON
    return None


def _is_program(visit: Visit) -> bool:
    agent = visit.agent.strip()
    if not visit.link:
        return not _FOR_A_READER.search(agent) and (
            not agent or bool(_EVERY_PICTURE.fullmatch(agent)) or bool(_PROGRAM.search(agent))
        )
    return not agent or bool(_PROGRAM.search(agent) or _FOR_A_READER.search(agent))


def many_at_once(visits: Iterable[tuple[datetime, str]]) -> Collection[tuple[datetime, str]]:
    """Of the visits (when, which link) to one mail: those of a program that followed many links, whatever it said.

    That is three different links within ten seconds, or two within one.
    """
    found = sorted(visits)
    taken: set[tuple[datetime, str]] = set()
    for number, (first, _) in enumerate(found):
        for within, most in ((TOGETHER, MANY), (AT_ONCE, 2)):
            near = [one for one in found[number:] if one[0] - first <= within]
            if len({link for _, link in near}) >= most:
                taken.update(near)
    return taken

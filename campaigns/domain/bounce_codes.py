"""Codes that mail servers answer with: replies (RFC 5321, 4.2) and enhanced status codes (RFC 3463 and IANA's registry,
"SMTP Enhanced Status Codes": RFC 3886, 4468, 5248, 6710, 7372, 7504, 7505, 8601)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from campaigns.domain.bounce_kinds import Kind

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]|\s*-\s*\d)")
_AFTER_REPLY = re.compile(r"(?<![\d.\[])[245]\d\d[ :-]{1,3}#?([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.:/\[#-])([245][0-5]\d)(?=[ :-]|$)(?!-\d{3}|\.\d)", re.MULTILINE)

#: Subject and detail of a code → kind. x.y.0 is "other or undefined" and says little; those that are left out are
#: decided by what was written.
_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "1.1": Kind.USER_UNKNOWN,  # bad destination mailbox address
        "1.2": Kind.HOST_UNKNOWN,  # bad destination system address
        "1.3": Kind.USER_UNKNOWN,  # bad destination mailbox address syntax
        "1.6": Kind.HAS_MOVED,  # destination mailbox has moved, no forwarding address
        "1.7": Kind.REJECTED,  # bad sender's mailbox address syntax
        "1.8": Kind.REJECTED,  # bad sender's system address
        "1.10": Kind.NOT_ACCEPT,  # recipient address has null MX (RFC 7505)
        "2.0": Kind.FILTERED,
        "2.1": Kind.SUSPEND,  # mailbox disabled, not accepting messages
        "2.2": Kind.MAILBOX_FULL,
        "2.3": Kind.EXCEED_LIMIT,  # message length exceeds administrative limit
        "3.0": Kind.SYSTEM_ERROR,
        "3.1": Kind.SYSTEM_FULL,
        "3.2": Kind.SYSTEM_ERROR,  # system not accepting network messages: shutdown, load, maintenance
        "3.3": Kind.SYSTEM_ERROR,
        "3.4": Kind.MESG_TOO_BIG,
        "3.5": Kind.SYSTEM_ERROR,
        "4.0": Kind.NETWORK_ERROR,
        "4.1": Kind.EXPIRED,  # no answer from host
        "4.2": Kind.NETWORK_ERROR,  # bad connection
        "4.3": Kind.SYSTEM_ERROR,  # directory server failure
        "4.4": Kind.HOST_UNKNOWN,  # unable to route
        "4.5": Kind.SYSTEM_ERROR,  # mail system congestion
        "4.6": Kind.NETWORK_ERROR,  # routing loop detected
        "4.7": Kind.EXPIRED,  # delivery time expired
        "6.0": Kind.CONTENT_ERROR,
        "6.1": Kind.CONTENT_ERROR,
        "6.2": Kind.CONTENT_ERROR,
        "6.3": Kind.CONTENT_ERROR,
        "6.6": Kind.CONTENT_ERROR,
        "6.7": Kind.CONTENT_ERROR,
        "6.8": Kind.CONTENT_ERROR,
        "6.9": Kind.CONTENT_ERROR,
        "7.0": Kind.SECURITY_ERROR,
        "7.1": Kind.REJECTED,  # delivery not authorized, message refused
        "7.2": Kind.REJECTED,
        "7.5": Kind.SECURITY_ERROR,
        "7.6": Kind.SECURITY_ERROR,
        "7.7": Kind.SECURITY_ERROR,
        "7.8": Kind.SECURITY_ERROR,
        "7.9": Kind.SECURITY_ERROR,
        "7.20": Kind.AUTH_FAILURE,  # RFC 7372: no passing DKIM signature
        "7.21": Kind.AUTH_FAILURE,
        "7.22": Kind.AUTH_FAILURE,
        "7.23": Kind.AUTH_FAILURE,  # SPF validation failed
        "7.24": Kind.AUTH_FAILURE,
        "7.25": Kind.REQUIRE_PTR,  # reverse DNS validation failed
        "7.26": Kind.AUTH_FAILURE,  # multiple authentication checks failed
        "7.27": Kind.REJECTED,  # sender address has null MX (RFC 7505)
        "7.28": Kind.SPEEDING,  # mail flood detected
        # Exchange Online, "NDR error codes" (learn.microsoft.com)
        "4.310": Kind.HOST_UNKNOWN,
        "4.312": Kind.NETWORK_ERROR,
        "4.316": Kind.EXPIRED,
        "7.509": Kind.AUTH_FAILURE,
        "7.511": Kind.BLOCKED,
        "7.606": Kind.BLOCKED,
        "7.705": Kind.SPEEDING,
        "7.708": Kind.BLOCKED,
    }
)
#: RFC 7504: a server that never takes mail (521), a domain that takes none (556).
_NEVER_TAKES_MAIL = frozenset({"521", "556"})
#: Codes that name the address itself; what else is written seldom says it better.
_OF_THE_ADDRESS = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10"})


@dataclass(frozen=True, slots=True)
class Codes:
    """`status`: 5.1.1, or blank; `reply`: 550, or blank."""

    status: str = ""
    reply: str = ""

    @property
    def is_temporary(self) -> bool:
        """By the reply where there is one: what is tried for days comes back as 4.x.x in a mail that says failed."""
        return (self.reply or self.status)[:1] == "4"

    @property
    def kind(self) -> Kind | None:
        if self.reply in _NEVER_TAKES_MAIL and self.status[2:] in {"", "0.0", "3.2", "1.10"}:
            return Kind.NOT_ACCEPT
        return _KINDS.get(self.status[2:])

    @property
    def names_the_address(self) -> bool:
        return self.status[:1] == "5" and self.status[2:] in _OF_THE_ADDRESS

    @property
    def says_little(self) -> bool:
        """No code, or an undefined one."""
        return not self.status or self.status[2:] in {"0.0", "5.0", "1.0"}


def codes_in(diagnostic: str, field: str = "") -> Codes:
    """`diagnostic`: what the other side said; `field`: the Status field, which the reporting side chose. The other
    side's own code counts, unless it says nothing."""
    said = _AFTER_REPLY.search(diagnostic)
    found = said.group(1) if said else _first(_ENHANCED, diagnostic)
    chosen = _first(_ENHANCED, field)
    status = found if found and not (found.endswith(".0.0") and chosen) else chosen
    reply = _REPLY.search(diagnostic)
    return Codes(status, reply.group(1) if reply else "")


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group() if found else ""

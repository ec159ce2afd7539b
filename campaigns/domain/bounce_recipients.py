"""Whom a notice is about, and what it says of each of them."""

import re
from dataclasses import dataclass, field

from campaigns.domain.bounce_parts import Parts, groups

_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]*]{1,64}@[^\s<>,;:\"'()\[\]*]{1,255}")
#: Where notices put whom they are about: at the front of a line, in brackets or after a word.
_AT_FRONT = re.compile(
    r"^[ \t>*]*(?:[45]\d\d )?(?:.{0,80}?\b(?:to|recipient|address|for|size|full|attempts)\b\s?:?\s*)?"
    r"[<\"'(]*([^\s<>,;:\"'()\[\]*]{1,64}@[^\s<>,;:\"'()\[\]*]{1,255})",
    re.IGNORECASE,
)
_OF_MACHINES = ("final-recipient", "original-recipient", "diagnostic-code", "action")


@dataclass(frozen=True, slots=True)
class Said:
    """Of one recipient. `addresses`: under each name that the report gives."""

    addresses: tuple[str, ...] = field(repr=False)
    notice: str = field(default="", repr=False)
    diagnostic: str = field(default="", repr=False)
    status: str = ""
    action: str = ""


def said_of_each(parts: Parts) -> list[Said]:
    """The fields for machines where there are any, wherever they stand; else what the notice says."""
    told = [group for group in parts.status if _is_of_a_recipient(group)]
    told = told or [group for group in groups(_unquoted(parts.notice)) if _is_of_a_recipient(group)]
    sections = _sections(parts, [_addresses(group) for group in told])
    if told:
        whole = parts.notice if len(told) == 1 else ""
        return [_of_group(group, sections, whole) for group in told]
    return [Said((address,), text) for address, text in sections.items()] or _of_nobody(parts)


def _is_of_a_recipient(group: dict[str, str]) -> bool:
    return sum(name in group for name in _OF_MACHINES) >= 2


def _of_group(group: dict[str, str], sections: dict[str, str], whole: str) -> Said:
    addresses = _addresses(group)
    notice = next((sections[one] for one in addresses if one in sections), whole)
    status = group.get("status", "")
    diagnostic = group.get("diagnostic-code", "")
    if not diagnostic and "(" in status:
        diagnostic = status.partition("(")[2].rstrip(") ")
    return Said(addresses, notice, diagnostic, status, group.get("action", "").strip().lower())


def _addresses(group: dict[str, str]) -> tuple[str, ...]:
    named = (group.get(name, "") for name in ("original-recipient", "final-recipient", "x-actual-recipient"))
    return tuple(dict.fromkeys(found.group().lower() for value in named if (found := _ADDRESS.search(value))))


def _sections(parts: Parts, told: list[tuple[str, ...]]) -> dict[str, str]:
    """Address → the lines of the notice from where it stands to where the next one does."""
    lines = _unquoted(parts.notice).split("\n")
    senders = _senders(parts)
    known = {address for addresses in told for address in addresses} or set(_failed(parts))
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in lines:
        address = _named_in(line, known, senders)
        if address:
            current = found.setdefault(address, [])
        if current is not None:
            current.append(line)
    if len(found) <= 1:
        sole = next(iter(found), "") or next(iter(sorted(known)), "")
        return {sole: "\n".join(lines)} if sole else {}
    return {address: "\n".join(said) for address, said in found.items()}


def _named_in(line: str, known: set[str], senders: set[str]) -> str:
    if known:
        low = line.lower()
        return next((address for address in known if address in low), "")
    match = _AT_FRONT.match(line)
    address = match.group(1).lower().rstrip(".") if match else ""
    return "" if address in senders else address


def _senders(parts: Parts) -> set[str]:
    """Who gets the notice, and who wrote it: not whom it is about."""
    named = " ".join(str(parts.headers.get(name, "")) for name in ("To", "From", "Reply-To", "Return-Path"))
    returned = re.search(r"^from:(.*)$", parts.returned, re.IGNORECASE | re.MULTILINE)
    return {one.lower() for one in _ADDRESS.findall((named + " " + (returned.group(1) if returned else ""))[:4000])}


def _failed(parts: Parts) -> list[str]:
    return [one.lower() for one in _ADDRESS.findall(str(parts.headers.get("X-Failed-Recipients", ""))[:8000])]


def _of_nobody(parts: Parts) -> list[Said]:
    """The notice names nobody: it is about whom the returned mail went to."""
    to = re.search(r"^to:(.*(?:\n[ \t].*)*)", parts.returned, re.IGNORECASE | re.MULTILINE)
    addresses = tuple(one.lower() for one in _ADDRESS.findall(to.group(1)))[:1] if to else ()
    return [Said(addresses, parts.notice)] if parts.notice.strip() or addresses else []


def _unquoted(notice: str) -> str:
    """A notice that somebody forwarded. ">>>" alone stands before a command of SMTP."""
    return re.sub(r"^>(?!>>(?!>)) ?", "", notice, flags=re.MULTILINE)

"""How long a sign-in holds, and how long somebody who guessed must wait. Plain values; no clock."""

from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

#: Automatic log-off, 45 CFR 164.312(a)(2)(iii): a desk that nobody touches shows records to whoever passes by.
IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
#: Between the password and the code.
HALFWAY = timedelta(minutes=10)
#: After which password and code are asked again before something that cannot be taken back.
FRESH = timedelta(minutes=10)

SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=4)
#: Wrong tries under one name from so many places within so long are somebody's work, not a forgotten password.
MANY_PLACES, GUESSED_WITHIN = 10, timedelta(hours=1)
#: While a lane is locked, the book gets one line about it in this time: it is never shortened again.
TOLD_EVERY = timedelta(minutes=1)


class Ended(StrEnum):
    """Why a sign-in is over although nobody signed out."""

    IDLE = "idle"
    LONGEST = "longest"


def why_ended(*, expires_at: datetime, seen_at: datetime, now: datetime) -> Ended | None:
    """None while it holds."""
    if now >= expires_at:
        return Ended.LONGEST
    return Ended.IDLE if now - seen_at >= IDLE else None


def place_of(address: str) -> str:
    """Whose network: an IPv4 address; of IPv6 the /64, since a household has that many to itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False).network_address)


def wait_after(*, times_locked: int) -> timedelta:
    """15 minutes, doubled with each time within a day, four hours at most."""
    doubled: int = 2 ** min(max(times_locked - 1, 0), 8)
    return min(SHORTEST_WAIT * doubled, LONGEST_WAIT)

"""Names of people: those that stand in a greeting by placeholder, and those that somebody typed."""

import re

from campaigns.domain.guard.identifiers import IDENTIFIERS

_LONGEST = 60
_NO_NAME = re.compile(r"[@<>{}\\/]|https?:|www\.|\d{7}", re.IGNORECASE)


def as_a_name(value: str) -> str:
    """The value, if it can stand in a greeting; otherwise nothing: whoever typed more than a name into a name field
    must not keep a patient from a reminder, nor have it read by whoever opens the mail."""
    return "" if _looks_like_more(value) else value


def _looks_like_more(value: str) -> bool:
    return bool(
        len(value) > _LONGEST
        or (not value.isprintable() and any(ord(character) < 32 for character in value))
        or _NO_NAME.search(value)
        or any(pattern.search(value) for pattern in IDENTIFIERS.values())
    )

"""One mail that left, as a trial's journal tells it. Pure."""

from dataclasses import dataclass
from email.utils import parseaddr


@dataclass(frozen=True, slots=True)
class Entry:
    """Its Message-ID without host, the address it went to, what it said."""

    message_id: str
    to: str
    text: str = ""


def entry(message_id: str, to: str, text: str = "") -> Entry:
    """From what stands in the headers."""
    return Entry(message_id.strip("<>").split("@")[0], parseaddr(to)[1], text)

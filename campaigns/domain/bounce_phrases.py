"""What mail servers write, by kind: `bounce_phrases.toml`. Servers that answer without a telling code say it in words,
and no two alike.

The order of the table is a rule: what is about the sender, the letter or the moment comes before what is about the
mailbox, so that "blocked, no such user may write to us" takes nobody's mail away.
"""

import re
import tomllib
from pathlib import Path

from campaigns.domain.bounce_kinds import Kind

_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PHRASES = tuple((Kind(row["word"]), re.compile("|".join(row["phrases"]), re.IGNORECASE)) for row in _TABLE["kind"])
#: Links are no words, but whose they are says something.
_LINKED = (
    (Kind.BLOCKED, re.compile(r"spamhaus|spamcop|\bsorbs\b|barracudacentral|abuseat|uceprotect", re.IGNORECASE)),
    (Kind.REJECTED, re.compile(r"//groups\.google\.com/support", re.IGNORECASE)),
)
_LINKS = re.compile(r"https?://\S+|<[^<>\s]+@[^<>\s]*>|\S+@\S+")
_LONGEST = 4000


def kinds_in(text: str) -> tuple[Kind, ...]:
    """All kinds that the words tell of, the most telling first. Addresses and links are no words: whoever is written to
    may be called "spam" or "unknown"."""
    said = " ".join(_LINKS.sub("_", text[:_LONGEST]).split())
    linked = tuple(kind for kind, pattern in _LINKED if pattern.search(text[:_LONGEST]))
    return linked + tuple(kind for kind, pattern in PHRASES if pattern.search(said))

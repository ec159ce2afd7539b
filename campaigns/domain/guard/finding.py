"""What the guard says."""

from dataclasses import dataclass

SUBJECT, PREHEADER, BODY = "subject", "preheader", "body"


@dataclass(frozen=True, slots=True)
class Finding:
    """`word` as it was compared: Chinese in Simplified, a phrase with single blanks."""

    rule: str
    word: str


@dataclass(frozen=True, slots=True)
class Own:
    """What the clinic may say of itself: its names and places (any part), its phone numbers and addresses (bodies)."""

    names: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()


NOTHING_OWN = Own()

"""What goes into an evidence pack. Opaque ids, codes, counts and dates: never a value of a person."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day that are asked for, in the clinic's time zone, and the moment of asking.

    `in_a_hurry`: somebody waits in front of a page; what takes longer than seconds is left to the command.
    """

    since: date
    until: date
    at: datetime
    zone: str
    in_a_hurry: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """`name` is a path inside the pack; `what` says in one sentence what it is; `supports` names the paragraphs of
    45 CFR Part 164 that it says something about."""

    name: str
    content: bytes
    what: str
    supports: str

"""Emergency access to one person's record (45 CFR 164.312(a)(2)(ii)): who opens it, for how long, who looks at it."""

from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from audit.domain.actors import Actor

OPEN_FOR = timedelta(minutes=60)
REVIEWED_WITHIN = timedelta(hours=72)
REVIEWERS = frozenset({"privacy-officer"})
SHORTEST_WORDS = 10


class Why(StrEnum):
    """Why not, as the sentence on the screen."""

    NOT_HERE = "You do not work here any more."
    NOT_FOR_ROLE = "Your role has no emergency access."
    ADDS_NOTHING = "Your role sees all of this already: emergency access would add nothing."
    NO_WORDS = "Say in a sentence why you need this record now."
    NOT_A_REVIEWER = "Privacy officers review emergency access."
    OWN = "Nobody reviews their own emergency access."
    STILL_OPEN = "It is still open: answer when it has ended, about everything that was seen."
    REVIEWED = "Somebody was first: this is reviewed already."
    NOT_OPEN = "This emergency access has ended already."
    NOT_THEIRS = "Somebody else opened this."


def why_not_open(by: Actor, *, table: frozenset[str], added: frozenset[str], words: str) -> Why | None:
    """`table`: the fields of emergency access for this role; `added`: those that the role does not see anyway."""
    if by.kind != "staff" or not table:
        return Why.NOT_FOR_ROLE
    if not added:
        return Why.ADDS_NOTHING
    return Why.NO_WORDS if len(words.strip()) < SHORTEST_WORDS else None


def why_not_end(by: Actor, *, reader_id: str, ends_at: datetime, now: datetime) -> Why | None:
    if by.id != reader_id:
        return Why.NOT_THEIRS
    return None if is_open(now, ends_at) else Why.NOT_OPEN


def why_not_review(by: Actor, *, reader_id: str, has_ended: bool, is_reviewed: bool) -> Why | None:
    """Not while it is open: the answer is about everything that was seen."""
    if by.kind != "staff" or by.role not in REVIEWERS:
        return Why.NOT_A_REVIEWER
    if by.id == reader_id:
        return Why.OWN
    if is_reviewed:
        return Why.REVIEWED
    return None if has_ended else Why.STILL_OPEN


def is_open(now: datetime, ends_at: datetime) -> bool:
    """The last moment no longer counts."""
    return now < ends_at


def minutes_left(now: datetime, ends_at: datetime) -> int:
    """Begun minutes; 0 when it is over."""
    return max(0, ceil((ends_at - now).total_seconds() / 60))


def is_overdue(now: datetime, review_due_at: datetime, *, is_reviewed: bool) -> bool:
    return not is_reviewed and now >= review_due_at

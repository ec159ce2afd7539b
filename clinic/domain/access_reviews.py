"""The quarterly question: does everybody still need what they may see? (45 CFR 164.308(a)(3)(ii)(B), (a)(4)(ii)(C))

Each grant in force is kept or ended by its manager, and lapses when nobody answers in time.
"""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from audit.domain.actors import Actor

OPEN_DAYS = 21
REMIND_BEFORE = (7, 1)  # days
OFFICER, ADMINISTRATOR = "privacy-officer", "administrator"


class Why(StrEnum):
    """Why not, as the sentence on the screen."""

    NOT_AN_OPENER = "Privacy officers open a review."
    THERE_IS_ONE = "This quarter has its review already."
    OWN = "Nobody keeps or ends their own access."
    NOT_THEIRS = "Somebody else answers for this person."
    ANSWERED = "Somebody was first: this is answered already."
    CLOSED = "This review is over: what nobody answered has lapsed."


def quarter_of(day: date) -> str:
    """`2026-Q4`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def is_time_to_open(today: date, *, quarters: Collection[str], oldest_grant_on: date | None) -> bool:
    """Once a quarter, at its first day or when that was missed. Not in the quarter in which a clinic begins: its
    grants have just been decided."""
    if oldest_grant_on is None or quarter_of(today) in quarters:
        return False
    return quarter_of(oldest_grant_on) != quarter_of(today)


def due_on(opened_on: date) -> date:
    """The last day for an answer."""
    return opened_on + timedelta(days=OPEN_DAYS)


def has_lapsed(today: date, due: date) -> bool:
    return today > due


def reminder_due(today: date, due: date, reminded_on: date | None) -> int:
    """How many days before the due date the reminder is for that is due now; 0: none. A missed one is caught up."""
    for days in sorted(REMIND_BEFORE):
        mark = due - timedelta(days=days)
        if mark <= today <= due:
            return days if reminded_on is None or reminded_on < mark else 0
    return 0


def reviewer_of(owner_id: str, manager_id: str | None) -> str | None:
    """The manager, never oneself; None: whoever `stand_in` names."""
    return manager_id if manager_id and manager_id != owner_id else None


def stand_in(owner_role: str) -> str:
    """The role that answers where there is no manager: nobody watches their own kind alone."""
    return ADMINISTRATOR if owner_role == OFFICER else OFFICER


def why_not_open(by: Actor, *, quarters: Collection[str], today: date) -> Why | None:
    if by.kind != "system" and not (by.kind == "staff" and by.role == OFFICER):
        return Why.NOT_AN_OPENER
    return Why.THERE_IS_ONE if quarter_of(today) in quarters else None


def why_not_answer(
    by: Actor, *, owner_id: str, owner_role: str, reviewer_id: str, is_answered: bool, is_closed: bool
) -> Why | None:
    """`reviewer_id`: empty where a role stands in."""
    if by.kind != "staff":
        return Why.NOT_THEIRS
    if by.id == owner_id:
        return Why.OWN
    if is_closed:
        return Why.CLOSED
    if is_answered:
        return Why.ANSWERED
    theirs = by.id == reviewer_id if reviewer_id else by.role == stand_in(owner_role)
    return None if theirs else Why.NOT_THEIRS

"""Codes that one person hands to another. Plain values; each answer says why not.

A set-up code: who has only a first password sets up no second factor with it, so whoever set that password cannot be
the first to sign in. A ticket: a browser in which somebody never signed in gets a lane of its own (`sign_in.lock_out`),
whatever others guessed from the same address. It opens nothing else, and its lane has the same five tries.
"""

from datetime import timedelta
from enum import StrEnum

from audit.domain.actors import Actor
from clinic.domain.grants import DECIDERS, Member

SET_UP_HOLDS, TICKET_HOLDS = timedelta(days=3), timedelta(minutes=30)
#: Each one is five more guesses at a password.
MOST_TICKETS_A_DAY = 3


class Why(StrEnum):
    """Why not, as the sentence on the screen."""

    OWN = "Nobody makes a code for themselves: another administrator or privacy officer does."
    NOT_AN_ISSUER = "Administrators and privacy officers make these codes."
    SET_THEIRS = "You set the password they have now: another administrator or privacy officer makes the code."
    HAS_FACTOR = "They have a second factor. Phone and recovery codes lost? Reset it first."
    NO_ACCESS = "They have no access: a role is granted first."
    TOO_MANY = "They got three tickets within a day: no more until tomorrow. Another network lets them in as well."


def why_not_set_up_code(by: Actor, member: Member, *, has_factor: bool) -> Why | None:
    if has_factor:
        return Why.HAS_FACTOR
    if by.kind == "staff" and by.id == member.password_set_by:
        return Why.SET_THEIRS
    return _why_not_issue(by, member)


def why_not_ticket(by: Actor, member: Member, *, within_a_day: int) -> Why | None:
    if by.kind != "system" and within_a_day >= MOST_TICKETS_A_DAY:
        return Why.TOO_MANY
    return _why_not_issue(by, member)


def counts(*, issued_by: str, password_set_by: str) -> bool:
    """Whether a set-up code still sets up: no longer when who made it has learnt the password since."""
    return not issued_by or issued_by != password_set_by


def _why_not_issue(by: Actor, member: Member) -> Why | None:
    if by.kind == "system":
        return None
    if by.id == member.id:
        return Why.OWN
    if by.kind != "staff" or by.role not in DECIDERS or member.is_superuser:
        return Why.NOT_AN_ISSUER
    return None if member.role else Why.NO_ACCESS

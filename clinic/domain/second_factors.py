"""Who may take somebody's second factor away, so that they set up a new one. Plain values; each answer says why not.

Nobody may do both for the same person, set the password and reset the second factor: acting as somebody else takes two.
"""

from enum import StrEnum

from audit.domain.actors import Actor
from clinic.domain.grants import DECIDERS, Member, may_set_password


class Why(StrEnum):
    """Why not, as the sentence on the screen."""

    OWN = "Nobody resets their own second factor: ask a colleague, or replace it while you are signed in."
    NOT_A_RESETTER = (
        "Privacy officers reset second factors; administrators those of privacy officers and administrators."
    )
    SETS_THE_OTHER = "Whoever may set their password does not reset their second factor, too: a privacy officer does."
    SET_THEIRS = "You set the password they have now: another person resets their second factor."
    SUPERUSER = "A superuser is looked after from the shell."


def why_not_reset(by: Actor, member: Member) -> Why | None:
    if by.kind == "system":
        return None
    if by.id == member.id:
        return Why.OWN
    if by.kind != "staff" or by.role not in DECIDERS:
        return Why.NOT_A_RESETTER
    if member.is_superuser:
        return Why.SUPERUSER
    if by.id == member.password_set_by:
        return Why.SET_THEIRS
    return Why.SETS_THE_OTHER if may_set_password(by, member) else None

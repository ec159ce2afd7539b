"""Who may give whom a role: one person asks, another decides, and neither is the one who gets it.

45 CFR 164.308(a)(3)(ii)(A) and (a)(4)(ii)(B): authorization and establishment of access. Each function says why not,
or None. The system (somebody at the machine's shell) may do all of it alone: an installation has to begin.
"""

from dataclasses import dataclass
from enum import StrEnum

from audit.domain.actors import Actor

#: They ask for a role of somebody else, and let people go.
ASKERS = frozenset({"administrator"})
#: They decide what another one asked.
DECIDERS = frozenset({"administrator", "privacy-officer"})
#: Who they are and whom they watch: with their password somebody could act as them.
SET_THEIR_OWN = DECIDERS
ROLES_TO_KEEP_FILLED = ("administrator", "privacy-officer")


class Why(StrEnum):
    """Why not, as the sentence on the screen."""

    NOT_HERE = "You do not work here any more."
    NOT_AN_ASKER = "Administrators ask for roles and let people go."
    NOT_A_DECIDER = "Administrators and privacy officers decide about roles."
    OWN = "Nobody asks for, decides or ends their own access: another administrator can."
    OWN_REQUEST = "You asked for this yourself: a second person decides."
    HAS_IT = "They have this role already."
    WAITING = "A role for them waits for a decision already: decide or withdraw that one first."
    NOT_WAITING = "Somebody was first: this no longer waits for a decision."
    NOT_THE_ASKER = "Only who asked for it withdraws it."
    NOT_WORKING = "They have no access that could end."
    SUPERUSER = "A superuser is looked after from the shell."
    NOT_SHELL = "People and programs have no say in this."


@dataclass(frozen=True, slots=True)
class Member:
    """Whom it is about: `role` is the one in force, empty when none is; `waits` when one is asked for.

    `ever`: each role they had or that was asked for. `password_set_by`: the colleague who knows their password.
    """

    id: str
    role: str = ""
    waits: bool = False
    is_superuser: bool = False
    ever: frozenset[str] = frozenset()
    password_set_by: str = ""

    @property
    def guards(self) -> bool:
        """They decide about others, did, or may soon: a role that ends for a day hands nobody their account."""
        return bool(SET_THEIR_OWN & {self.role, *self.ever})


@dataclass(frozen=True, slots=True)
class Asked:
    """A role that somebody asked for; `asked_by` is empty for the shell."""

    whom: str
    asked_by: str
    waits: bool = True


def why_not_ask(by: Actor, member: Member, role: str) -> Why | None:
    return _why_not_touch(by, member) or _why_not_this_role(member, role)


def why_not_decide(by: Actor, asked: Asked) -> Why | None:
    if not asked.waits:
        return Why.NOT_WAITING
    if by.kind == "system":
        return None
    if by.kind != "staff":
        return Why.NOT_SHELL
    if by.id == asked.whom:
        return Why.OWN
    if by.role not in DECIDERS:
        return Why.NOT_A_DECIDER
    return Why.OWN_REQUEST if by.id == asked.asked_by else None


def why_not_withdraw(by: Actor, asked: Asked) -> Why | None:
    if not asked.waits:
        return Why.NOT_WAITING
    return None if by.kind == "system" or by.id == asked.asked_by else Why.NOT_THE_ASKER


def why_not_let_go(by: Actor, member: Member) -> Why | None:
    return _why_not_touch(by, member) or (None if member.role or member.waits else Why.NOT_WORKING)


def may_set_password(by: Actor, member: Member) -> bool:
    """One's own, and that of whoever never was an administrator or privacy officer; the system's is anybody's."""
    if by.kind == "system" or by.id == member.id:
        return True
    return by.role in ASKERS and not member.is_superuser and not member.guards


def _why_not_touch(by: Actor, member: Member) -> Why | None:
    if by.kind == "system":
        return None
    if by.kind != "staff":
        return Why.NOT_SHELL
    if by.id == member.id:
        return Why.OWN
    if by.role not in ASKERS:
        return Why.NOT_AN_ASKER
    return Why.SUPERUSER if member.is_superuser else None


def _why_not_this_role(member: Member, role: str) -> Why | None:
    if member.waits:
        return Why.WAITING
    return Why.HAS_IT if member.role == role else None

"""Who may change what about a member of staff. Review rules and access reviews lean on some of it."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from audit.domain.actors import Actor

#: What a record is compared with when somebody reads it, who they are in the book, and who keeps or ends their access.
LEANED_ON = frozenset({"username", "last_name", "email", "home_address", "manager_id"})


class Why(StrEnum):
    """Why not, as the sentence on the screen."""

    OWN = "Another administrator changes your own surname, user name, mail address, home and manager."
    OWN_TEAM = "This person is in their own team: somebody above them keeps or ends their access."


def why_not_change(by: Actor, staff_id: str, fields: Collection[str]) -> Why | None:
    return Why.OWN if by.id == staff_id and LEANED_ON.intersection(fields) else None


def why_not_manager(staff_id: str, manager_id: str, managers: Mapping[str, str]) -> Why | None:
    """`managers`: person → their manager. Nobody may stand, anywhere above, in their own line."""
    seen: set[str] = set()
    while manager_id and manager_id not in seen:
        if manager_id == staff_id:
            return Why.OWN_TEAM
        seen.add(manager_id)
        manager_id = managers.get(manager_id, "")
    return None

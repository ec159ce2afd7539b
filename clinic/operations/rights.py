"""What every change of rights begins with (both rows locked, the actor as they are now) and leaves in the book."""

from uuid import UUID

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.domain.grants import Member, Why
from clinic.enums import GrantState
from clinic.models import AccessGrant, Staff


class NotAllowed(ValueError):
    """The rules of `clinic.domain` say no; the text is the sentence for the screen. Trying again does not help."""

    def __init__(self, why: str) -> None:
        super().__init__(str(why))
        self.why = why


def locked(by: Actor, staff_id: UUID) -> tuple[Actor, Staff]:
    """Who acts, with the role of this moment, and whom it is about; rows locked in one order, so that two who act
    on each other do not wait for ever. Raises `NotAllowed` for an actor who was let go, and `Staff.DoesNotExist`."""
    ids = {staff_id} | ({UUID(by.id)} if by.kind == "staff" else set())
    rows = {one.pk: one for one in Staff.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if staff_id not in rows:
        raise Staff.DoesNotExist("nobody of that id works here")
    if by.kind != "staff":
        return by, rows[staff_id]
    actor = rows.get(UUID(by.id))
    if actor is None or not actor.is_active:
        raise NotAllowed(Why.NOT_HERE)
    return Actor.staff(actor.pk, by.role if actor.is_superuser else actor.role), rows[staff_id]


def member_of(staff: Staff) -> Member:
    """What the rules need to know of somebody."""
    grants = list(AccessGrant.objects.filter(staff=staff).values_list("state", "role"))
    by_state = dict(grants)
    return Member(
        str(staff.pk),
        by_state.get(GrantState.GRANTED, ""),
        GrantState.ASKED in by_state,
        is_superuser=staff.is_superuser,
        ever=frozenset(role for _, role in grants),
        password_set_by=str(staff.password_set_by_id or ""),
    )


def staff_id_of(by: Actor) -> UUID | None:
    """Null where the shell acts."""
    return UUID(by.id) if by.kind == "staff" else None


def record(by: Actor, staff_id: UUID, what: str, role: str, **more: str | int) -> None:
    """One line of the book, in the transaction of the change. Codes, counts and ids only."""
    record_change(
        word=AuditWord.PRIVILEGE,
        actor=by,
        fields=["clinic.staff"],
        details={"model": "clinic.staff", "id": str(staff_id), "what": what, "role": str(role), **more},
    )

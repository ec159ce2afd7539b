"""Who works here: hired, given a role, let go. Nobody changes their own role (45 CFR 164.308(a)(3))."""

from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import Language, Role
from clinic.models import Staff


class OwnRole(ValueError):
    """Somebody tried to change their own role. Another administrator can do it."""


@transaction.atomic
def hire(
    *,
    by: Actor,
    username: str,
    password: str | None,
    role: Role,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    language: Language = Language.ENGLISH,
) -> Staff:
    """A new member of staff who may sign in; without a password, not until one is set."""
    staff = Staff(
        username=username,
        role=Role(role),
        first_name=first_name,
        last_name=last_name,
        email=email,
        language=language,
        is_staff=True,
    )
    staff.set_password(password)
    staff.save(force_insert=True)
    _record(by, staff.pk, "hired", Role(role))
    return staff


@transaction.atomic
def change_role(*, by: Actor, staff_id: UUID, role: Role) -> None:
    """Raises `OwnRole`, and `Staff.DoesNotExist`."""
    if by.kind == "staff" and by.id == str(staff_id):
        raise OwnRole("Nobody changes their own role: ask another administrator.")
    staff = Staff.objects.select_for_update().get(pk=staff_id)
    staff.role = Role(role)
    staff.save(update_fields=["role"])
    _record(by, staff_id, "role", Role(role))


@transaction.atomic
def let_go(*, by: Actor, staff_id: UUID) -> None:
    """They can no longer sign in; open sessions end with their next click."""
    staff = Staff.objects.select_for_update().get(pk=staff_id)
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    _record(by, staff_id, "let-go", Role(staff.role))


def _record(by: Actor, staff_id: UUID, what: str, role: Role) -> None:
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        details={"model": "clinic.staff", "id": str(staff_id), "what": what, "role": role.value},
    )

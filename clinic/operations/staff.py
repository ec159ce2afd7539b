"""Who works here: hired, given a role, let go. Nobody changes their own role (45 CFR 164.308(a)(3)).

A change through these is one line of the book each, in its transaction; a password is never in it.
"""

from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import Language, Role
from clinic.models import Staff

#: Who they are and whom they watch: with their password an administrator could act as them.
_SET_THEIR_OWN = frozenset({Role.ADMINISTRATOR, Role.PRIVACY_OFFICER})


class OwnRole(ValueError):
    """Somebody tried to change their own role. Another administrator can do it."""


class NotTheirs(ValueError):
    """Administrators and privacy officers set their own passwords; a lost one is set from the shell."""


class Profile(TypedDict, total=False):
    username: str
    first_name: str
    last_name: str
    email: str
    language: str


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
    if _is_self(by, staff_id):
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


@transaction.atomic
def take_back(*, by: Actor, staff_id: UUID) -> None:
    """They may sign in again, in the role they had."""
    staff = Staff.objects.select_for_update().get(pk=staff_id)
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    _record(by, staff_id, "taken-back", Role(staff.role))


@transaction.atomic
def change_profile(*, by: Actor, staff_id: UUID, **profile: Unpack[Profile]) -> None:
    """Name, log-in name, address, language: what is told, and nothing else."""
    staff = Staff.objects.select_for_update().get(pk=staff_id)
    for field, value in profile.items():
        setattr(staff, field, value)
    staff.save(update_fields=list(profile))
    _record(by, staff_id, "profile", Role(staff.role), fields=" ".join(sorted(profile)))


def may_set_password(*, by: Actor, staff_id: UUID, role: str) -> bool:
    """One's own, and that of whoever is neither an administrator nor a privacy officer; the system's is anybody's."""
    return by.kind != "staff" or _is_self(by, staff_id) or role not in _SET_THEIR_OWN


@transaction.atomic
def set_password(*, by: Actor, staff_id: UUID, password: str | None) -> Staff:
    """None: they may not sign in until one is set. Raises `NotTheirs`, and `Staff.DoesNotExist`."""
    staff = Staff.objects.select_for_update().get(pk=staff_id)
    if not may_set_password(by=by, staff_id=staff_id, role=staff.role):
        raise NotTheirs(f"a {staff.role} sets their own password")
    staff.set_password(password)
    staff.save(update_fields=["password"])
    _record(by, staff_id, "password", Role(staff.role))
    return staff


def _is_self(by: Actor, staff_id: UUID) -> bool:
    return by.kind == "staff" and by.id == str(staff_id)


def _record(by: Actor, staff_id: UUID, what: str, role: Role, **more: str) -> None:
    record_change(
        word=AuditWord.CONFIGURE,
        actor=by,
        details={"model": "clinic.staff", "id": str(staff_id), "what": what, "role": role.value, **more},
    )

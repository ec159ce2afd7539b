"""Who works here, and how they sign in. What they may do is `operations.grants`; how it ends, `operations.leaving`.

A change through these is one line of the book each, in its transaction; a password is never in it.
"""

from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from audit import blind
from audit.domain.actors import Actor
from audit.domain.uuid7 import uuid7
from clinic.domain.grants import may_set_password
from clinic.domain.profiles import LEANED_ON, Why, why_not_change, why_not_manager
from clinic.enums import Language, Role, StaffAlert
from clinic.models import Staff
from clinic.operations import grants
from clinic.operations.alerts import alert_staff
from clinic.operations.rights import NotAllowed, locked, member_of, record, staff_id_of
from clinic.sign_in.sessions import end_sessions_of
from clinic.staff_digests import keep_former

_KEYS = {"email": blind.email_key, "last_name": blind.family_key, "home_address": blind.address_key}
_KEY_OF = {"email": "email_key", "last_name": "family_key", "home_address": "address_key"}


class NotTheirs(ValueError):
    """Administrators and privacy officers set their own passwords; a lost one is set from the shell."""


class Person(TypedDict, total=False):
    """`home_address`: street and postal code; never shown in a list, compared by its digest alone."""

    first_name: str
    last_name: str
    email: str
    manager_id: UUID | None
    home_address: str


class Profile(Person, total=False):
    username: str
    language: str


@transaction.atomic
def hire(
    *,
    by: Actor,
    now: datetime,
    username: str,
    password: str | None,
    role: Role,
    language: Language = Language.ENGLISH,
    **person: Unpack[Person],
) -> Staff:
    """A new member of staff, whose role waits for a second person; until then they cannot sign in.

    Hired from the shell, they may at once. Without a password, not until one is set. Raises `NotAllowed`.
    """
    staff = Staff(username=username, role=Role(role), language=language, is_staff=True, is_active=False)
    _lay_down(staff, person)
    staff.set_password(password)
    staff.password_set_by_id = staff_id_of(by) if password else None
    staff.save(force_insert=True)
    record(by, staff.pk, "hired", Role(role))
    grants.ask(by=by, now=now, staff_id=staff.pk, role=role)
    staff.refresh_from_db(fields=["role", "is_active"])
    return staff


@transaction.atomic
def change_profile(*, by: Actor, staff_id: UUID, **profile: Unpack[Profile]) -> None:
    """Name, log-in name, address, language, manager: what is told, and nothing else. Raises `NotAllowed`.

    That of an administrator or privacy officer is told to them and to the privacy officers. What review rules compare
    with counts beside the new for 90 days.
    """
    by, staff = locked(by, staff_id)
    if why := why_not_change(by, str(staff_id), profile) or why_not_managed_by(staff_id, profile.get("manager_id")):
        raise NotAllowed(why)
    keep_former(staff, profile)
    _lay_down(staff, profile)
    staff.save(update_fields=[*profile, *(_KEY_OF[name] for name in profile if name in _KEY_OF)])
    record(by, staff_id, "profile", staff.role, fields=" ".join(sorted(profile)))
    if LEANED_ON.intersection(profile) and member_of(staff).guards:
        _tell(StaffAlert.PROFILE_CHANGED, staff_id)


def why_not_managed_by(staff_id: UUID, manager_id: UUID | None) -> Why | None:
    managers = Staff.objects.exclude(manager=None).values_list("pk", "manager_id") if manager_id else ()
    return why_not_manager(str(staff_id), str(manager_id or ""), {str(one): str(above) for one, above in managers})


@transaction.atomic
def set_password(*, by: Actor, staff_id: UUID, password: str | None) -> Staff:
    """None: they may not sign in until one is set. One's own sessions go on as the page that asks wants it. Somebody
    else's end; they are told, and set their own before anything else opens (`sign_in.gate`).

    Raises `NotTheirs`, and `Staff.DoesNotExist`.
    """
    by, staff = locked(by, staff_id)
    if not may_set_password(by, member_of(staff)):
        raise NotTheirs(f"a {staff.role} sets their own password")
    staff.set_password(password)
    is_own = by.id == str(staff_id)
    staff.password_set_by_id = None if is_own or not password else staff_id_of(by)
    staff.save(update_fields=["password", "password_set_by"])
    if not is_own:
        end_sessions_of(staff_id)
        _tell(StaffAlert.PASSWORD_SET, staff_id)
    record(by, staff_id, "password", staff.role)
    return staff


def _tell(alert: StaffAlert, staff_id: UUID) -> None:
    """Whom it is about, and the privacy officers: each time."""
    once = f"{alert}:{uuid7()}"
    alert_staff(alert=alert, once_key=f"{once}:own", recipient_id=staff_id, subject_id=staff_id)
    alert_staff(alert=alert, once_key=f"{once}:officers", audience=Role.PRIVACY_OFFICER, subject_id=staff_id)


def _lay_down(staff: Staff, told: Any) -> None:
    for field, value in told.items():
        setattr(staff, field, value)
        if field in _KEY_OF:
            setattr(staff, _KEY_OF[field], _KEYS[field](value))

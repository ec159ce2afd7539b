"""Start-up checks: keys present and right, and a database that guards the book."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from audit.database_roles import Role
from audit.database_roles.start_up import faults_here
from audit.door_connection import DoorClosed
from audit.key_checks import WrongKey
from audit.keys import require_right_keys
from audit.models import KeyCheck

_KEYS = ("SECRET_KEY", "FERNET_KEYS", "BLIND_INDEX_KEYS", "LINK_KEYS", "AUDIT_SEAL_PUBLIC_KEYS")
_KEYS_WITHOUT_PHI = ("SECRET_KEY", "AUDIT_SEAL_PUBLIC_KEYS")
_OPENS_NO_FIELD = (Role.SEALER, Role.AUDITOR)
# The owner neither: comparing keys writes a line of the book, and `migrate` may have the table still to change.
_COMPARES_NO_KEYS = (*_OPENS_NO_FIELD, Role.OWNER)


@checks.register(checks.Tags.security)
def keys_are_named(**kwargs: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(f"{name} is missing.", hint="Name it in the environment or in .env.", id="audit.E010")
        for name in (_KEYS_WITHOUT_PHI if settings.DATABASE_ROLE in _OPENS_NO_FIELD else _KEYS)
        if not _is_named(name)
    ]


@checks.register(checks.Tags.security)
def keys_are_right(**kwargs: Any) -> list[checks.CheckMessage]:
    """Commands that check the system refuse the wrong keys. Without database or tables nothing can be compared."""
    if settings.DATABASE_ROLE in _COMPARES_NO_KEYS or not settings.FERNET_KEYS or not settings.BLIND_INDEX_KEYS:
        return []
    if not _there_are_tables():
        return []
    try:
        require_right_keys()
    except WrongKey as error:
        return [checks.Error(str(error), id="audit.E011")]
    except DoorClosed:
        return [checks.Error("The access book cannot be written, so no keys were compared.", id="audit.E021")]
    return []


@checks.register(checks.Tags.security)
def book_is_guarded(**kwargs: Any) -> list[checks.CheckMessage]:
    """Roles, rights, owners, triggers. `migrate`, which mends most of it, works as the owner and is not held up."""
    if not _there_are_tables():
        return []
    return [checks.Error(fault, id="audit.E020") for fault in faults_here()]


def _is_named(name: str) -> bool:
    try:
        return bool(getattr(settings, name))
    except ImproperlyConfigured:  # what Django answers for an empty SECRET_KEY
        return False


def _there_are_tables() -> bool:
    try:
        return KeyCheck._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return False

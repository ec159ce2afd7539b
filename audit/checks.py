"""Start-up checks: keys present and right."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from audit.key_checks import WrongKey
from audit.keys import require_right_keys
from audit.models import KeyCheck

_KEYS = ("SECRET_KEY", "FERNET_KEYS", "BLIND_INDEX_KEYS", "LINK_KEYS", "AUDIT_SEAL_PUBLIC_KEYS")


@checks.register(checks.Tags.security)
def keys_are_named(**kwargs: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(f"{name} is missing.", hint="Name it in the environment or in .env.", id="audit.E010")
        for name in _KEYS
        if not _is_named(name)
    ]


@checks.register(checks.Tags.security)
def keys_are_right(**kwargs: Any) -> list[checks.CheckMessage]:
    """Commands that check the system refuse the wrong keys. Without database or tables nothing can be compared."""
    if not settings.FERNET_KEYS or not settings.BLIND_INDEX_KEYS or not _there_are_check_values():
        return []
    try:
        require_right_keys()
    except WrongKey as error:
        return [checks.Error(str(error), id="audit.E011")]
    return []


def _is_named(name: str) -> bool:
    try:
        return bool(getattr(settings, name))
    except ImproperlyConfigured:  # what Django answers for an empty SECRET_KEY
        return False


def _there_are_check_values() -> bool:
    try:
        return KeyCheck._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return False

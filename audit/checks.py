"""Start-up checks: keys present and right."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connection

from audit.key_checks import WrongKey
from audit.keys import blind_ring, field_ring

_KEYS = ("SECRET_KEY", "FERNET_KEYS", "BLIND_INDEX_KEYS", "LINK_KEYS", "AUDIT_SEAL_KEY")


@checks.register(checks.Tags.security)
def keys_are_named(**kwargs: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(f"{name} is missing.", hint="Name it in the environment or in .env.", id="audit.E010")
        for name in _KEYS
        if not getattr(settings, name)
    ]


@checks.register(checks.Tags.database)
def keys_are_right(databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Only when asked for databases (`check --database default`, `migrate`); rings check themselves anyway."""
    if not databases or not settings.FERNET_KEYS or not settings.BLIND_INDEX_KEYS:
        return []
    if "audit_key_check" not in connection.introspection.table_names():
        return []
    try:
        field_ring().open(field_ring().seal(b""))
        blind_ring().digest("check", "")
    except WrongKey as error:
        return [checks.Error(str(error), id="audit.E011")]
    return []

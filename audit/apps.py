from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from audit import checks, seal_checks  # noqa: F401  (registered by being imported)

        post_migrate.connect(grant_rights, sender=self)


def grant_rights(*, using: str, **kwargs: Any) -> None:
    """Once for each `migrate`, after the tables of all apps are there."""
    from audit.database_roles import grant

    grant(connections[using])

"""No superuser works here: Django's `createsuperuser` can make one, and somebody should know."""

from typing import Any

from django.core import checks
from django.db import DatabaseError, connection

from clinic.domain.desk import Card
from clinic.models import Staff


@checks.register(checks.Tags.database)
def no_superuser(databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Asked with `check --database default`, and by commands that check the database."""
    if not databases or not _there_are_staff():
        return []
    if not (number := superusers()):
        return []
    return [
        checks.Warning(
            f"{number} active superuser(s).",
            hint="Nothing here needs one. Make staff with `hire`, and switch superusers off from the shell.",
            id="clinic.W040",
        )
    ]


def superusers() -> int:
    return Staff.objects.filter(is_superuser=True, is_active=True).count()


def superusers_card(now: Any) -> Card | None:
    """Nothing to say while there is none."""
    number = superusers()
    said = "Nothing here needs one: switch it off"
    return Card("Superusers", str(number), said, permission="clinic.view_staff") if number else None


def _there_are_staff() -> bool:
    try:
        return Staff._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return False

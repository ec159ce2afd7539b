"""The migrated database that all databases of tests are copies of. Migrating takes ten seconds, copying it a tenth."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test.utils import setup_databases

from tests.database_roles import as_owner, copy_database, drop_database, working_as_owner

#: What `migrate` makes comes from these: settings, roles and rights whole, of the other apps the tables alone.
_WHOLE = ("audit", "clinic", "requirements")
_TABLES_OF = ("patients", "consent", "campaigns", "journeys")
_MAKE_TABLES = frozenset({"migrations", "models", "models.py", "enums.py", "apps.py"})


def make_or_find() -> str:
    """Its name. Django's connection then works on a copy of it that is this process's test database.

    A template of other code is dropped: whatever `migrate` makes (tables, triggers, rights, permissions) comes from
    the code that the name is a digest of.
    """
    test_database = connection.creation._get_test_db_name()
    template = f"{test_database}_template_{_digest_of_code()}"
    there = _templates_of(test_database)
    for outdated in there - {template}:
        drop_database(outdated)
    if template in there:
        drop_database(test_database)
        copy_database(template, test_database)
        connections["default"].settings_dict["NAME"] = test_database
    else:
        _migrate(test_database, template)
    return template


def _migrate(test_database: str, template: str) -> None:
    """The template is there whole or not at all: it gets its name last."""
    with working_as_owner():
        setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=[])
    copy_database(test_database, template)


def _templates_of(test_database: str) -> set[str]:
    with as_owner() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{test_database}_template"])
        return {name for (name,) in cursor.fetchall()}


def _digest_of_code() -> str:
    found = hashlib.sha256()
    for path in sorted(_what_migrate_reads()):
        found.update(f"{path}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _what_migrate_reads() -> Iterator[Path]:
    for folder in (*_WHOLE, *_TABLES_OF):
        for path in (settings.BASE_DIR / folder).rglob("*.*"):
            is_read = folder in _WHOLE or _MAKE_TABLES & set(path.parts)
            if is_read and path.suffix in {".py", ".sql", ".txt"}:
                yield path

"""The migrated database that all databases of tests are copies of. Migrating takes ten seconds, copying it a tenth."""

import os

from django.db import connection, connections
from django.test.utils import setup_databases

from tests import migrated_code
from tests.database_roles import as_owner, copy_database, drop_database, holding_lock, working_as_owner


def make_or_find() -> str:
    """Its name. Django's connection then works on a copy of it that is this process's test database.

    Processes that share a server share the template: the first makes it, the others wait. A template of other code is
    dropped: whatever `migrate` makes comes from the code that the name is a digest of.
    """
    test_database = connection.creation._get_test_db_name()
    everybodys = test_database.removesuffix(f"_{os.environ.get('PYTEST_XDIST_WORKER', '')}")
    template = f"{everybodys}_template_{migrated_code.digest()}"
    with holding_lock(everybodys):
        there = _templates_of(everybodys)
        for outdated in there - {template}:
            drop_database(outdated)
        if template not in there:
            _migrate(test_database, template)
            return template
    drop_database(test_database)
    copy_database(template, test_database)
    connections["default"].settings_dict["NAME"] = test_database
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

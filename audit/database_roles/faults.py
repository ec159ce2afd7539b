"""What is not as it should be in the database, one sentence each. Reads the catalogue, changes nothing.

A superuser, or the owner of the tables, can undo all of it again a second later: what this finds is what was left that
way, by mistake or to be used later. What was done to events meanwhile, the seals tell.
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from audit.database_roles import catalogue, surroundings
from audit.database_roles.guards import APPEND_ONLY, RUN_AS_OWNER, SEARCH_PATH, wanted_functions, wanted_triggers
from audit.database_roles.rights import GRANTEES, Role, rights_on

AGAIN = "`migrate` grants what is missing and takes what is too much."


def faults(connection: BaseDatabaseWrapper, role: Role) -> list[str]:
    """For a process that works as `role`. Empty when all is well."""
    with connection.cursor() as cursor:
        tables = catalogue.tables(cursor)
        missing = sorted({*APPEND_ONLY} - {table.name for table in tables})
        if missing:
            return [f"There is no table {', '.join(missing)}: run `migrate`."]
        return [
            *_of_who_we_are(cursor, role),
            *_of_roles(cursor),
            *_of_places(cursor),
            *_of_tables(tables),
            *_of_rights(cursor, tables),
            *_of_triggers(cursor),
            *_of_functions(cursor),
            *_of_rewriting(cursor),
            *_of_sessions(cursor, tables),
            *_of_what_runs_by_itself(cursor),
            *_of_sequences(cursor),
        ]


def _of_who_we_are(cursor: Any, role: Role) -> Iterator[str]:
    user = catalogue.current_user(cursor)
    if user != role.user:
        yield f"This process is connected as {user}, not as {role.user}: put that name into its address."


def _of_roles(cursor: Any) -> Iterator[str]:
    for role in catalogue.roles(cursor, [role.user for role in GRANTEES]):
        for attribute in role.attributes:
            yield f"The database role {role.name} is {attribute}: ALTER ROLE {role.name} NO{attribute}."
        for other in role.member_of:
            yield f"The database role {role.name} is a member of {other}: REVOKE {other} FROM {role.name}."
        for thing in role.owns:
            yield f"{thing} belongs to {role.name}: ALTER it to OWNER TO {Role.OWNER.user}."


def _of_places(cursor: Any) -> Iterator[str]:
    for user, right, place in catalogue.places_to_make_things(cursor, [role.user for role in GRANTEES]):
        yield f"{user} may make things in {place}: REVOKE {right} ON {place} FROM PUBLIC, {user}. {AGAIN}"


def _of_tables(tables: list[catalogue.Table]) -> Iterator[str]:
    for table in tables:
        if table.owner != Role.OWNER.user:
            yield f"{table.name} belongs to {table.owner}: ALTER TABLE {table.name} OWNER TO {Role.OWNER.user}."
        for oddity in table.oddities:
            yield f"{table.name} {oddity}. Find out who did that; restore the table from a backup that has it not."


def _of_rights(cursor: Any, tables: list[catalogue.Table]) -> Iterator[str]:
    held = catalogue.rights(cursor)
    for table in tables:
        wanted = {(role.user, right) for role, rights in rights_on(table.name).items() for right in rights}
        found = {(right.grantee, right.name) for right in held if right.table == table.name}
        for user, right in sorted(wanted - found):
            yield f"{user} has no {right} right on {table.name}. {AGAIN}"
        for user, right in sorted(found - wanted):
            yield f"{user} has the right {right} on {table.name}: REVOKE it. {AGAIN}"


def _of_triggers(cursor: Any) -> Iterator[str]:
    wanted = {(trigger.table, trigger.name): trigger for trigger in wanted_triggers()}
    found = {(trigger.table, trigger.name): trigger for trigger in catalogue.triggers(cursor)}
    for table, name in sorted(wanted.keys() - found.keys()):
        yield f"The trigger {name} on {table} is gone. Find out who dropped it; a migration has to make it again."
    for table, name in sorted(found.keys() - wanted.keys()):
        yield f"{table} has a trigger {name} that is not ours: DROP TRIGGER {name} ON {table}."
    for key in sorted(wanted.keys() & found.keys()):
        yield from _of_trigger(found[key], wanted[key])


def _of_trigger(found: catalogue.FoundTrigger, wanted: Any) -> Iterator[str]:
    if found.enabled != "A":
        yield (
            f"The trigger {found.name} does not always fire:"
            f" ALTER TABLE {found.table} ENABLE ALWAYS TRIGGER {found.name}."
        )
    if (found.schema, found.function, found.when, found.is_plain) != ("public", wanted.function, wanted.when, True):
        yield f"The trigger {found.name} on {found.table} is not the one that the migrations made."


def _of_functions(cursor: Any) -> Iterator[str]:
    wanted = {one.name: one for one in wanted_functions()}
    found = catalogue.functions(cursor, list(wanted))
    for name, body, language in wanted.values():
        ours = catalogue.Function(name, body, [SEARCH_PATH], language, Role.OWNER.user, name in RUN_AS_OWNER)
        if [one for one in found if one.name == name] != [ours]:
            yield f"The function {name} is not the one that the migrations made: run `migrate`, or find out who did it."


def _of_rewriting(cursor: Any) -> Iterator[str]:
    for table, what in catalogue.rewriting(cursor):
        yield f"{table} has {what}: DROP it."


def _of_sessions(cursor: Any, tables: list[catalogue.Table]) -> Iterator[str]:
    for table, other in surroundings.stand_ins(cursor, [table.name for table in tables]):
        yield f"What this process calls {table} is {other}, not public.{table}: find out who set its search_path."
    for whose, setting, undo in surroundings.settings(cursor, [role.user for role in Role]):
        yield f"Sessions of {whose} begin with {setting}, which we did not set: {undo}."


def _of_what_runs_by_itself(cursor: Any) -> Iterator[str]:
    ours = {f"public.{name}" for name in RUN_AS_OWNER}
    for name, signature in surroundings.functions_that_run_as_their_owner(cursor):
        if name not in ours:
            yield f"The function {signature} runs with its owner's rights and is not ours: DROP FUNCTION {signature}."
    for name in surroundings.event_triggers(cursor):
        yield f"There is an event trigger {name} that is not ours: DROP EVENT TRIGGER {name}."


def _of_sequences(cursor: Any) -> Iterator[str]:
    for sequence, user, right in surroundings.rights_on_sequences(cursor):
        yield f"{user} has the right {right} on the sequence {sequence}: REVOKE it. {AGAIN}"

"""Writing the book. Reads go over the door's own connection and are there before anything is revealed;
changes go into the transaction that makes them."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.db.transaction import TransactionManagementError
from django.utils.module_loading import import_string

from audit import origin
from audit.domain.actors import Actor
from audit.door_connection import LOCK_TIMEOUT_MS, closed_by, door_cursor
from audit.enums import AuditWord, Outcome

_INSERT = f"""
    INSERT INTO audit_event
        (word, actor_kind, actor_id, actor_role, purpose, people, fields, outcome, place, address, details,
        categories, saw_protected)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, {settings.PROTECTED_CARE}(%s))
    RETURNING id
"""  # noqa: S608 - the name of a function of ours, from the settings
# A locked book must not hang whoever changes something. What waits were bounded by before, they are afterwards.
_INSERT_SOON = f"""
    SELECT set_config('revisit.patience', current_setting('lock_timeout'), true),
        set_config('lock_timeout', '{LOCK_TIMEOUT_MS}', true);
    {_INSERT};
    SELECT set_config('lock_timeout', current_setting('revisit.patience'), true)
"""


def record_read(
    *,
    word: AuditWord,
    actor: Actor,
    purpose: str,
    people: Iterable[UUID],
    fields: Iterable[str],
    outcome: Outcome = Outcome.GRANTED,
    details: Mapping[str, str | int] | None = None,
) -> None:
    """Commit one event now, whatever becomes of the business transaction. Raises `DoorClosed`."""
    with door_cursor() as cursor:
        cursor.execute(_INSERT, _row(word, actor, purpose, people, fields, outcome, details))


def record_change(
    *,
    word: AuditWord,
    actor: Actor,
    people: Iterable[UUID] = (),
    fields: Iterable[str] = (),
    purpose: str = "",
    details: Mapping[str, str | int] | None = None,
) -> int:
    """One event in the current transaction, by its number: it stays exactly if the change stays.

    Raises `DoorClosed` when the book cannot be written: what is not in it does not happen.
    `details` hold codes, counts and opaque ids, never a person's value.
    """
    row = _row(word, actor, purpose, people, fields, Outcome.GRANTED, details)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT_SOON, row)
            cursor.nextset()
            number: int = cursor.fetchone()[0]
    except TransactionManagementError:  # our own mistake, not the book's
        raise
    except (OperationalError, ProgrammingError, InterfaceError) as error:
        raise closed_by(error) from error
    return number


def _row(
    word: AuditWord,
    actor: Actor,
    purpose: str,
    people: Iterable[UUID],
    fields: Iterable[str],
    outcome: Outcome,
    details: Mapping[str, str | int] | None,
) -> list[Any]:
    if not actor.id:
        raise ValueError("an event needs an actor")
    here = origin.current()
    whom, what = sorted(set(people)), sorted(set(fields))
    return [
        word.value,
        actor.kind,
        actor.id,
        actor.role,
        purpose,
        whom,
        what,
        outcome.value,
        here.place,
        here.address,
        json.dumps(dict(details or {})),
        _categories()(what),
        whom,
    ]


@cache
def _categories() -> Callable[[Iterable[str]], list[str]]:
    """What the settings name: which kind of data a field is."""
    found: Callable[[Iterable[str]], list[str]] = import_string(settings.DATA_CATEGORIES)
    return found

"""Writing the book. Reads go over the door's own connection and are there before anything is revealed;
changes go into the transaction that makes them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from audit import origin
from audit.domain.actors import Actor
from audit.door_connection import door_cursor
from audit.enums import AuditWord, Outcome

_INSERT = """
    INSERT INTO audit_event
        (word, actor_kind, actor_id, actor_role, purpose, people, fields, outcome, place, address, details)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
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
) -> None:
    """One event in the current transaction: it stays exactly if the change stays.

    `details` hold codes, counts and opaque ids, never a person's value.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, _row(word, actor, purpose, people, fields, Outcome.GRANTED, details))


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
    return [
        word.value,
        actor.kind,
        actor.id,
        actor.role,
        purpose,
        sorted(set(people)),
        sorted(set(fields)),
        outcome.value,
        here.place,
        here.address,
        json.dumps(dict(details or {})),
    ]

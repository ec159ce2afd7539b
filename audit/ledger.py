"""Writing the book. Reads go over the door's own connection and are there before anything is revealed;
changes go into the transaction that makes them."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from audit import origin
from audit.domain.actors import Actor
from audit.door_connection import door_cursor
from audit.enums import AuditWord, Outcome

_INSERT = f"""
    INSERT INTO audit_event
        (word, actor_kind, actor_id, actor_role, purpose, people, fields, outcome, place, address, details,
        categories, saw_protected)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, {settings.PROTECTED_CARE}(%s))
    RETURNING id
"""  # noqa: S608 - the name of a function of ours, from the settings


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

    `details` hold codes, counts and opaque ids, never a person's value.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, _row(word, actor, purpose, people, fields, Outcome.GRANTED, details))
        number: int = cursor.fetchone()[0]
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

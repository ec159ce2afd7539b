"""Events as the bytes that are hashed: the line, newline included, that PostgreSQL's COPY writes of them.

A seal names the format its lines are in. A format is never changed: new columns of an event make a new one.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from audit.domain.seals import BEGINNING, Position

FORMAT = 1
COLUMNS = {
    1: "id, occurred_at, xid, epoch, word, actor_kind, actor_id, actor_role, purpose, people, fields, categories,"
    " saw_protected, outcome, place, address, details",
}
# COPY's text depends on these. Sorting is off because the index on (xid, id) has the order, and needs no memory.
_SETTINGS = """
    SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL client_encoding = 'UTF8';
    SET LOCAL enable_sort = off; SET LOCAL jit = off;
"""


def fix_output() -> None:
    """For this transaction: the same event gives the same bytes whatever the session's settings are."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS)


def copy_lines(
    epoch: UUID,
    from_: Position,
    until: Position | None,
    *,
    format_: int = FORMAT,
    limit: int | None = None,
    not_of: Sequence[UUID] | None = None,
) -> Iterator[bytes]:
    """Events of `epoch` in sealing order, one line each, as a stream.

    From the beginning there is no lower bound. With `not_of` (all other epochs that are known): also events whose
    epoch nobody knows, which are the work of somebody.
    """
    where, values = _where(epoch, from_, until, not_of)
    values.append(limit)
    sql = f"COPY (SELECT {COLUMNS[format_]} FROM audit_event WHERE {where} ORDER BY xid, id LIMIT %s) TO STDOUT"  # noqa: S608
    # Django's own cursor, when it is in debug mode, copies without values.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.cursor.copy(sql, values) as lines:
        for line in lines:
            yield bytes(line)


def _where(
    epoch: UUID, from_: Position, until: Position | None, not_of: Sequence[UUID] | None
) -> tuple[str, list[Any]]:
    parts: list[str] = ["epoch = %s"]
    values: list[Any] = [epoch]
    if not_of is not None:
        parts, values = ["(epoch = %s OR epoch <> ALL(%s))"], [epoch, list(not_of)]
    return _within(parts, values, from_, until)


def _within(parts: list[str], values: list[Any], from_: Position, until: Position | None) -> tuple[str, list[Any]]:
    if from_ != BEGINNING:
        parts.append("(xid, id) >= (%s, %s)")
        values += from_
    if until is not None:
        parts.append("(xid, id) < (%s, %s)")
        values += until
    return " AND ".join(parts), values


def event_id(line: bytes) -> int:
    return int(line[: line.index(b"\t")])


def position(line: bytes) -> Position:
    id_, _, xid, _ = line.split(b"\t", 3)
    return Position(int(xid), int(id_))

"""Many new rows of one table in one statement with one value: a night's rows are made thousands at a time."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model


def insert_new(rows: Sequence[Model]) -> set[UUID]:
    """The ids of the rows that are new: a unique key decides about the others, also between two writers at once.

    As `bulk_create` with `ignore_conflicts`, in a quarter of the time: rows travel as one JSON document, which the
    database reads by the types of its columns. No file or sealed field may be among them, and no default of the
    database is used.
    """
    if not rows:
        return set()
    table = type(rows[0])
    document = json.dumps([_values(row) for row in rows], default=_as_text)
    with connection.cursor() as cursor:
        cursor.execute(_statement(table), [document])
        return {row[0] for row in cursor.fetchall()}


@cache
def _statement(table: type[Model]) -> str:
    name = connection.ops.quote_name
    kinds = {str(field.column): field.db_type(connection) for field in table._meta.concrete_fields}
    columns = ", ".join(name(column) for column in kinds)
    types = ", ".join(f"{name(column)} {kind}" for column, kind in kinds.items())
    return (
        f"INSERT INTO {name(table._meta.db_table)} ({columns}) "  # noqa: S608
        f"SELECT {columns} FROM jsonb_to_recordset(%s::jsonb) AS made ({types}) "
        "ON CONFLICT DO NOTHING RETURNING id"
    )


def _values(row: Model) -> dict[str, Any]:
    return {str(field.column): getattr(row, field.attname) for field in row._meta.concrete_fields}


def _as_text(value: object) -> str:
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a quick row")

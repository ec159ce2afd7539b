"""Many new rows of one table in one statement: a night's rows are made thousands at a time."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)


def unsaved(table: type[Row], values: Mapping[str, Any]) -> Row:
    """As `table(**values)`, by the names of attributes (`person_id`), in a fraction of the time."""
    given = [values[name] if name in values else default() for name, default in _defaults(table)]
    return table(*given)


def insert_new(rows: Sequence[Model]) -> set[UUID]:
    """The ids of the rows that are new: a unique key decides about the others, also between two writers at once.

    As `bulk_create` with `ignore_conflicts`, in a fraction of the time. No file or sealed field may be among them, and
    no default of the database is used.
    """
    if not rows:
        return set()
    table = type(rows[0])
    return insert_columns(table, {name: [getattr(row, name) for row in rows] for _, name in _columns(table)})


def insert_columns(table: type[Model], values: Mapping[str, Sequence[Any]]) -> set[UUID]:
    """The same of rows that are no models: all attributes of the table, each with the values of all rows.

    A column travels as one array of texts, which the database reads by its type; what all rows say alike travels once.
    """
    alike: dict[str, Any] = {}
    apart: dict[str, str] = {}
    for column, name in _columns(table):
        found = values[name]
        if column != "id" and _all_alike(found):
            alike[column] = found[0]
        else:
            apart[column] = array_of_texts(found)
    with connection.cursor() as cursor:
        cursor.execute(_statement(table, tuple(apart)), [*alike.values(), *apart.values()])
        return {row[0] for row in cursor.fetchall()}


@cache
def _columns(table: type[Model]) -> tuple[tuple[str, str], ...]:
    """(column, attribute)"""
    return tuple((str(field.column), field.attname) for field in table._meta.concrete_fields)


@cache
def _defaults(table: type[Model]) -> tuple[tuple[str, Any], ...]:
    """(attribute, what makes its default), in the order in which a model takes them."""
    return tuple((field.attname, field.get_default) for field in table._meta.concrete_fields)


def _all_alike(values: Sequence[Any]) -> bool:
    return bool(values[0] == values[-1] and values.count(values[0]) == len(values))


@lru_cache(maxsize=100)
def _statement(table: type[Model], apart: tuple[str, ...]) -> str:
    """Values: what all rows say alike, then the columns of `apart`, both in the order of the table."""
    name = connection.ops.quote_name
    kinds = {str(field.column): _kind(field) for field in table._meta.concrete_fields}
    ordered = [*apart, *(column for column in kinds if column not in apart)]
    found = [f"apart.{name(one)}::{kinds[one]}" if one in apart else f"%s::{kinds[one]}" for one in ordered]
    arrays, columns = ", ".join(["%s::text[]"] * len(apart)), ", ".join(map(name, apart))
    return (
        f"INSERT INTO {name(table._meta.db_table)} ({', '.join(map(name, ordered))}) "  # noqa: S608
        f"SELECT {', '.join(found)} FROM unnest({arrays}) AS apart ({columns}) ON CONFLICT DO NOTHING RETURNING id"
    )


def _kind(field: "Field[Any, Any]") -> str:
    """Without its length: whoever asks for a cast to that is given what is too long cut off, and not an error."""
    return re.sub(r"\([0-9, ]+\)", "", str(field.db_type(connection)))


def array_of_texts(values: Sequence[Any]) -> str:
    """For `%s::text[]`, and any array that is cast to its type. Raises `TypeError` for what has no place in one."""
    return "{" + ",".join([_as_text(value) for value in values]) + "}"


def _as_text(value: object) -> str:
    """As an element of an array. Raises `TypeError` for what has no place in a quick row."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, UUID):
        return value.hex
    if value is None:
        return "NULL"
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    if isinstance(value, list):
        return _as_text(array_of_texts(value))
    if isinstance(value, int):  # and bool
        return f"{value}"
    raise TypeError(f"{type(value).__name__} has no place in a quick row")

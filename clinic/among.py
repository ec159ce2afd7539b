"""A look-up for long lists of ids and digests: `person_id__among=ids`.

As `__in`, with one value for the whole list instead of one for each: a night asks about hundreds of people at a time,
and most of what it cost was writing their values into statements.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, ForeignKey, Lookup, UUIDField
from django.db.models.sql.compiler import SQLCompiler


@BinaryField.register_lookup
@ForeignKey.register_lookup
@UUIDField.register_lookup
class Among(Lookup):
    """Of ids (UUID) or digests (bytes). Nothing is among none."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        if not self.rhs:
            raise EmptyResultSet
        sql, values = self.process_lhs(compiler, connection)
        kind = "bytea" if self.lhs.output_field.get_internal_type() == "BinaryField" else "uuid"
        return f"{sql} = ANY(%s::{kind}[])", [*values, array_of(self.rhs)]


def array_of(found: Collection[UUID | bytes]) -> str:
    """An array as text. Neither ids nor digests in hexadecimal hold anything that has a meaning in one."""
    return "{" + ",".join([f'"\\\\x{one.hex()}"' if isinstance(one, bytes) else one.hex for one in found]) + "}"

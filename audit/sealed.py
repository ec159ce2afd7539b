"""A value that is there but cannot be seen: what an encrypted attribute is until the door opens it."""

from collections.abc import Callable
from typing import Any, Generic, NoReturn, Self, TypeVar
from uuid import UUID

MASK = "•••"

T = TypeVar("T")


class SealedValueMisused(TypeError):
    """Somebody tried to read, compare in SQL, serialise or move a sealed value without the door."""


class Sealed(Generic[T]):
    """A ciphertext with its place: column (`app.model.field`), row, and the person it is about.

    `str` and `format` give a constant mask, `==` is identity, JSON and pickle raise. Plaintext comes from
    `phi_access(...)` alone.
    """

    __slots__ = ("_parse", "about", "column", "person", "row", "token")

    def __init__(
        self,
        token: bytes,
        *,
        column: str,
        parse: Callable[[bytes], T],
        about: str,
        row: UUID | None = None,
        person: UUID | None = None,
    ) -> None:
        """`about` says where the model holds the id of the person concerned: `id`, an attribute, or nowhere ("")."""
        self.token, self.column, self._parse, self.about, self.row = token, column, parse, about, row
        self.person = row if about == "id" else person

    def of(self, *, row: UUID, person: UUID | None) -> Self:
        """The same ciphertext with the row it was read from: for `values_list`, where the field cannot know it."""
        return type(self)(self.token, column=self.column, parse=self._parse, about=self.about, row=row, person=person)

    def parse(self, plain: bytes) -> T:
        return self._parse(plain)

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return f"<Sealed {self.column}>"

    def __format__(self, spec: str) -> str:
        return MASK

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise SealedValueMisused(f"{self.column} is sealed and is never pickled")

    def prepare_database_save(self, field: Any) -> NoReturn:
        """Django calls this in `update(column=value)`, which cannot know the row that a value is bound to."""
        raise SealedValueMisused(f"{self.column} is bound to its row: load the row, assign, save()")

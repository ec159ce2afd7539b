"""What each room knows of one person, for the person's own export (`settings.PERSON_EXPORT`).

Each entry names a function `parts(asked: Asked) -> Iterable[Part]`, marked with what it shows (`opens`). All of them
read under one event of the book, through one opened door: `asked.phi`. They tell of nobody else: no guardian's name,
no neighbour.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

Provider = TypeVar("Provider", bound=Callable[..., object])
Value = str | int | bool | date | datetime | list[str] | None


class Opened(Protocol):
    """The door to the fields that the providers named (`audit.door.Phi`)."""

    def reveal(self, sealed: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """`at`: the moment, aware UTC; `today`: its clinic-local day; `language`: the person's."""

    person_id: UUID
    at: datetime
    today: date
    language: str
    phi: Opened = field(repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """`name`: one word with underscores, the key in the JSON. `lines`: what a thing is called → its value.

    Title and names are English; `consent.copies.export_words` says them in the person's language. `files`: what goes
    along as it is, by a name that says nothing of whose it is.
    """

    name: str
    title: str
    lines: tuple[Mapping[str, Value], ...] = field(repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def opens(*sealed: str, beside: tuple[str, ...] = ()) -> Callable[[Provider], Provider]:
    """On a provider: the sealed fields that it opens, and what it shows in clear beside."""

    def mark(function: Provider) -> Provider:
        function.__dict__.update(opens=sealed, beside=beside)
        return function

    return mark

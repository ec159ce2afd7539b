"""What each room knows of one person, for the person's own export (`settings.PERSON_EXPORT`).

Each entry names a function `parts(asked: Asked) -> Iterable[Part]`. It opens sealed fields for `asked.by` itself, with
the word EXPORT and the purpose of a patient's request, and tells of nobody else: no guardian's name, no neighbour.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from audit.domain.actors import Actor

Value = str | int | bool | date | datetime | list[str] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """`at`: the moment, aware UTC; `today`: its clinic-local day."""

    person_id: UUID
    by: Actor
    at: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Part:
    """`name`: one word with underscores, the key in the JSON. `lines`: what a thing is called → its value."""

    name: str
    title: str
    lines: tuple[Mapping[str, Value], ...] = field(repr=False)

"""What somebody looks for in the book. Every element of an event can be asked for; all that is asked must hold."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

_SQL: Mapping[str, str] = {
    "since": "occurred_at >= %s",
    "until": "occurred_at < %s",
    "word": "word = %s",
    "kind": "actor_kind = %s",
    "who": "actor_id = %s",
    "role": "actor_role = %s",
    "purpose": "purpose = %s",
    "category": "categories @> ARRAY[%s]::varchar[]",
    "field": "fields @> ARRAY[%s]::varchar[]",
    "protected": "saw_protected = %s",
    "outcome": "outcome = %s",
    "place": "place = %s",
    "address": "address = %s",
    "person": "people @> ARRAY[%s]::uuid[]",
    "event": "id = %s",
}


@dataclass(frozen=True, slots=True)
class BookFilter:
    """Codes, opaque ids and moments; `since` is included, `until` is not. None: whatever it is."""

    since: datetime | None = None
    until: datetime | None = None
    word: str | None = None
    kind: str | None = None
    who: str | None = None
    role: str | None = None
    purpose: str | None = None
    category: str | None = None
    field: str | None = None
    protected: bool | None = None
    outcome: str | None = None
    place: str | None = None
    address: str | None = None
    person: UUID | None = None
    event: int | None = None

    def asked(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}

    def criteria(self) -> dict[str, str | int]:
        """As an event and a list of exports keep it."""
        return {name: _plain(value) for name, value in self.asked().items()}

    def sql(self) -> tuple[list[str], list[Any]]:
        """Conditions on `audit_event`, and their parameters."""
        asked = self.asked()
        return [_SQL[name] for name in asked], list(asked.values())


def _plain(value: Any) -> str | int:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)

"""Events of the book as somebody reads them: who, and from where, in words."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from audit.enums import ActorKind, DataCategory
from audit.models import AuditEvent

Names = Callable[[Iterable[UUID]], dict[UUID, str]]

_KINDS = {"web": "page", "command": "command", "task": "job"}


def name_actors(events: list[AuditEvent]) -> None:
    """Put `who` on each event: one query for all of them."""
    names_of: Names = import_string(settings.ACTOR_NAMES)
    names = names_of({id_ for event in events if (id_ := _staff_id(event))})
    for event in events:
        event.who = _who(event, names)  # type: ignore[attr-defined]


def place_in_words(place: str) -> str:
    """`web:admin:desk-person` → "page desk person"."""
    kind, _, name = place.partition(":")
    words = name.removeprefix("admin:").replace("-", " ").replace("_", " ").replace(":", " ")
    return f"{_KINDS.get(kind, kind)} {words}".strip()


def categories_in_words(categories: Iterable[str]) -> str:
    return ", ".join(str(DataCategory(one).label) for one in categories)


def _staff_id(event: AuditEvent) -> UUID | None:
    if event.actor_kind != ActorKind.STAFF:
        return None
    try:
        return UUID(event.actor_id)
    except ValueError:
        return None


def _who(event: AuditEvent, names: dict[UUID, str]) -> str:
    if event.actor_kind == ActorKind.SYSTEM:
        return f"{event.actor_id} (program)"
    if event.actor_kind == ActorKind.PATIENT:
        return "a patient, for themselves"
    staff_id = _staff_id(event)
    name = names.get(staff_id, event.actor_id) if staff_id else event.actor_id
    role = event.actor_role.replace("-", " ").replace("_", " ").capitalize()
    return f"{name} ({role})" if role else name

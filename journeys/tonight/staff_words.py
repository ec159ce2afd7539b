"""Who did it, as the pages of the night call them."""

from collections.abc import Iterable
from uuid import UUID

from clinic.staff_names import display_names

_BY_ITSELF = "the clinic's schedule"


class Names:
    """Names of actors, as staff are called; what is no member of staff is the schedule."""

    def __init__(self, actors: Iterable[str]) -> None:
        self._names = display_names(found for actor in actors if (found := _id(actor)))

    def __call__(self, actor: str) -> str:
        found = _id(actor)
        return self._names.get(found, "somebody who left") if found else _BY_ITSELF


def _id(actor: str) -> UUID | None:
    try:
        return UUID(actor)
    except ValueError:
        return None

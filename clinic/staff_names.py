"""What the access book calls the members of staff in it."""

from collections.abc import Iterable
from uuid import UUID

from clinic.models import Staff


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Id → log-in name, in one query; an id of nobody is not in the answer."""
    return dict(Staff.objects.filter(pk__in=set(ids)).values_list("pk", "username"))


def display_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Id → first and family name, or the log-in name of who has none written down. One query."""
    found = Staff.objects.filter(pk__in=set(ids)).only("pk", "first_name", "last_name", "username")
    return {one.pk: one.get_full_name() or one.username for one in found}


def called(actor_ids: Iterable[str]) -> dict[str, str]:
    """Actors' ids as rows keep them: log-in names of staff, and what programs call themselves. One query."""
    texts = set(actor_ids)
    staff = {text: found for text in texts if (found := _staff_id(text))}
    names = names_of(staff.values()) if staff else {}
    return {
        text: names.get(staff[text], "somebody who has left") if text in staff else text.replace("_", " ")
        for text in texts
    }


def _staff_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

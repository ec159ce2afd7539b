"""Who stands at the desk: the signed-in member of staff as an actor, and what their role sees records for."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.http import HttpRequest

from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_read
from clinic.enums import Role
from clinic.models import Staff

_TREATS = frozenset({Role.FRONT_DESK, Role.CLINICIAN})
SUPERUSER = "superuser"  # a role that no table knows: it sees no sealed field and decides nothing


def staff_actor(request: HttpRequest) -> Actor:
    """Raises `TypeError` when nobody is signed in: staff pages are behind the log-in."""
    user = request.user
    if not isinstance(user, Staff):
        raise TypeError("nobody is signed in")
    return Actor.staff(user.pk, SUPERUSER if user.is_superuser else user.role)


def purpose_of_use(request: HttpRequest) -> PurposeOfUse:
    """Front desk and clinicians treat; everybody else works in the clinic's operations."""
    return PurposeOfUse.TREATMENT if staff_actor(request).role in _TREATS else PurposeOfUse.OPERATIONS


def record_look(
    request: HttpRequest,
    *,
    people: Iterable[UUID],
    fields: Iterable[str],
    word: AuditWord = AuditWord.REVEAL,
    details: Mapping[str, str | int] | None = None,
) -> None:
    """In the book before it is shown: what staff see of people in clear. Sealed fields go through `phi_access`."""
    record_read(
        word=word,
        actor=staff_actor(request),
        purpose=purpose_of_use(request),
        people=people,
        fields=fields,
        details=details,
    )

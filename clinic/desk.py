"""Who stands at the desk: the signed-in member of staff as an actor, and what their role sees records for."""

from django.http import HttpRequest

from audit.domain.actors import Actor
from audit.enums import PurposeOfUse
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

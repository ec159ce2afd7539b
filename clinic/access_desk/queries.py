"""What the pages about access show."""

from dataclasses import dataclass

from django.db.models import QuerySet

from clinic.enums import GrantState
from clinic.models import AccessGrant, Staff
from clinic.queries import with_state_of_access


@dataclass(frozen=True, slots=True)
class WaitingGrant:
    """A role that waits; `why_not`: why the reader does not decide it, as a sentence."""

    grant: AccessGrant
    why_not: str
    may_withdraw: bool


def members() -> QuerySet[Staff]:
    """Everybody whose access is looked after here: superusers are the shell's."""
    return with_state_of_access(Staff.objects.filter(is_superuser=False))


def waiting_grants() -> list[AccessGrant]:
    """Oldest first."""
    waiting = AccessGrant.objects.filter(state=GrantState.ASKED).order_by("asked_at", "id")
    return list(waiting.select_related("staff", "asked_by"))

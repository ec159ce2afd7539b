"""Telling privacy officers and administrators when rights, owners or triggers are no longer as they should be.

The start-up check sees what was so at the start; this one what was done since, to a clinic that goes on running.
"""

import hashlib
import logging
from datetime import datetime

from django.db import transaction

from audit.database_roles.start_up import faults_here
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff

_log = logging.getLogger(__name__)
TOLD = (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)


def watch_guards(*, now: datetime) -> list[str]:
    """The faults, each a sentence that says what to do. The same ones are told once a day, others at once."""
    found = faults_here()
    for fault in found:
        _log.critical("the access book is not guarded: %s", fault)
    if found:
        _tell(hashlib.sha256("\n".join(found).encode()).hexdigest()[:16], now)
    return found


@transaction.atomic
def _tell(digest: str, now: datetime) -> None:
    for audience in TOLD:
        alert_staff(
            alert=StaffAlert.NOT_GUARDED,
            once_key=f"not-guarded:{digest}:{now:%Y-%m-%d}:{audience.value}",
            audience=audience,
        )

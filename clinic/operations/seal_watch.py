"""Telling the privacy officer when the book is not sealed, not anchored, or old enough to be archived.

In the application, not in the sealer: a sealer that is dead can tell nobody.
"""

import hashlib
import logging
from datetime import datetime

from django.db import transaction

from audit.sealing.queries import SealStatus, seal_status
from audit.sealing.retention import proposal
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff

_log = logging.getLogger(__name__)


def watch_seals(*, now: datetime) -> SealStatus:
    """Lag is told once an hour, a place that does not take anchors once a day for each.

    A book that cannot be looked at is told as one that is not sealed; then raises what kept us from it.
    """
    try:
        with transaction.atomic():
            status = seal_status(now)
    except Exception:
        _tell_lag(now)
        raise
    if status.is_late:
        _log.warning("the access book is %d s behind with its seals. %s", status.lag.total_seconds(), status.cause)
        _tell_lag(now)
    for anchor in status.anchors:
        if anchor.is_late:
            place = hashlib.sha256(anchor.place.encode()).hexdigest()[:16]
            _tell(StaffAlert.ANCHOR_FAILED, f"anchor-failed:{place}:{now:%Y-%m-%d}")
    return status


def _tell_lag(now: datetime) -> None:
    _tell(StaffAlert.SEAL_LAG, f"seal-lag:{now:%Y-%m-%dT%H}")


def propose_retention(*, now: datetime) -> None:
    """Once a year, when there is something to propose. Nothing is ever removed by itself."""
    if proposal(now).events:
        _tell(StaffAlert.RETENTION_DUE, f"retention-due:{now:%Y}")


def _tell(alert: StaffAlert, once_key: str) -> None:
    with transaction.atomic():
        alert_staff(alert=alert, once_key=once_key, audience=Role.PRIVACY_OFFICER)

"""Lives of a database. A restore closes one chain of seals and opens the next."""

from datetime import datetime

from django.db import connection, transaction

from audit.domain.uuid7 import uuid7
from audit.models import Epoch


def open_epoch() -> Epoch:
    """Needs the owner's role. Waits for whoever is writing an event, so that none comes later with the old epoch."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_event IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT clock_timestamp()")
            now: datetime = cursor.fetchone()[0]
        return Epoch.objects.create(id=uuid7(), opened_at=now)

"""Lives of a database. A restore closes one chain of seals and opens the next."""

from datetime import datetime

from django.db import connection, transaction

from audit.domain.uuid7 import uuid7
from audit.models import Epoch

#: Also on a machine whose clock is behind the one that the database was restored from.
_AFTER_ALL = "SELECT greatest(clock_timestamp(), max(opened_at) + interval '1 microsecond') FROM audit_epoch"


def open_epoch() -> Epoch:
    """Needs the owner's role. Waits for whoever is writing an event, so that none comes later with the old epoch.

    Later than every other one, so that all sort in the order they were opened.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_event IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(_AFTER_ALL)
            opened_at: datetime = cursor.fetchone()[0]
        return Epoch.objects.create(id=uuid7(), opened_at=opened_at)

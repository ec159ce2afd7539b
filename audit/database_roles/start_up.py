"""A process that serves does not start while its database would let the book be changed unseen."""

import logging

from django.conf import settings
from django.db import connection

from audit.database_roles.faults import faults
from audit.database_roles.rights import Role

logger = logging.getLogger(__name__)


class BookNotGuarded(RuntimeError):
    """Rights, owners or triggers are not as they should be. Each fault is a sentence that says what to do."""


def faults_here() -> list[str]:
    """What is wrong for this process. The owner, who mends it with `migrate`, is not held up."""
    role = Role(settings.DATABASE_ROLE)
    return [] if role is Role.OWNER else faults(connection, role)


def require_guarded_book() -> None:
    """Raises `BookNotGuarded`. Each sentence goes to the log, too, where tracebacks are without words."""
    found = faults_here()
    for fault in found:
        logger.critical("not started: %s", fault)
    if found:
        raise BookNotGuarded("The access book is not guarded as it should be. " + " ".join(found))

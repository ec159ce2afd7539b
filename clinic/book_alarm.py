"""The access book cannot be written, so no record opens: staff are told, by a row where the database takes one (it is
on their desk at once and mailed within half a minute), else by a mail of our own."""

import logging
import time
from datetime import datetime
from threading import Lock, Thread
from uuid import uuid4

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff

logger = logging.getLogger(__name__)

ONCE_IN_SECONDS = 600
TOLD = (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
SUBJECT = "Revisit: the access book cannot be written"
TEXT = """\
The access book cannot be written, and the database did not take an alert to the desk either. Until that is mended
no record can be opened and no message leaves; nothing was shown and nothing is lost.

PostgreSQL's code for the reason: {code} (53100 is a full disk, 42501 a right that was taken away, 55P03 a locked
table; no digits mean that the database could not be reached).

Ask whoever runs the database, then start Revisit's processes again: they say at the start what is not as it should be.
"""
_turn = Lock()
_last: list[float] = []
_telling: list[Thread] = []


def tell_staff(code: str) -> None:
    """At most every ten minutes in a process.

    In a thread of its own, and so on a database connection of its own: whoever came to the door does not wait, and
    no transaction of theirs takes the message back.
    """
    with _turn:
        if _last and time.monotonic() - _last[0] < ONCE_IN_SECONDS:
            return
        _last[:] = [time.monotonic()]
    logger.critical("the access book cannot be written (%s)", code)
    telling = Thread(target=_tell, args=(code, timezone.now()), name="book-alarm")
    _telling[:] = [telling]
    telling.start()


def wait() -> None:
    """Until the last alarm is told, or nobody could be."""
    for telling in _telling:
        telling.join()


def _tell(code: str, at: datetime) -> None:
    try:
        if not _by_row(at):
            _by_mail(code)
    finally:
        connection.close()


def _by_row(at: datetime) -> bool:
    """One alert in ten minutes, however many processes find the door closed."""
    slot = f"{at:%Y%m%dT%H%M}"[:-1]
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '5s'")
            for role in TOLD:
                alert_staff(alert=StaffAlert.BOOK_CLOSED, once_key=f"book-closed:{slot}:{role}", audience=role)
    except DatabaseError:
        return False
    return True


def _by_mail(code: str) -> None:
    """To each address a mail of its own. The text is fixed: it holds nobody's data, so any way out will do."""
    sent = 0
    for address in settings.ALARM_EMAILS:
        headers = {"Message-ID": f"<{uuid4()}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"}
        mail = EmailMessage(SUBJECT, TEXT.format(code=code), settings.DEFAULT_FROM_EMAIL, [address], headers=headers)
        try:
            sent += get_connection().send_messages([mail]) or 0
        except Exception:
            logger.exception("an alarm could not be mailed")
    if not sent:
        logger.critical("nobody could be told that the access book cannot be written: name ALARM_EMAILS")

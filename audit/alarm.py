"""Somebody is told that the book cannot be written. How and who: what `settings.BOOK_ALARM` names."""

import logging

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


def raise_alarm(error: BaseException) -> None:
    """Never raises: whoever came to the door gets the door's own answer, whatever becomes of the alarm."""
    code = str(getattr(error.__cause__, "sqlstate", None) or type(error).__name__)
    try:
        import_string(settings.BOOK_ALARM)(code)
    except Exception:
        logger.exception("nobody could be told that the access book cannot be written (%s)", code)

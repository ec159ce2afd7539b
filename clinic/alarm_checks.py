"""Start-up check: somebody hears that the book is closed, also when the database takes no alert."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def somebody_hears_the_alarm(**kwargs: Any) -> list[checks.CheckMessage]:
    """In production an error; while trying out (DEBUG) a warning."""
    if settings.DEMO_MODE or settings.ALARM_EMAILS:
        return []
    words = "Nobody would hear that the access book is closed while the database is away: ALARM_EMAILS is empty."
    hint = "Name one address or more in ALARM_EMAILS, such as the privacy officer's and the database keeper's."
    if settings.DEBUG:
        return [checks.Warning(words, hint=hint, id="clinic.W020")]
    return [checks.Error(words, hint=hint, id="clinic.E020")]

"""What a trial's worker is told so that it waits seconds for a mail service that never answers, and not a minute."""

from django.conf import settings


def wait_at_most(seconds: float) -> None:
    settings.EMAIL_TIMEOUT = seconds
    settings.ANYMAIL["REQUESTS_TIMEOUT"] = seconds

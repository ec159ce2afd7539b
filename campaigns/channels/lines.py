"""Which channels have a way out, and what carries it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from campaigns.channels import Line
from campaigns.channels.email import EmailLine
from clinic.enums import Channel


def lines() -> Mapping[str, Callable[[], Line[Any]]]:
    """Channel → what opens a line on it. Text messages have one where SMS_BACKEND names it."""
    found: dict[str, Callable[[], Line[Any]]] = {Channel.EMAIL.value: EmailLine}
    if settings.SMS_BACKEND:
        found[Channel.SMS.value] = import_string(settings.SMS_BACKEND)
    return found

"""Which channels have a way out, and what carries it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from campaigns.channels import Handed, Letter, Line, Unreachable, Verdict
from campaigns.channels.email import EmailLine
from campaigns.channels.smtp import SmtpLine
from campaigns.channels.transport import SMTP
from clinic.enums import Channel


def lines() -> Mapping[str, Callable[[], Line[Any]]]:
    """Channel → what opens a line on it: mail and text messages each where its backend is named."""
    found: dict[str, Callable[[], Line[Any]]] = {}
    if settings.EMAIL_BACKEND:
        found[Channel.EMAIL.value] = SmtpLine if settings.EMAIL_BACKEND == SMTP else EmailLine
    if settings.SMS_BACKEND:
        found[Channel.SMS.value] = import_string(settings.SMS_BACKEND)
    return found


class NoLine:
    """Where no backend is named. Implements `campaigns.channels.Line`."""

    def open(self) -> None:
        raise Unreachable("no backend is named")

    def hand_over(self, letter: Letter, /) -> Handed:
        return Handed(Verdict.TRY_LATER)

    def close(self) -> None: ...


def backend_of(channel: str) -> str:
    """The way's name, as in EMAIL_BACKEND: what its vendor is entered under."""
    return str(settings.EMAIL_BACKEND if channel == Channel.EMAIL else settings.SMS_BACKEND)


def connections(channel: str) -> int:
    """How many one worker keeps at once: with a service that takes its time, the rate is connections ÷ its answer's
    time."""
    return int(settings.MAIL_CONNECTIONS if channel == Channel.EMAIL else settings.SMS_CONNECTIONS)

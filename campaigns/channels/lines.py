"""Which channels have a way out, and what carries it."""

from collections.abc import Callable, Mapping

from campaigns.channels import Line
from campaigns.channels.email import EmailLine
from clinic.enums import Channel

LINES: Mapping[str, Callable[[], Line]] = {Channel.EMAIL.value: EmailLine}

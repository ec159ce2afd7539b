"""A mail backend under which the process is killed in the middle of the network call."""

import os
import signal
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class DyingBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

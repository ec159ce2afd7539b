"""anymail's Resend with the header by which Resend takes a message once:
https://resend.com/docs/dashboard/emails/idempotency-keys. EMAIL_BACKEND names anymail's own."""

from typing import Any

from anymail.backends.resend import EmailBackend, ResendPayload
from django.core.mail import EmailMessage


class ResendBackend(EmailBackend):
    """The key is the message's own id, which its metadata holds; a mail without one has none."""

    def build_message_payload(self, message: EmailMessage, defaults: dict[str, Any]) -> ResendPayload:
        payload = super().build_message_payload(message, defaults)
        if key := payload.metadata.get("message_id"):
            payload.headers["Idempotency-Key"] = str(key)
        return payload

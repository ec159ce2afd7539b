"""A mail as Django writes it: for whatever backend EMAIL_BACKEND names, and for what we do not write ourselves."""

from email.policy import compat32
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from campaigns.channels import Mail, WrittenMail
from campaigns.channels.keys import headers_with_key
from campaigns.domain.mime_forms import dot_stuffed
from campaigns.domain.mime_headers import BadHeader, ascii_address

_LONGEST_LINE = 998
#: Whether they track is said in their account alone; anymail refuses a message that says it.
_WITHOUT_A_SWITCH = frozenset(
    f"anymail.backends.{name}.EmailBackend"
    for name in ("amazon_ses", "brevo", "mailtrap", "postal", "resend", "scaleway")
)


class _Letter(EmailMultiAlternatives):
    """Headers stand on one line each: folded after the colon, as Python would, List-Unsubscribe is lost on some
    readers. Lines may have 998 characters (RFC 5322, 2.1.1)."""

    def message(self, **given: Any) -> Any:
        written = super().message(**given)
        written.policy = compat32.clone(max_line_length=_LONGEST_LINE)
        return written


def as_django(mail: Mail, backend: Any = None) -> EmailMultiAlternatives:
    email = _Letter(
        subject=mail.subject,
        body=mail.text,
        from_email=mail.sender,
        to=[mail.to],
        headers={**mail.headers, **headers_with_key(settings.EMAIL_BACKEND, mail.message_id)},
        connection=backend,
    )
    email.attach_alternative(mail.html, "text/html")
    # Vendors hand it back in their webhooks; other backends do not look at it.
    email.metadata = {"message_id": str(mail.message_id)}  # type: ignore[attr-defined]
    if settings.EMAIL_BACKEND not in _WITHOUT_A_SWITCH:
        email.track_opens = email.track_clicks = False  # type: ignore[attr-defined]
    return email


def as_written(mail: Mail) -> WrittenMail:
    """Raises `BadHeader` for what Django cannot write."""
    try:
        written: Any = as_django(mail).message()
        data: bytes = written.as_bytes(linesep="\r\n")
    except ValueError:
        raise BadHeader("A header", "cannot be written") from None
    return WrittenMail(
        message_id=mail.message_id,
        to=ascii_address("To", mail.to),
        sender=ascii_address("From", parseaddr(mail.sender)[1]),
        receipt=mail.headers["Message-ID"],
        data=dot_stuffed(data),
    )

"""What is known of the way out: whose hands messages pass through, and whether they are encrypted (R43, R47)."""

from datetime import date

from django.conf import settings
from django.core import mail

from clinic.enums import Channel
from clinic.queries import vendor_with_baa
from consent.domain.policy import Transport

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PAUBOX = "campaigns.channels.paubox.PauboxBackend"
#: Write mail where only this machine sees it: for trying out, never for a clinic.
IN_HOUSE = frozenset(
    {
        "campaigns.channels.capture.CaptureBackend",
        "django.core.mail.backends.locmem.EmailBackend",
        "django.core.mail.backends.console.EmailBackend",
        "django.core.mail.backends.filebased.EmailBackend",
    }
)
#: Throws mail away and says that it was sent.
DUMMY = "django.core.mail.backends.dummy.EmailBackend"
#: The same for text messages.
SMS_IN_HOUSE = frozenset({"campaigns.channels.sms.capture.CaptureLine", "campaigns.channels.sms.console.ConsoleLine"})
TWILIO = "campaigns.channels.sms.twilio.TwilioLine"
TWILIO_NEEDS = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_NO_WAY = Transport(has_baa=False, enforces_encryption=False, vendor_id=None)
_STAYS_HERE = Transport(has_baa=True, enforces_encryption=True, vendor_id=None)


def transport(channel: str, today: date) -> Transport:
    """The facts that the gate asks for. `today`: the clinic-local day, for the agreement's dates.

    No carrier encrypts text messages as far as the phone, so no SMS service counts as enforcing it.
    """
    is_mail = channel == Channel.EMAIL
    backend = settings.EMAIL_BACKEND if is_mail else settings.SMS_BACKEND
    if not backend or backend == DUMMY:
        return _NO_WAY
    if stays_here(channel):
        return _STAYS_HERE if is_for_trying_out() else _NO_WAY
    vendor = vendor_with_baa(Channel(channel), backend, today)
    return Transport(
        has_baa=vendor is not None,
        enforces_encryption=is_mail and encryption_is_enforced(),
        vendor_id=vendor.pk if vendor else None,
    )


def stays_here(channel: str = Channel.EMAIL) -> bool:
    """Messages are kept where only this machine sees them; whether that is allowed, `is_for_trying_out` says."""
    if channel == Channel.SMS:
        return settings.SMS_BACKEND in SMS_IN_HOUSE
    return settings.EMAIL_BACKEND in IN_HOUSE or _is_own_test_server()


def is_for_trying_out() -> bool:
    """The demo, a programmer's machine, or a test run: nothing here is a real person's mail."""
    return bool(settings.DEMO_MODE or settings.DEBUG or hasattr(mail, "outbox"))


def encryption_is_enforced() -> bool:
    """SMTP: our connection goes on with TLS only. Paubox: each message asks for it. Another vendor: its account is
    set so (`MAIL_VENDOR_ENFORCES_TLS`)."""
    if settings.EMAIL_BACKEND == PAUBOX:
        return True
    if settings.EMAIL_BACKEND == SMTP:
        return bool(settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
    return bool(settings.MAIL_VENDOR_ENFORCES_TLS)


def writes_mail() -> bool:
    """Whether mail leaves as bytes that we write; otherwise the service, or Django, writes it from its parts."""
    return settings.EMAIL_BACKEND == SMTP


def plain_smtp_is_barred() -> bool:
    """Plain SMTP is no way to send at all, whatever the patient accepted (R47)."""
    return settings.EMAIL_BACKEND == SMTP and not encryption_is_enforced() and not settings.DEBUG


def _is_own_test_server() -> bool:
    return settings.EMAIL_BACKEND == SMTP and settings.DEBUG and settings.EMAIL_HOST in _LOOPBACK

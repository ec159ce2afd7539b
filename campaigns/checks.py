"""Start-up checks of the way that mail leaves: in production each of these is an error, never a warning."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from campaigns.channels.transport import (
    DUMMY,
    IN_HOUSE,
    PAUBOX,
    SMS_IN_HOUSE,
    TWILIO,
    TWILIO_NEEDS,
    encryption_is_enforced,
    is_for_trying_out,
    plain_smtp_is_barred,
)
from clinic.domain.hours import local_day
from clinic.enums import Channel
from clinic.models import Vendor
from clinic.queries import organisation, vendor_with_baa

_NAME_ONE = "Name a backend in EMAIL_BACKEND; campaigns.channels.capture.CaptureBackend keeps mail in a folder."
_NONE = "campaigns.W002"


@checks.register(checks.Tags.security)
def mail_has_a_way_out(**kwargs: Any) -> list[checks.CheckMessage]:
    backend = settings.EMAIL_BACKEND
    if is_for_trying_out():
        return [] if backend else [checks.Warning("EMAIL_BACKEND is empty: no mail leaves.", hint=_NAME_ONE, id=_NONE)]
    if not backend:
        return [_error("EMAIL_BACKEND is missing.", "Name an anymail backend or TLS-enforced SMTP.", "campaigns.E001")]
    if backend in IN_HOUSE or backend == DUMMY:
        said = f"{backend} writes mail where no patient gets it."
        return [_error(said, "Name an anymail backend or TLS-enforced SMTP in EMAIL_BACKEND.", "campaigns.E002")]
    if plain_smtp_is_barred():
        return [_error("SMTP without TLS is refused.", "Set EMAIL_USE_TLS or EMAIL_USE_SSL.", "campaigns.E003")]
    return []


@checks.register(checks.Tags.security)
def mail_backend_is_there(**kwargs: Any) -> list[checks.CheckMessage]:
    """Otherwise it would be found out when the first mail is due."""
    backend = settings.EMAIL_BACKEND
    try:
        if backend:
            import_string(backend)
    except ImportError:
        said = f"EMAIL_BACKEND names {backend}, and no such class is installed."
        return [_error(said, "Check each letter of the path; docs/vendors.md names some.", "campaigns.E011")]
    return []


@checks.register(checks.Tags.security)
def paubox_is_set_up(**kwargs: Any) -> list[checks.CheckMessage]:
    if settings.EMAIL_BACKEND != PAUBOX:
        return []
    if not settings.PAUBOX_API_KEY:
        hint = "PAUBOX_API_KEY, and PAUBOX_API_USERNAME where the address holds a name, stand in its dashboard."
        return [_error("Paubox is not set up: PAUBOX_API_KEY.", hint, "campaigns.E010")]
    if not settings.PAUBOX_API_URL.startswith("https://") and not is_for_trying_out():
        return [_error("Mail to Paubox would travel unencrypted.", "PAUBOX_API_URL: https://", "campaigns.E010")]
    return []


@checks.register(checks.Tags.security, deploy=True)
def mail_vendor_has_a_baa(**kwargs: Any) -> list[checks.CheckMessage]:
    """With `check --deploy` alone: an agreement that has ended must not keep anybody from migrating, or from the
    page on which the new one is entered. The send gate asks each time anyway."""
    backend = settings.EMAIL_BACKEND
    if is_for_trying_out() or not backend or backend in IN_HOUSE or backend == DUMMY:
        return []
    if not _is_there(Vendor._meta.db_table):
        return [_error("There is no vendor yet: the tables are missing.", "Run migrate first.", "campaigns.E004")]
    today = local_day(timezone.now(), organisation().time_zone)
    if vendor_with_baa(Channel.EMAIL, backend, today) is None:
        said = f"No business associate agreement that covers sending is in force with the vendor behind {backend}."
        return [_error(said, "Enter the vendor and its agreement under Clinic › Vendors.", "campaigns.E004")]
    return []


@checks.register(checks.Tags.security)
def webhooks_have_a_secret(**kwargs: Any) -> list[checks.CheckMessage]:
    """The addresses for vendors' reports are open whichever backend sends: anybody could report bounces."""
    if is_for_trying_out() or settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return []
    hint = "Set ANYMAIL_WEBHOOK_SECRET to `user:long-random-text`, and the same in the vendor's webhook address."
    return [_error("Anybody can report about messages: the webhooks have no secret.", hint, "campaigns.E005")]


@checks.register(checks.Tags.security)
def mail_stays_encrypted(**kwargs: Any) -> list[checks.CheckMessage]:
    """Not an error: patients can accept the risk one by one (45 CFR 164.522(b))."""
    if is_for_trying_out() or not settings.EMAIL_BACKEND or encryption_is_enforced() or plain_smtp_is_barred():
        return []
    return [
        checks.Warning(
            "Nothing says that the mail vendor delivers over TLS only: mail goes to patients who accepted the risk.",
            hint="Set the vendor's account so, then MAIL_VENDOR_ENFORCES_TLS.",
            id="campaigns.W001",
        )
    ]


@checks.register(checks.Tags.security)
def texts_have_a_way_out(**kwargs: Any) -> list[checks.CheckMessage]:
    """A clinic without SMS_BACKEND sends none: that is no mistake."""
    backend = settings.SMS_BACKEND
    if is_for_trying_out() or not backend:
        return []
    if backend in SMS_IN_HOUSE:
        said = f"{backend} writes text messages where no patient gets them."
        return [_error(said, "Name an SMS service in SMS_BACKEND, or leave it empty.", "campaigns.E006")]
    return [*_twilio_settings()] if backend == TWILIO else []


def _twilio_settings() -> Iterator[checks.CheckMessage]:
    missing = [name for name in TWILIO_NEEDS if not getattr(settings, name)]
    if missing:
        yield _error(
            f"Twilio is not set up: {', '.join(missing)}.", "They stand in Twilio's console.", "campaigns.E007"
        )
    if not settings.TWILIO_API_URL.startswith("https://") or not settings.PUBLIC_URL.startswith("https://"):
        hint = "TWILIO_API_URL and PUBLIC_URL must begin with https://: both carry phone numbers."
        yield _error("Text messages or reports on them would travel unencrypted.", hint, "campaigns.E008")


@checks.register(checks.Tags.security, deploy=True)
def sms_vendor_has_a_baa(**kwargs: Any) -> list[checks.CheckMessage]:
    """As `mail_vendor_has_a_baa`."""
    backend = settings.SMS_BACKEND
    if is_for_trying_out() or not backend or backend in SMS_IN_HOUSE or not _is_there(Vendor._meta.db_table):
        return []
    if vendor_with_baa(Channel.SMS, backend, local_day(timezone.now(), organisation().time_zone)) is None:
        said = f"No business associate agreement that covers sending is in force with the vendor behind {backend}."
        return [_error(said, "Enter the vendor and its agreement under Clinic › Vendors.", "campaigns.E009")]
    return []


def _is_there(table: str) -> bool:
    try:
        return table in connection.introspection.table_names()
    except DatabaseError:
        return False


def _error(said: str, hint: str, id_: str) -> checks.Error:
    return checks.Error(said, hint=hint, id=id_)

"""The clinic of a trial: tables, texts, journeys, and a mail vendor whose agreement is in force."""

from datetime import date, datetime

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from audit.domain.actors import Actor
from campaigns.channels.transport import SMTP
from clinic.domain.hours import at_local
from clinic.models import Vendor
from journeys.demo.house import ZONE, furnish

BY = Actor.system("trial")
#: The first day of every trial; a Monday without a change of clocks near it.
FIRST_DAY = date(2031, 5, 5)


def make_tables() -> None:
    """Needs the owner's role."""
    call_command("migrate", interactive=False, verbosity=0)


def build() -> None:
    furnish(by=BY, now=timezone.now())
    for backend in (settings.EMAIL_BACKEND, SMTP):
        agree_with(backend)


def agree_with(backend: str) -> None:
    """Its vendor may store and send for the clinic."""
    agreed = {"name": f"Vendor {backend}"[:80], "baa_signed_on": date(2020, 1, 1), "baa_scope": ["store", "send"]}
    Vendor.objects.get_or_create(backend=backend, defaults=agreed)


def clock(day: date, text: str) -> datetime:
    """The moment of a clinic-local wall-clock time such as `02:00`."""
    return at_local(day, datetime.strptime(text, "%H:%M").time(), ZONE)

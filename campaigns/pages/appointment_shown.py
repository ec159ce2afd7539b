"""How an appointment stands now, for whoever reads its page."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from campaigns import message_links
from campaigns.domain.dates_in_words import day_in_words, time_in_words
from campaigns.enums import LinkPurpose
from campaigns.operations import appointment_answers, bookings
from campaigns.pages.behind_messages import Behind, not_found, opened
from clinic.public_pages import spoken_language
from patients.enums import STILL_ON, AppointmentStatus
from patients.models import Appointment

PURPOSE, VIEW = LinkPurpose.APPOINTMENT, "campaigns:appointment"


@dataclass(frozen=True)
class Shown:
    """`seen` is the time that the page shows: its buttons say it again."""

    behind: Behind
    appointment: Appointment

    @property
    def is_on(self) -> bool:
        return self.appointment.starts_at > self.behind.now and self.appointment.status in STILL_ON

    @property
    def is_confirmed(self) -> bool:
        return self.appointment.status == AppointmentStatus.CONFIRMED

    @property
    def is_cancelled(self) -> bool:
        return self.appointment.status == AppointmentStatus.CANCELLED

    @cached_property
    def is_asked(self) -> bool:
        """Another time was asked for, and nobody has seen to it."""
        if self.is_on:
            return appointment_answers.open_wish(self.appointment) is not None
        return bookings.open_wish(self.behind.message) is not None

    @property
    def may_ask(self) -> bool:
        return (self.is_on or self.is_cancelled) and not self.is_asked

    @property
    def day(self) -> str:
        return day_in_words(self.appointment.starts_at, self.appointment.location.time_zone, spoken_language())

    @property
    def clock(self) -> str:
        return time_in_words(self.appointment.starts_at, self.appointment.location.time_zone, spoken_language())

    @property
    def seen(self) -> str:
        return self.appointment.starts_at.isoformat()

    @property
    def calendar_path(self) -> str:
        return reverse("campaigns:appointment-file", args=[self.behind.token])


def shown_behind(token: str) -> Shown:
    """As it is at this moment. Raises `Http404`."""
    message = opened(PURPOSE, token)
    about = message_links.appointment_of(message)
    if about is None:
        not_found()
        raise Http404
    return Shown(Behind(PURPOSE, VIEW, token, message, about.pk, timezone.now()), about)

"""What a message tells its reader, by the names that texts ask for. Everything here is PHI and short-lived."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from campaigns import message_links
from campaigns.domain import guard
from campaigns.domain.dates_in_words import day_in_words, time_in_words
from campaigns.domain.mime_forms import UNSUBSCRIBE
from campaigns.models import TemplateVersion
from campaigns.outgoing import Booked, Outgoing
from clinic.domain.holidays import holiday_in_words
from clinic.enums import NoticeKind
from clinic.models import Organisation
from consent import bound_links, links

#: Kind of notice → the placeholder that opens what it is about.
_LINK_TO_SUBJECT: Mapping[str, tuple[str, Callable[[UUID, str], str]]] = {
    NoticeKind.CONFIRM_SUBSCRIPTION: ("link.confirm", bound_links.confirm_url),
    NoticeKind.SUBSCRIPTION_CONFIRMED: ("link.confirm", bound_links.confirm_url),
    NoticeKind.AUTHORIZATION_LINK: ("link.sign", bound_links.authorize_url),
    NoticeKind.TESTIMONIAL_LINK: ("link.sign", bound_links.authorize_url),
    NoticeKind.SIGNED_COPY: ("link.copy", bound_links.signed_copy_url),
    NoticeKind.RIGHTS_RECEIVED: ("link.rights", bound_links.rights_url),
    NoticeKind.RIGHTS_ANSWERED: ("link.answer", bound_links.rights_answer_url),
}


class _Page(Protocol):
    def __call__(self, message: Outgoing, language: str, /, *, pens: links.Pens) -> str: ...


_PAGES_OF_READER: Mapping[str, _Page] = {
    "link.appointment": message_links.appointment_url,
    "link.care": message_links.care_url,
    "link.book": message_links.book_url,
}


def clinic_values(clinic: Organisation, language: str) -> dict[str, str]:
    return {
        "clinic.name": clinic.name_in(language),
        "clinic.phone": clinic.phone,
        "clinic.address": clinic.postal_address,
        "clinic.website": clinic.website,
        "link.booking": clinic.booking_url,
    }


def values_of(
    message: Outgoing, version: TemplateVersion, *, given_name: str, subject_id: UUID | None, pens: links.Pens
) -> dict[str, str]:
    """What the text of a mail asks for beside what is the clinic's."""
    language = version.language
    values = {
        "person.given_name": guard.as_a_name(given_name),
        "link.preferences": bound_links.preferences_url_of(message.person, language, pens=pens),
        UNSUBSCRIBE: links.unsubscribe_url(message.person_id, message.topic, language, pens=pens),
        **pages_of_reader(message, version, pens),
    }
    if message.about:
        values["holiday.name"] = holiday_in_words(message.about, language)
    if subject_id is not None and message.origin_slug in _LINK_TO_SUBJECT:
        name, url = _LINK_TO_SUBJECT[message.origin_slug]
        values[name] = url(subject_id, language)
    if message.appointment is not None:
        values |= appointment_values(message.appointment, language)
    return values


def public_values(message: Outgoing, language: str, clinic: Organisation) -> dict[str, str]:
    values = clinic_values(clinic, language)
    if message.about:
        values["holiday.name"] = holiday_in_words(message.about, language)
    return values


def pages_of_reader(message: Outgoing, version: TemplateVersion, pens: links.Pens) -> dict[str, str]:
    """Those that the text asks for, as far as the message has them: a link costs a signature."""
    asked = {name: url for name, url in _PAGES_OF_READER.items() if name in version.text}
    if message.appointment_id is None and message.origin_slug != NoticeKind.APPOINTMENT_ANSWERED:
        asked.pop("link.appointment", None)
    return {name: url(message, version.language, pens=pens) for name, url in asked.items()}


def appointment_values(appointment: Booked, language: str) -> dict[str, str]:
    place = appointment.location
    day, time = _when(appointment.starts_at, place.time_zone, language)
    return {
        "appointment.date": day,
        "appointment.time": time,
        "appointment.location": place.name,
        "appointment.address": place.address,
    }


@lru_cache(maxsize=1000)
def _when(starts_at: datetime, zone: str, language: str) -> tuple[str, str]:
    """Of a day's appointments many begin at the same time."""
    return day_in_words(starts_at, zone, language), time_in_words(starts_at, zone, language)

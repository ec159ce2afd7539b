"""Putting one message together: the published version, the values it asks for, headers. Everything here is PHI and
short-lived: nothing is kept but the mail that leaves."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formataddr
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from campaigns import message_links
from campaigns.channels import Mail
from campaigns.channels.addresses import BadAddress, sole_address
from campaigns.domain import guard
from campaigns.domain.dates_in_words import day_in_words, time_in_words
from campaigns.domain.layout import tidy
from campaigns.domain.liquid_texts import CannotRender, render_html, render_text
from campaigns.enums import Unsent
from campaigns.models import Message, TemplateVersion
from clinic.domain.holidays import holiday_in_words
from clinic.enums import NoticeKind
from clinic.models import Organisation
from consent import bound_links, links
from patients.models import Appointment

_MASK = "⁂"
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

_PAGES_OF_READER: Mapping[str, Callable[[Message, str], str]] = {
    "link.appointment": message_links.appointment_url,
    "link.care": message_links.care_url,
    "link.book": message_links.book_url,
}


class CannotCompose(ValueError):
    """Why this message cannot be put together; the others can go on."""

    def __init__(self, reason: Unsent) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class House:
    """What all letters of a batch share."""

    clinic: Organisation
    own: guard.Own


def compose(
    message: Message,
    version: TemplateVersion,
    *,
    address: str | None,
    given_name: str,
    subject_id: UUID | None,
    house: House,
) -> Mail:
    """A mail to exactly one address. `subject_id`: what a notice is about. Raises `CannotCompose`."""
    try:
        to = sole_address(address)
    except BadAddress:
        raise CannotCompose(Unsent.BAD_ADDRESS) from None
    values = _values(message, version.language, given_name=given_name, subject_id=subject_id, house=house)
    values["link.preferences"] = bound_links.preferences_url(message.person_id, version.language)
    values["link.unsubscribe"] = links.unsubscribe_url(message.person_id, message.topic, version.language)
    values |= pages_of_reader(message, version)
    check(version, values, house)
    try:
        text, html = tidy(render_text(version.text, values)), render_html(version.html, values)
    except CannotRender:
        raise CannotCompose(Unsent.VALUE_MISSING) from None
    sender_name = house.clinic.name_in(version.language)
    return Mail(
        message_id=message.pk,
        to=to,
        sender=formataddr((_one_line(sender_name), house.clinic.email or settings.DEFAULT_FROM_EMAIL)),
        subject=_one_line(version.subject),
        text=text,
        html=html,
        headers=_headers(message, version.language, values),
    )


def clinic_values(clinic: Organisation, language: str) -> dict[str, str]:
    return {
        "clinic.name": clinic.name_in(language),
        "clinic.phone": clinic.phone,
        "clinic.address": clinic.postal_address,
        "clinic.website": clinic.website,
        "link.booking": clinic.booking_url,
    }


def _values(
    message: Message, language: str, *, given_name: str, subject_id: UUID | None, house: House
) -> dict[str, str]:
    values = public_values(message, language, house) | {"person.given_name": guard.as_a_name(given_name)}
    if subject_id is not None and message.origin_slug in _LINK_TO_SUBJECT:
        name, url = _LINK_TO_SUBJECT[message.origin_slug]
        values[name] = url(subject_id, language)
    if message.appointment is not None:
        values |= appointment_values(message.appointment, language)
    return values


def public_values(message: Message, language: str, house: House) -> dict[str, str]:
    values = clinic_values(house.clinic, language)
    if message.about:
        values["holiday.name"] = holiday_in_words(message.about, language)
    return values


def pages_of_reader(message: Message, version: TemplateVersion) -> dict[str, str]:
    """Those that the text asks for, as far as the message has them: a link costs a signature."""
    asked = {name: url for name, url in _PAGES_OF_READER.items() if name in version.text}
    if message.appointment_id is None and message.origin_slug != NoticeKind.APPOINTMENT_ANSWERED:
        asked.pop("link.appointment", None)
    return {name: url(message, version.language) for name, url in asked.items()}


def appointment_values(appointment: Appointment, language: str) -> dict[str, str]:
    place = appointment.location
    return {
        "appointment.date": day_in_words(appointment.starts_at, place.time_zone, language),
        "appointment.time": time_in_words(appointment.starts_at, place.time_zone, language),
        "appointment.location": place.name,
        "appointment.address": place.address,
    }


def _headers(message: Message, language: str, values: Mapping[str, str]) -> dict[str, str]:
    """List-Unsubscribe and its one-click: RFC 8058 · List-Id: RFC 2919 · Auto-Submitted: RFC 3834."""
    host = mail_host()
    headers = {
        "Message-ID": f"<{message.pk}@{host}>",
        "List-Id": f"<mail.{host}>",
        "List-Unsubscribe": f"<{values['link.unsubscribe']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
    }
    return {name: _one_line(value) for name, value in headers.items()}


def mail_host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def check(version: TemplateVersion, values: Mapping[str, str], house: House) -> None:
    """The guard, once more, on what leaves: approved values are masked, the rest of the text is looked at."""
    there = frozenset(name for name, value in values.items() if value)
    if not _is_clean(version, frozenset(values), there, house.own):
        raise CannotCompose(Unsent.GUARD_FINDING)


@lru_cache(maxsize=512)
def _is_clean(version: TemplateVersion, names: frozenset[str], there: frozenset[str], own: guard.Own) -> bool:
    """Depends on which values are there, never on what they are, so that the answer can be kept."""
    masked = {name: _MASK if name in there else "" for name in names}
    try:
        text = render_text(version.text, masked)
    except CannotRender:
        raise CannotCompose(Unsent.VALUE_MISSING) from None
    parts = ((version.subject, guard.SUBJECT), (version.preheader, guard.PREHEADER), (text, guard.BODY))
    return not any(guard.findings(said, part=part, language=version.language, own=own) for said, part in parts)


def _one_line(value: str) -> str:
    """Header values hold no line breaks (RFC 5322): what came with one is not sent as two headers."""
    return re.sub(r"\s*[\r\n]+\s*", " ", value).strip()

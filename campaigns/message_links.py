"""Links in a message to pages about its reader: their appointment, how to recover, asking for an appointment.

A token holds the id of the message, and opens while the address is in use that the message went to: a mail outlives an
address, and who reads the mailbox then may know the year of birth. Each page asks for that year first.
"""

import hmac
from datetime import date
from hashlib import sha256
from uuid import UUID

from campaigns.enums import LinkPurpose, Origin
from campaigns.models import Message
from clinic.enums import Channel
from clinic.models import Notice
from consent import links
from consent.fact_rows import address_of
from consent.queries import is_read_by_another
from patients.models import Appointment


def appointment_url(message: Message, language: str | None = None) -> str:
    """Where somebody confirms or cancels, asks for another time, or takes it into their calendar.

    For a message about an appointment, or an answer about one: `appointment_of` says which.
    """
    return links.absolute("campaigns:appointment", token_for(LinkPurpose.APPOINTMENT, message), language)


def care_url(message: Message, language: str | None = None) -> str:
    """How to recover, by the category of what was done; "I am fine" and "please call me"."""
    return links.absolute("campaigns:care", token_for(LinkPurpose.CARE, message), language)


def book_url(message: Message, language: str | None = None) -> str:
    """Asking for an appointment without typing one's name again. It books nothing."""
    return links.absolute("campaigns:book-link", token_for(LinkPurpose.BOOKING, message), language)


def token_for(purpose: LinkPurpose, message: Message) -> str:
    """`message` comes with its person, or that is read."""
    return links.sign(purpose, message.pk, bound=_bound(message))


def opened(purpose: LinkPurpose, token: str, *, today: date) -> Message:
    """The message that holds this link, with its person, appointment and place. Raises `links.BadToken`, also when the
    person's address is another one on this clinic-local day."""
    link = links.opened(purpose, token)
    rows = Message.objects.select_related("person__guardian", "appointment__location")
    message = rows.filter(pk=link.id).first()
    if message is None or not hmac.compare_digest(link.bound, _bound(message)):
        raise links.BadToken("made for an address that is not in use")
    if is_read_by_another(message.person, today, Channel(message.channel)):
        raise links.BadToken("made for an address that somebody else reads")
    return message


def appointment_of(message: Message) -> Appointment | None:
    """What it is about; of an answer, what its notice is about."""
    if message.appointment is not None or message.origin != Origin.NOTICE:
        return message.appointment
    subjects = Notice.objects.filter(pk=message.origin_id).values_list("subject_id")
    about = Appointment.objects.select_related("location").filter(pk__in=subjects, person_id=message.person_id)
    return about.first()


def _bound(message: Message) -> bytes:
    return _digest(message.pk, address_of(message.person, Channel(message.channel)))


def _digest(id_: UUID, address_key: bytes | None) -> bytes:
    return sha256(id_.bytes + (address_key or b"")).digest()[: links.BOUND_BYTES]

"""Links in a message to pages about its reader: their appointment, how to recover, asking for an appointment.

A token holds the id of the message, and opens while the address is in use that the message went to
(`consent.bound_links`). Each page asks for the year of birth first.
"""

from datetime import date

from campaigns.enums import LinkPurpose, Origin
from campaigns.models import Message
from campaigns.outgoing import Outgoing
from clinic.enums import Channel
from clinic.models import Notice
from consent import bound_links, links
from patients.models import Appointment


def appointment_url(message: Outgoing, language: str | None = None, *, pens: links.Pens | None = None) -> str:
    """Where somebody confirms or cancels, asks for another time, or takes it into their calendar.

    For a message about an appointment, or an answer about one: `appointment_of` says which.
    """
    return _url("campaigns:appointment", LinkPurpose.APPOINTMENT, message, language, pens)


def care_url(message: Outgoing, language: str | None = None, *, pens: links.Pens | None = None) -> str:
    """How to recover, by the category of what was done; "I am fine" and "please call me"."""
    return _url("campaigns:care", LinkPurpose.CARE, message, language, pens)


def book_url(message: Outgoing, language: str | None = None, *, pens: links.Pens | None = None) -> str:
    """Asking for an appointment without typing one's name again. It books nothing."""
    return _url("campaigns:book-link", LinkPurpose.BOOKING, message, language, pens)


def _url(view: str, purpose: LinkPurpose, message: Outgoing, language: str | None, pens: links.Pens | None) -> str:
    pen = (pens or links.Pens()).of(view, purpose, language)
    return bound_links.written(pen, message.pk, message.person, Channel(message.channel))


def token_for(purpose: LinkPurpose, message: Outgoing) -> str:
    """`message` comes with its person, or that is read."""
    return bound_links.token_of(purpose, message.pk, message.person, Channel(message.channel))


def opened(purpose: str, token: str, *, today: date) -> Message:
    """The message that holds this link, with its person, appointment and place. Raises `links.BadToken`, also when the
    person's address is another one on this clinic-local day."""
    link = links.opened(purpose, token)
    rows = Message.objects.select_related("person__guardian", "appointment__location")
    message = rows.filter(pk=link.id).first()
    if message is None:
        raise links.BadToken("made for a message that is not there")
    bound_links.check(link, message.person, today=today, channel=Channel(message.channel))
    return message


def appointment_of(message: Message) -> Appointment | None:
    """What it is about; of an answer, what its notice is about."""
    if message.appointment is not None or message.origin != Origin.NOTICE:
        return message.appointment
    subjects = Notice.objects.filter(pk=message.origin_id).values_list("subject_id")
    about = Appointment.objects.select_related("location").filter(pk__in=subjects, person_id=message.person_id)
    return about.first()

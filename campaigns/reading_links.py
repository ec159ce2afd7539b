"""Counted links: tokens that hold the id of a message and which of its links it is, never where that leads.

`destination_of` reads that from the text that the message was made of: published texts never change.
"""

from collections.abc import Mapping
from uuid import UUID

from campaigns.domain.counted_links import OPENING, destination
from campaigns.models import Message
from clinic.models import Organisation
from consent import links

LINK, PICTURE = "counted-link", "counted-picture"


def addresses(message_id: UUID, places: Mapping[str, str]) -> dict[str, str]:
    """For each place of a counted page its address. `places`: name → the link's key."""
    found = {name: link_url(message_id, key) for name, key in places.items()}
    return found | {OPENING: picture_url(message_id)}


def link_url(message_id: UUID, key: str) -> str:
    return links.absolute("campaigns:counted-link", links.sign(LINK, message_id, key), None)


def picture_url(message_id: UUID) -> str:
    return links.absolute("campaigns:counted-picture", links.sign(PICTURE, message_id), None)


def opened(purpose: str, token: str) -> tuple[Message, str]:
    """The message, and which link. Raises `links.BadToken`."""
    link = links.opened(purpose, token)
    message = Message.objects.select_related("version").filter(pk=link.id).first()
    if message is None:
        raise links.BadToken("made for a message that is not there")
    return message, link.topic


def destination_of(message: Message, key: str, clinic: Organisation) -> str:
    """Empty where the message has no such link."""
    pages = {"clinic.website": clinic.website, "link.booking": clinic.booking_url}
    return destination(message.version.html, key, pages) if message.version else ""

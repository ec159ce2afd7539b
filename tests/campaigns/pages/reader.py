"""Somebody who opens the links of a message in a browser."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

from campaigns.enums import LinkPurpose
from campaigns.message_links import appointment_url, book_url, care_url
from campaigns.models import Message

_URLS = {
    LinkPurpose.APPOINTMENT: appointment_url,
    LinkPurpose.CARE: care_url,
    LinkPurpose.BOOKING: book_url,
}


def path_of(purpose: LinkPurpose, message: Message) -> str:
    return urlsplit(_URLS[purpose](message)).path


def knows(client: Client, path: str, year: int = 1980) -> HttpResponse:
    """Says the year of birth."""
    return client.post(path, {"birth_year": str(year)})


def let_in(client: Client, path: str) -> str:
    """The page after the right answer."""
    assert knows(client, path).status_code == 302
    return client.get(path).content.decode()

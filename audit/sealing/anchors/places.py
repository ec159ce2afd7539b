"""AUDIT_ANCHORS: URL → place. A new kind of place is one file and one line here."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.parse import parse_qs, urldefrag, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from audit.sealing.anchors.file import FilePlace
from audit.sealing.anchors.mail import MailPlace
from audit.sealing.anchors.object_store import ObjectStorePlace
from audit.sealing.anchors.place import Place
from audit.sealing.anchors.syslog import SyslogPlace

#: Scheme → what makes the place of a URL, and how often it is told where AUDIT_ANCHORS does not say.
KINDS: Mapping[str, tuple[Callable[[str, timedelta], Place], timedelta]] = {
    "file": (FilePlace, timedelta(0)),
    "syslog": (SyslogPlace, timedelta(0)),
    "syslog+tcp": (SyslogPlace, timedelta(0)),
    "syslog+tls": (SyslogPlace, timedelta(0)),
    "https": (ObjectStorePlace, timedelta(minutes=5)),
    "http": (ObjectStorePlace, timedelta(minutes=5)),
    "mailto": (MailPlace, timedelta(days=1)),
}


def configured() -> list[Place]:
    """Raises `ImproperlyConfigured` for a URL of no known kind."""
    return [place_of(address) for address in settings.AUDIT_ANCHORS]


def place_of(address: str) -> Place:
    """`#every=SECONDS` behind a URL says how often; it is sent nowhere."""
    url, fragment = urldefrag(address)
    scheme = urlsplit(url).scheme
    if scheme not in KINDS:
        raise ImproperlyConfigured(f"AUDIT_ANCHORS: no place begins with {scheme!r}; there are {', '.join(KINDS)}.")
    make, usual = KINDS[scheme]
    try:
        return make(url, _every(fragment) or usual)
    except ValueError as error:
        raise ImproperlyConfigured(f"AUDIT_ANCHORS: {scheme}: {error}") from None


def _every(fragment: str) -> timedelta | None:
    seconds = parse_qs(fragment).get("every")
    return timedelta(seconds=int(seconds[0])) if seconds else None

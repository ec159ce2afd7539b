"""Links to somebody's choices and to what they signed: they open while the address is in use that they were made for.

A mail outlives an address: a former guardian, or whoever reads a mailbox that the patient left (45 CFR 164.522(b)),
still has it. Its link is bound to a digest of the digest by which the address is found, so nothing of the address is
in it. One for somebody without an address opens until they have one.
"""

import hmac
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from audit import blind
from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.enums import Channel
from consent import links
from consent.fact_rows import address_of
from patients.models import Person

_BY = Actor.system("links")
_SEALED = ("confidential_email", "email")


def token_for(person_id: UUID) -> str:
    """Raises `Person.DoesNotExist`."""
    return links.sign(links.PREFERENCES, person_id, bound=_bound(person_id, _address_key(_person(person_id))))


def preferences_url(person_id: UUID, language: str | None = None) -> str:
    """Raises `Person.DoesNotExist`."""
    return links.absolute("consent:preferences", token_for(person_id), language)


def whose(token: str) -> UUID:
    """Whose choices it opens. Raises `links.BadToken`, also when their address is another now."""
    link = links.opened(links.PREFERENCES, token)
    person = Person.objects.only("id", "email_key", "confidential_email_key", *_SEALED).filter(pk=link.id).first()
    if person is None or not _is_in_use(link, person):
        raise links.BadToken("made for an address that is not in use")
    return person.pk


def _is_in_use(link: links.Opened, person: Person) -> bool:
    if hmac.compare_digest(link.bound, _bound(person.pk, _address_key(person))):
        return True
    return any(hmac.compare_digest(link.bound, _bound(person.pk, key)) for key in _keys_while_they_rotate(person))


def _keys_while_they_rotate(person: Person) -> list[bytes]:
    """Under which the same address was, or will be, found: it is read only while there are several keys."""
    if len(settings.BLIND_INDEX_KEYS) < 2 or _address_key(person) is None:
        return []
    fields = [f"patients.person.{name}" for name in _SEALED]
    with phi_access(actor=_BY, purpose=PurposeOfUse.OPERATIONS, people=[person.pk], fields=fields) as phi:
        address = phi.reveal(person.confidential_email) or phi.reveal(person.email)
    return blind.email_keys(address) if address else []


def _person(person_id: UUID) -> Person:
    return Person.objects.only("id", "email_key", "confidential_email_key").get(pk=person_id)


def _address_key(person: Person) -> bytes | None:
    return address_of(person, Channel.EMAIL)


def _bound(person_id: UUID, address_key: bytes | None) -> bytes:
    """With the id, so that the links of two people with one address have nothing in common."""
    return sha256(person_id.bytes + (address_key or b"")).digest()[: links.BOUND_BYTES]

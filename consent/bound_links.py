"""Links to somebody's choices, to what they sign, subscribe to or asked for: they open while the address is in use that
they were made for.

A mail outlives an address: a former guardian, or whoever reads a mailbox that the patient left (45 CFR 164.522(b)),
still has it, and may know the year of birth. Its link is bound to a digest of the digest by which the address is
found, so nothing of the address is in it. One for somebody without an address opens until they have one. Where the
gate would write nothing because a former guardian reads the address, links to it open nothing either.
"""

import hmac
from datetime import date
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from django.conf import settings

from audit import blind
from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.enums import Channel
from clinic.queries import organisation
from consent import links
from consent.fact_rows import Reachable, address_of
from consent.models import Erasure, OptIn, RightsRequest, RightsStep, SigningRequest
from consent.queries import is_read_by_another
from patients.domain.phone import region_of, to_e164
from patients.models import Person

_BY = Actor.system("links")
#: The columns that hold an address, the one to use first.
_SEALED = {Channel.EMAIL: ("confidential_email", "email"), Channel.SMS: ("phone",)}
_KEYS = ("id", "email_key", "confidential_email_key")


class Known(Reachable, Protocol):
    """Somebody whose row is at hand, as a model or not."""

    @property
    def pk(self) -> UUID: ...


def preferences_token(person_id: UUID) -> str:
    """Raises `Person.DoesNotExist`."""
    return token_of(links.PREFERENCES, person_id, _person(person_id))


def signing_token(request_id: UUID) -> str:
    """For the form, and for the copy of what was signed. Raises `SigningRequest.DoesNotExist`."""
    request = SigningRequest.objects.only("id", "person_id").get(pk=request_id)
    return token_of(links.AUTHORIZE, request_id, _person(request.person_id))


def confirm_token(opt_in_id: UUID) -> str:
    """Raises `OptIn.DoesNotExist`."""
    return token_of(links.CONFIRM, opt_in_id, OptIn.objects.select_related("person").get(pk=opt_in_id).person)


def rights_token(request_id: UUID) -> str:
    """Of a request that came with an address. Raises `Person.DoesNotExist` for any other."""
    request = RightsRequest.objects.only("id", "reply_to_id").get(pk=request_id)
    return token_of(links.RIGHTS, request_id, _somebody(request.reply_to_id))


def answer_token(step_id: UUID) -> str:
    """Of a step that somebody was told. Raises `Person.DoesNotExist` for any other."""
    step = RightsStep.objects.only("id", "told_to_id").get(pk=step_id)
    return token_of(links.RIGHTS_ANSWER, step_id, _somebody(step.told_to_id))


def preferences_url(person_id: UUID, language: str | None = None) -> str:
    """Raises `Person.DoesNotExist`."""
    return links.absolute("consent:preferences", preferences_token(person_id), language)


def preferences_url_of(person: Known, language: str | None = None, *, pens: links.Pens | None = None) -> str:
    """As `preferences_url`, for somebody whose row is at hand."""
    pen = (pens or links.Pens()).of("consent:preferences", links.PREFERENCES, language)
    return written(pen, person.pk, person)


def authorize_url(request_id: UUID, language: str | None = None) -> str:
    """Where a form is read and signed, behind a second fact. Raises `SigningRequest.DoesNotExist`."""
    return links.absolute("consent:authorize", signing_token(request_id), language)


def signed_copy_url(request_id: UUID, language: str | None = None) -> str:
    """The copy of what was signed there, behind the same second fact. Raises `SigningRequest.DoesNotExist`."""
    return links.absolute("consent:signed-copy", signing_token(request_id), language)


def confirm_url(opt_in_id: UUID, language: str | None = None) -> str:
    return links.absolute("consent:confirm", confirm_token(opt_in_id), language)


def rights_url(request_id: UUID, language: str | None = None) -> str:
    """Confirms the mailbox that a request came from; says nothing of the answer."""
    return links.absolute("consent:rights-request", rights_token(request_id), language)


def rights_answer_url(step_id: UUID, language: str | None = None) -> str:
    """One step that was told, and no other: who was told of more time is not always who is answered."""
    return links.absolute("consent:rights-answer", answer_token(step_id), language)


def whose_choices(token: str, *, today: date) -> UUID:
    """Raises `links.BadToken`, also when their address is another one on this clinic-local day."""
    link = links.opened(links.PREFERENCES, token)
    _check(link, link.id, today)
    return link.id


def request_to_sign(token: str, *, today: date) -> SigningRequest:
    """Raises `links.BadToken`, as `whose_choices`."""
    link = links.opened(links.AUTHORIZE, token)
    request = SigningRequest.objects.filter(pk=link.id).first()
    if request is None:
        raise links.BadToken("made for a request that is not there")
    _check(link, request.person_id, today)
    return request


def opt_in_to_confirm(token: str, *, today: date) -> OptIn:
    """Raises `links.BadToken`, as `whose_choices`: a yes is a yes of the mailbox that was asked."""
    link = links.opened(links.CONFIRM, token)
    opt_in = OptIn.objects.filter(pk=link.id).first()
    if opt_in is None:
        raise links.BadToken("made for a subscription that is not there")
    _check(link, opt_in.person_id, today)
    return opt_in


def right_asked(token: str, *, today: date) -> RightsRequest:
    """Raises `links.BadToken`, as `whose_choices`."""
    link = links.opened(links.RIGHTS, token)
    request = RightsRequest.objects.filter(pk=link.id).first()
    if request is None or request.reply_to_id is None:
        raise links.BadToken("made for a request that is not there")
    _check(link, request.reply_to_id, today)
    return request


def step_told(token: str, *, today: date) -> RightsStep:
    """Raises `links.BadToken`, as `whose_choices`; but whoever was erased may read that they were: nothing else of
    them is left to read."""
    link = links.opened(links.RIGHTS_ANSWER, token)
    step = RightsStep.objects.select_related("request__person", "told_to").filter(pk=link.id).first()
    if step is None or step.told_to is None:
        raise links.BadToken("made for an answer that is not there")
    if address_of(step.told_to, Channel.EMAIL) or not Erasure.objects.filter(pk=step.told_to.pk).exists():
        _check(link, step.told_to.pk, today)
    return step


def token_of(purpose: str, id_: UUID, person: Reachable, channel: Channel = Channel.EMAIL) -> str:
    """For a page of this person, in a message on this channel."""
    return links.sign(purpose, id_, bound=_bound(id_, address_of(person, channel)))


def written(pen: links.Pen, id_: UUID, person: Reachable, channel: Channel = Channel.EMAIL) -> str:
    """The address of the page that `pen` is for, as with `token_of`."""
    return pen.write(id_, bound=_bound(id_, address_of(person, channel)))


def check(link: links.Opened, person: Person, *, today: date, channel: Channel = Channel.EMAIL) -> None:
    """Raises `links.BadToken` where what it was made for is not in use on this clinic-local day, or another reads it.
    `person` comes with the guardian."""
    if not _is_in_use(link, person, channel) or is_read_by_another(person, today, channel):
        raise links.BadToken("made for an address that is not in use")


def _check(link: links.Opened, person_id: UUID, today: date) -> None:
    person = Person.objects.select_related("guardian").filter(pk=person_id).first()
    if person is None:
        raise links.BadToken("made for somebody who is not there")
    check(link, person, today=today)


def _is_in_use(link: links.Opened, person: Person, channel: Channel) -> bool:
    if hmac.compare_digest(link.bound, _bound(link.id, address_of(person, channel))):
        return True
    rotating = _keys_while_they_rotate(person, channel)
    return any(hmac.compare_digest(link.bound, _bound(link.id, key)) for key in rotating)


def _keys_while_they_rotate(person: Person, channel: Channel) -> list[bytes]:
    """Under which the same address was, or will be, found: it is read only while there are several keys."""
    if len(settings.BLIND_INDEX_KEYS) < 2 or address_of(person, channel) is None:
        return []
    fields = [f"patients.person.{name}" for name in _SEALED[channel]]
    with phi_access(actor=_BY, purpose=PurposeOfUse.OPERATIONS, people=[person.pk], fields=fields) as phi:
        found = [phi.reveal(getattr(person, name)) for name in _SEALED[channel]]
    address = next(filter(None, found), "")
    if not address:
        return []
    if channel == Channel.SMS:
        number = to_e164(address, region_of(organisation().phone))
        return blind.phone_keys(number) if number else []
    return blind.email_keys(address)


def _person(person_id: UUID) -> Person:
    return Person.objects.only(*_KEYS).get(pk=person_id)


def _somebody(person_id: UUID | None) -> Person:
    if person_id is None:
        raise Person.DoesNotExist
    return _person(person_id)


def _bound(id_: UUID, address_key: bytes | None) -> bytes:
    """With the id, so that the links of two people with one address have nothing in common."""
    return sha256(id_.bytes + (address_key or b"")).digest()[: links.BOUND_BYTES]

"""What pages behind a link have in common: the link is opened, the look is in the book, a page is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit import origin
from audit.domain.actors import Actor
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_read
from audit.strangers import record_refusal
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent import bound_links, links
from consent.models import OptIn, RightsRequest, RightsStep, SigningRequest


def opened(purpose: str, token: str) -> links.Opened:
    """What the token says. One that is not ours, or not for this page, is not found; the try is in the book."""
    with _found():
        return links.opened(purpose, token)


def whose_choices(token: str) -> UUID:
    """As `opened`, of a link to somebody's choices: also one to an address that is not in use any more is not found."""
    with _found():
        return bound_links.whose_choices(token, today=_today())


def request_to_sign(token: str) -> SigningRequest:
    """As `whose_choices`, of a link to a form or to the copy of what was signed."""
    with _found():
        return bound_links.request_to_sign(token, today=_today())


def opt_in_to_confirm(token: str) -> OptIn:
    """As `whose_choices`, of a link that confirms a subscription."""
    with _found():
        return bound_links.opt_in_to_confirm(token, today=_today())


def right_asked(token: str) -> RightsRequest:
    """As `whose_choices`, of the link in the first mail about a right."""
    with _found():
        return bound_links.right_asked(token, today=_today())


def step_told(token: str) -> RightsStep:
    """As `whose_choices`, of the link to an answer."""
    with _found():
        return bound_links.step_told(token, today=_today())


@contextmanager
def _found() -> Iterator[None]:
    try:
        yield
    except links.BadToken:
        record_refusal(fields=["consent.preference"])
        raise Http404 from None


def _today() -> date:
    return local_day(timezone.now(), organisation().time_zone)


def record_look(person_id: UUID, *fields: str) -> None:
    """Whoever holds the link sees something of this person: in the book before it is shown.

    A program of ours opens the link of somebody it invented: the look is the program's, about nobody.
    """
    program = origin.current().program
    record_read(
        word=AuditWord.REVEAL,
        actor=Actor.system(program) if program else Actor.patient(person_id),
        purpose=PurposeOfUse.OPERATIONS if program else PurposeOfUse.PATIENT_REQUEST,
        people=() if program else [person_id],
        fields=fields,
    )


def page(request: HttpRequest, name: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    return render(request, f"public/consent/{name}.html", context, status=status)

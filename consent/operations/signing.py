"""Asking somebody to sign a form, by a link or on the clinic's tablet, and what becomes of the request.

It is open, and then closed once: signed (`consent.operations.signatures`), declined, withdrawn, or locked
(`consent.operations.second_facts`).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from audit import blind
from audit.domain.actors import Actor
from clinic.enums import NoticeKind
from clinic.models import Notice
from consent.domain.signing import AT_THE_TABLET, WhyNot, why_not_asked, works_until
from consent.enums import AuthorizationKind, SigningState, SigningWay
from consent.locking import lock_person
from consent.models import AuthorizationForm, SigningRequest
from consent.signing_requests import (
    RequestClosed,
    can_be_answered,
    close,
    locked,
    locked_open,
    record_step,
    tell_who_asked,
)
from patients.enums import PersonKind
from patients.models import Person

__all__ = ["RequestClosed", "ask", "can_be_answered", "decline", "open_by_code", "withdraw"]
_DIGITS = 8


class CannotAsk(ValueError):
    """`reason` says why this person is not asked."""

    def __init__(self, reason: WhyNot) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Asked:
    """`code` opens the request on the tablet, once; nobody can read it again. Empty for a link."""

    request: SigningRequest
    code: str = ""


@transaction.atomic
def ask(*, by: Actor, now: datetime, person_id: UUID, kind: str, way: str, asked_for: bool = False) -> Asked:
    """A request to sign the newest version of a form, in place of an open one of the same kind. Over a link, a mail
    is left to be sent, which says nothing of what the form is about.

    A link to a marketing form goes to somebody who asked for it (`asked_for`: the word of who asks, kept in the book);
    a testimonial is for clinicians and privacy officers to ask
    for (R32). Raises `CannotAsk`, `Person.DoesNotExist`.
    """
    lock_person(person_id)
    version = _newest_version(AuthorizationKind(kind))
    _refuse(by, Person.objects.get(pk=person_id), kind, way, has_form=version is not None, asked_for=asked_for)
    for older in _open_requests(person_id, kind):
        close(by, older, SigningState.WITHDRAWN, now)
    code = _fresh_code(now) if way == SigningWay.TABLET else ""
    request = SigningRequest.objects.create(
        person_id=person_id,
        kind=kind,
        version=version or 0,
        way=SigningWay(way),
        code_key=blind.tablet_code_keys(code)[0] if code else None,
        asked_by=UUID(by.id),
        asked_at=now,
        expires_at=works_until(way, now),
    )
    record_step(by, request, "asked", asked_for=int(asked_for))
    if way == SigningWay.LINK:
        _leave_mail(request)
    return Asked(request, code)


@transaction.atomic
def withdraw(*, by: Actor, now: datetime, request_id: UUID) -> bool:
    """Staff take it back. False if it was closed before."""
    request = locked(request_id)
    if request.state != SigningState.OPEN:
        return False
    close(by, request, SigningState.WITHDRAWN, now)
    return True


@transaction.atomic
def decline(*, by: Actor, now: datetime, request_id: UUID) -> None:
    """The person says no; nothing else changes for them, and no reason is asked. Raises `RequestClosed`."""
    request = locked_open(request_id, now)
    close(by, request, SigningState.DECLINED, now)
    tell_who_asked(request)


@transaction.atomic
def open_by_code(*, now: datetime, code: str) -> SigningRequest | None:
    """The request that staff made this code for: it is used up, and `AT_THE_TABLET` begins. None: no such code."""
    found = _waiting_for(code, now).values_list("pk", flat=True).first()
    if found is None:
        return None
    request = locked(found)
    if not _waiting_for(code, now).filter(pk=found).exists():
        return None  # another tablet was first
    request.code_key, request.expires_at = None, now + AT_THE_TABLET
    request.save(update_fields=["code_key", "expires_at"])
    record_step(Actor.patient(request.person_id), request, "opened on the tablet")
    return request


def _refuse(by: Actor, person: Person, kind: str, way: str, *, has_form: bool, asked_for: bool) -> None:
    reason = why_not_asked(
        kind=kind,
        way=way,
        role=by.role,
        is_patient=person.kind == PersonKind.PATIENT,
        is_deceased=person.is_deceased,
        has_form=has_form,
        has_address=person.email_key is not None or person.confidential_email_key is not None,
        birth_year=person.birth_year,
        asked_for=asked_for,
    )
    if reason:
        raise CannotAsk(reason)


def _newest_version(kind: AuthorizationKind) -> int | None:
    published = AuthorizationForm.objects.filter(kind=kind, published_at__isnull=False)
    newest: int | None = published.aggregate(newest=Max("version"))["newest"]
    return newest


def _open_requests(person_id: UUID, kind: str) -> list[SigningRequest]:
    found = SigningRequest.objects.select_for_update().filter(person_id=person_id, kind=kind, state=SigningState.OPEN)
    return list(found.order_by("pk"))


def _waiting_for(code: str, now: datetime) -> QuerySet[SigningRequest]:
    keys = blind.tablet_code_keys(code)
    return SigningRequest.objects.filter(
        code_key__in=keys, state=SigningState.OPEN, expires_at__gt=now, person__is_deceased=False
    )


def _fresh_code(now: datetime) -> str:
    """Eight digits that open nothing else at this moment."""
    while True:
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        if not _waiting_for(code, now).exists():
            return code


def _leave_mail(request: SigningRequest) -> None:
    is_testimonial = request.kind == AuthorizationKind.TESTIMONIAL
    kind = NoticeKind.TESTIMONIAL_LINK if is_testimonial else NoticeKind.AUTHORIZATION_LINK
    Notice.objects.create(
        kind=kind, person_id=request.person_id, subject_id=request.pk, once_key=f"{kind.value}:{request.pk}"
    )

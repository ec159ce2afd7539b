"""A clinic that asks people to sign, made through the public operations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from audit.domain.actors import Actor
from clinic.enums import Role
from consent import bound_links
from consent.enums import CopyGiven
from consent.models import Authorization, SigningRequest
from consent.operations import signatures, signing
from consent.operations.signatures import Typed
from consent.signed_papers import has_copy
from tests.consent.people import NOW, TEXTS, form
from tests.desk_people import house, staff

LANGUAGES = {"en": "May we write to you?", "zh-hant": "我們可以寫信給您嗎？", "zh-hans": "我们可以写信给您吗？"}


def published(kind: str = "marketing-email", number: int = 90, **changes: Any) -> None:
    """A version in three languages, of a clinic that has a name."""
    house()
    for language, title in LANGUAGES.items():
        form(number, kind=kind, language=language, title=title, **{**TEXTS, **changes})


def clerk(role: Role = Role.FRONT_DESK) -> Actor:
    return Actor.staff(staff(role).pk, role)


def asked(
    person_id: UUID,
    *,
    by: Actor | None = None,
    now: datetime = NOW,
    kind: str = "marketing-email",
    way: str = "link",
    asked_for: bool = True,
) -> signing.Asked:
    return signing.ask(by=by or clerk(), now=now, person_id=person_id, kind=kind, way=way, asked_for=asked_for)


def sign(
    request: SigningRequest,
    *,
    now: datetime = NOW,
    language: str = "en",
    read: str = "",
    copy: CopyGiven = CopyGiven.PAGE,
    **typed: Any,
) -> Authorization:
    """Signed; whose copy stands on the page has saved it, too."""
    by = Actor.patient(request.person_id)
    paper = signatures.sign_here(
        by=by,
        now=now,
        request_id=request.pk,
        language=language,
        read=read or signatures.sheet_of(request, language).digest,
        typed=Typed(**{"signature": "Pat Lee", **typed}),
        copy=copy,
    )
    if copy == CopyGiven.PAGE and has_copy(paper):
        signatures.copy_was_saved(by=by, now=now, request_id=request.pk)
        paper.refresh_from_db(fields=["state", "copy_given_at", "copy_via"])
    return paper


def path_of(request: SigningRequest, tail: str = "") -> str:
    return f"/authorize/{bound_links.signing_token(request.pk)}/{tail}"

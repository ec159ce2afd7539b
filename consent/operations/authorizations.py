"""Signing a HIPAA authorization (45 CFR 164.508). Nothing signed changes.

A signed paper is a draft until the signer was given a copy (`consent.operations.copies_given`). How it ends:
`consent.operations.authorization_ends`. What both offer is offered here, too: the noun is one.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.domain.signing import must_be_represented
from consent.domain.written import is_written
from consent.enums import AuthorizationState, CopyGiven, Recorded
from consent.locking import lock_person
from consent.models import Authorization, AuthorizationForm
from consent.operations.authorization_ends import event_came, mark_defective, revoke
from consent.operations.copies_given import copy_came_back, give_copy, give_copy_again
from consent.papers import IncompleteAuthorization, record_paper_change, refuse_incomplete

__all__ = [
    "IncompleteAuthorization", "copy_came_back", "event_came", "give_copy", "give_copy_again", "mark_defective",
    "revoke", "sign", "sign_on_paper",
]  # fmt: skip


class MinorSignedAlone(ValueError):
    """A minor's own signature binds nobody: a parent or guardian signs (45 CFR 164.502(g)(3))."""


class SignedTooEarly(ValueError):
    """Nobody can have signed a text before it was published."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How it was signed, as far as known. `shown_text`: what the signer read, word for word; its digest is kept too.

    `signed_from` tells where from (network address, browser); `stood_by` is the member of staff who made the
    number for the tablet, not necessarily who stood there.
    """

    signed_at: datetime | None = None
    signed_from: str = field(default="", repr=False)
    stood_by: UUID | None = None
    shown_text: str = field(default="", repr=False)
    request_id: UUID | None = None

    @property
    def shown_digest(self) -> str:
        return hashlib.sha256(self.shown_text.encode()).hexdigest() if self.shown_text else ""


class Written(TypedDict):
    """What stands on a paper; of `sign`."""

    person_id: UUID
    form_id: UUID
    signature: str
    signed_on: date
    representative_authority: NotRequired[str]
    by_representative: NotRequired[bool]
    expires_on: NotRequired[date | None]


@transaction.atomic
def sign(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    form_id: UUID,
    signature: str,
    signed_on: date,
    via: str,
    representative_authority: str = "",
    by_representative: bool = False,
    expires_on: date | None = None,
    how: Circumstances | None = None,
) -> Authorization:
    """Store a signed form as a draft; without a required element it is `IncompleteAuthorization`, not a row.

    It counts only after `give_copy`. `signed_on` is the clinic-local day of the signature; `expires_on` its last
    day, by default the form's term, none if an event ends it. The form was published by then. Raises
    `MinorSignedAlone` and `SignedTooEarly`.
    """
    person = lock_person(person_id)
    form = AuthorizationForm.objects.get(pk=form_id, published_at__isnull=False)
    if form.published_at and signed_on < local_day(form.published_at, organisation().time_zone):
        raise SignedTooEarly("the form was not published yet")
    how = how or Circumstances(stood_by=by.staff_id)
    paper = Authorization(
        person_id=person_id,
        form=form,
        request_id=how.request_id,
        state=AuthorizationState.DRAFT,
        signature=_written(signature),
        representative_authority=_written(representative_authority),
        signed_by_representative=by_representative,
        signed_on=signed_on,
        signed_at=how.signed_at,
        signed_from=how.signed_from,
        stood_by=how.stood_by,
        shown_text=how.shown_text,
        shown_digest=how.shown_digest,
        expires_on=expires_on or _last_day(form, signed_on),
        via=Recorded(via),
        recorded_at=now,
    )
    refuse_incomplete(paper)
    if must_be_represented(person.birth_year, signed_on) and not by_representative:
        raise MinorSignedAlone("a parent or guardian must sign for a minor")
    paper.save(force_insert=True)
    record_paper_change(by, paper, "signed")
    return paper


@transaction.atomic
def sign_on_paper(*, by: Actor, now: datetime, **written: Unpack[Written]) -> Authorization:
    """A paper that was signed at the clinic, whose signer went home with a copy of it: active at once."""
    paper = sign(by=by, now=now, via=Recorded.PAPER, **written)
    give_copy(by=by, now=now, authorization_id=paper.pk, via=CopyGiven.PAPER)
    paper.refresh_from_db(fields=["state", "copy_given_at", "copy_via", "copy_given_by", "superseded_by"])
    return paper


def _written(text: str) -> str:
    """Nothing, where nothing can be read: then it is missing."""
    return text.strip() if is_written(text.strip()) else ""


def _last_day(form: AuthorizationForm, signed_on: date) -> date | None:
    return signed_on + timedelta(days=form.valid_days) if form.valid_days else None

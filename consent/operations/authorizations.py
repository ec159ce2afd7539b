"""Signing a HIPAA authorization, giving its copy, and all that ends it (45 CFR 164.508). Nothing signed changes.

A signed paper is a draft until the signer was given a copy: from then on it is active, and takes the place of what
the same person signed of the same kind before. How it ends: `consent.operations.authorization_ends`.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit.domain.actors import Actor
from clinic.domain.hours import local_day
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff, settle_alerts
from clinic.queries import organisation
from consent import fact_rows
from consent.domain.authorizations import Element, missing_elements
from consent.domain.signing import must_be_represented
from consent.domain.written import is_written
from consent.enums import AuthorizationState, CopyGiven, Recorded
from consent.locking import lock_person
from consent.models import Authorization, AuthorizationForm
from consent.operations.authorization_ends import event_came, mark_defective, revoke
from consent.papers import locked_paper, record_paper_change

__all__ = [
    "copy_came_back", "event_came", "give_copy", "give_copy_again", "mark_defective", "revoke", "sign", "sign_on_paper",
]  # fmt: skip


class IncompleteAuthorization(ValueError):
    """An element of 45 CFR 164.508(c) is missing; `missing` names them."""

    def __init__(self, missing: tuple[Element, ...]) -> None:
        super().__init__("missing: " + ", ".join(f"{element.citation} ({element.meaning})" for element in missing))
        self.missing = missing


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
    _refuse_incomplete(paper)
    if must_be_represented(person.birth_year, signed_on) and not by_representative:
        raise MinorSignedAlone("a parent or guardian must sign for a minor")
    paper.save(force_insert=True)
    record_paper_change(by, paper, "signed")
    return paper


@transaction.atomic
def give_copy(*, by: Actor, now: datetime, authorization_id: UUID, via: CopyGiven) -> bool:
    """The signer got a copy (164.508(c)(4)): a draft becomes active and replaces what was signed of its kind before.

    False if a copy had been given before. A paper that has ended stays ended; one signed before a paper of its kind
    that was taken back meanwhile ends here: it is inactive, in the place of that one.
    """
    paper = locked_paper(authorization_id)
    if paper.copy_given_at is not None:
        return False
    paper.copy_given_at, paper.copy_via, paper.copy_given_by = now, CopyGiven(via), by.staff_id
    was_draft = paper.state == AuthorizationState.DRAFT
    taken_back = _later_and_taken_back(paper) if was_draft else None
    if was_draft:
        _refuse_incomplete(paper)
        paper.superseded_by = taken_back
        paper.state = AuthorizationState.INACTIVE if taken_back else AuthorizationState.ACTIVE
    paper.save(update_fields=["state", "copy_given_at", "copy_via", "copy_given_by", "superseded_by"])
    settle_alerts(alert=StaffAlert.COPY_MISSING, subject_id=paper.pk, now=now, by=by)
    record_paper_change(by, paper, "copy given")
    if taken_back:
        record_paper_change(by, paper, "a later one was taken back")
    elif was_draft:
        _supersede(paper, by)
    return True


@transaction.atomic
def copy_came_back(*, authorization_id: UUID, once: str) -> None:
    """The mail that was to give the copy bounced: the front desk is told, unless the signer got it in another way.

    The paper goes on counting: the copy is a duty towards the signer, not a condition of validity (164.508(b)(1)).
    """
    paper = locked_paper(authorization_id)
    if paper.revoked_at or paper.defect or paper.copy_via not in ("", CopyGiven.MAIL):
        return
    alert = StaffAlert.COPY_MISSING
    alert_staff(alert=alert, once_key=f"{alert}:{paper.pk}:{once}", audience=Role.FRONT_DESK, subject_id=paper.pk)
    record_paper_change(Actor.system("mail reports"), paper, "the mail with the copy came back")


@transaction.atomic
def give_copy_again(*, by: Actor, now: datetime, authorization_id: UUID) -> None:
    """Printed and handed over, whatever became of the first: what is recorded of that one stays."""
    paper = locked_paper(authorization_id)
    settle_alerts(alert=StaffAlert.COPY_MISSING, subject_id=paper.pk, now=now, by=by)
    record_paper_change(by, paper, "copy given again, printed")


@transaction.atomic
def sign_on_paper(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    form_id: UUID,
    signature: str,
    signed_on: date,
    representative_authority: str = "",
    by_representative: bool = False,
    expires_on: date | None = None,
) -> Authorization:
    """A paper that was signed at the clinic, whose signer went home with a copy of it: active at once."""
    paper = sign(
        by=by,
        now=now,
        person_id=person_id,
        form_id=form_id,
        signature=signature,
        signed_on=signed_on,
        via=Recorded.PAPER,
        representative_authority=representative_authority,
        by_representative=by_representative,
        expires_on=expires_on,
    )
    give_copy(by=by, now=now, authorization_id=paper.pk, via=CopyGiven.PAPER)
    paper.refresh_from_db(fields=["state", "copy_given_at", "copy_via", "copy_given_by", "superseded_by"])
    return paper


def _written(text: str) -> str:
    """Nothing, where nothing can be read: then it is missing."""
    return text.strip() if is_written(text.strip()) else ""


def _last_day(form: AuthorizationForm, signed_on: date) -> date | None:
    return signed_on + timedelta(days=form.valid_days) if form.valid_days else None


def _later_and_taken_back(paper: Authorization) -> Authorization | None:
    """A paper of its kind that was signed after it, or the same day and taken back after it, and is taken back.

    Of what was signed on paper only the day is known: within a day the moment of its entry stands for the signature.
    """
    signed = paper.signed_at or paper.recorded_at
    later = Q(signed_on__gt=paper.signed_on) | Q(signed_on=paper.signed_on, revoked_at__gt=signed)
    found = Authorization.objects.filter(later, person_id=paper.person_id, form__kind=paper.form.kind)
    return found.filter(revoked_at__isnull=False).only("pk").order_by("signed_on", "id").last()


def _supersede(paper: Authorization, by: Actor) -> None:
    """Of one kind, the paper signed last counts alone, in whatever order the papers were entered."""
    active = list(
        Authorization.objects.select_for_update(of=("self",))
        .filter(person_id=paper.person_id, form__kind=paper.form.kind, state=AuthorizationState.ACTIVE)
        .order_by("signed_on", "id")
        .defer("signature", "representative_authority", "signed_from", "shown_text")
    )
    for replaced in active[:-1]:
        replaced.state, replaced.superseded_by = AuthorizationState.INACTIVE, active[-1]
        replaced.save(update_fields=["state", "superseded_by"])
        record_paper_change(by, replaced, "superseded")


def _refuse_incomplete(paper: Authorization) -> None:
    held = fact_rows.elements_of(
        paper,
        paper.form,
        has_signature=paper.signature is not None,
        has_authority=paper.representative_authority is not None,
    )
    missing = missing_elements(held, by_representative=paper.signed_by_representative)
    if missing:
        raise IncompleteAuthorization(missing)

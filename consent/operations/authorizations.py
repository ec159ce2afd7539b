"""Signing a HIPAA authorization and taking it back (45 CFR 164.508). A paper is never changed into another one."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from consent.domain.authorizations import Element, missing_elements
from consent.enums import AuthorizationState, Recorded
from consent.fact_rows import form_elements
from consent.locking import lock_person
from consent.models import Authorization, AuthorizationForm


class IncompleteAuthorization(ValueError):
    """An element of 45 CFR 164.508(c) is missing; `missing` names them."""

    def __init__(self, missing: tuple[Element, ...]) -> None:
        super().__init__("missing: " + ", ".join(f"{element.citation} ({element.meaning})" for element in missing))
        self.missing = missing


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
) -> Authorization:
    """Store a signed form with every element; without one of them it is `IncompleteAuthorization`, not a row.

    `signed_on` is the clinic-local day of the signature; `expires_on` its last day, by default the form's term.
    The form must be published. An earlier paper stays as it is: what counts is decided by date and scope.
    """
    lock_person(person_id)
    form = AuthorizationForm.objects.get(pk=form_id, published_at__isnull=False)
    paper = Authorization(
        person_id=person_id,
        form=form,
        state=AuthorizationState.ACTIVE,
        signature=signature.strip(),
        representative_authority=representative_authority.strip(),
        signed_by_representative=by_representative,
        signed_on=signed_on,
        expires_on=expires_on or signed_on + timedelta(days=form.valid_days),
        via=Recorded(via),
        recorded_at=now,
    )
    _refuse_incomplete(paper, form)
    paper.save(force_insert=True)
    _record(by, paper, "signed")
    return paper


@transaction.atomic
def revoke(*, by: Actor, now: datetime, authorization_id: UUID, via: str) -> bool:
    """Take it back from this moment on (164.508(b)(5)). False if that had been done before."""
    lock_person(_person_of(authorization_id))
    paper = Authorization.objects.select_for_update().get(pk=authorization_id)
    if paper.revoked_at is not None:
        return False
    paper.state, paper.revoked_at, paper.revoked_via = AuthorizationState.INACTIVE, now, Recorded(via)
    paper.save(update_fields=["state", "revoked_at", "revoked_via"])
    _record(by, paper, "revoked")
    return True


@transaction.atomic
def record_copy_given(*, by: Actor, now: datetime, authorization_id: UUID) -> bool:
    """The signer got a copy, as 164.508(c)(4) asks. The first time counts: False if that had been recorded before."""
    lock_person(_person_of(authorization_id))
    paper = Authorization.objects.select_for_update().get(pk=authorization_id)
    if paper.copy_given_at is not None:
        return False
    paper.copy_given_at = now
    paper.save(update_fields=["copy_given_at"])
    _record(by, paper, "copy given")
    return True


def _person_of(authorization_id: UUID) -> UUID:
    return Authorization.objects.values_list("person_id", flat=True).get(pk=authorization_id)


def _refuse_incomplete(paper: Authorization, form: AuthorizationForm) -> None:
    held = set(form_elements(form)) | {Element.DATE}
    if paper.signature is not None:
        held.add(Element.SIGNATURE)
    if paper.representative_authority is not None:
        held.add(Element.REPRESENTATIVE_AUTHORITY)
    missing = missing_elements(held, by_representative=paper.signed_by_representative)
    if missing:
        raise IncompleteAuthorization(missing)


def _record(by: Actor, paper: Authorization, what: str) -> None:
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[paper.person_id],
        fields=["consent.authorization.state"],
        details={"authorization": str(paper.pk), "form": str(paper.form_id), "what": what},
    )

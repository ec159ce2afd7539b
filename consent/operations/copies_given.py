"""The copy of what somebody signed (45 CFR 164.508(c)(4)): with it the paper begins to count.

From then on it is active, and takes the place of what the same person signed of the same kind before. This is the
clinic's rule and stricter than the law: `consent.domain.authorizations`.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit.domain.actors import Actor
from clinic.enums import Role, StaffAlert
from clinic.operations.alerts import alert_staff, settle_alerts
from consent.enums import AuthorizationState, CopyGiven
from consent.models import Authorization
from consent.papers import locked_paper, record_paper_change, refuse_incomplete
from consent.signed_papers import has_copy


class NothingToGive(ValueError):
    """They signed on a page of ours, and no copy of it was made yet: there is nothing that they could have."""


@transaction.atomic
def give_copy(*, by: Actor, now: datetime, authorization_id: UUID, via: CopyGiven) -> bool:
    """The signer got a copy (164.508(c)(4)): a draft becomes active and replaces what was signed of its kind before.

    False if a copy had been given before. A paper that has ended stays ended; one signed before a paper of its kind
    that was taken back meanwhile ends here: it is inactive, in the place of that one. Raises `NothingToGive`.
    """
    paper = locked_paper(authorization_id)
    if paper.copy_given_at is not None:
        return False
    if paper.request_id and not has_copy(paper):
        raise NothingToGive(str(paper.pk))
    paper.copy_given_at, paper.copy_via, paper.copy_given_by = now, CopyGiven(via), by.staff_id
    was_draft = paper.state == AuthorizationState.DRAFT
    taken_back = _later_and_taken_back(paper) if was_draft else None
    if was_draft:
        refuse_incomplete(paper)
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

    The paper goes on counting: by law a copy that did not arrive makes nothing invalid, and ours had left (the clinic
    still owes one).
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

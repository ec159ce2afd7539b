"""A paper that somebody signed at the clinic, entered by staff with its scan (45 CFR 164.508(b)(6): it is kept)."""

from datetime import datetime
from typing import Unpack

from django.db import transaction

from audit.domain.actors import Actor
from consent.domain.signing import may_be_asked_by
from consent.enums import CopyGiven, PaperFileKind, Recorded
from consent.models import Authorization, AuthorizationForm
from consent.operations import authorizations, paper_files


class NotTheirsToEnter(ValueError):
    """Who may not ask for this form does not make it count by a paper either (R32)."""


@transaction.atomic
def enter(
    *, by: Actor, now: datetime, scan: bytes, has_copy: bool, **written: Unpack[authorizations.Written]
) -> Authorization:
    """The paper and its scan. It counts when the signer has a copy: at once with `has_copy`, else when staff say so.

    Raises `NotTheirsToEnter`, what `authorizations.sign` does, and `clinic.domain.papers.NotAPaper`; then nothing is
    kept.
    """
    kind = AuthorizationForm.objects.values_list("kind", flat=True).get(pk=written["form_id"])
    if not may_be_asked_by(by.role, kind):
        raise NotTheirsToEnter("only a clinician or the privacy officer takes a testimonial")
    paper = authorizations.sign(by=by, now=now, via=Recorded.PAPER, **written)
    paper_files.store(by=by, now=now, authorization_id=paper.pk, kind=PaperFileKind.SCAN, content=scan)
    if has_copy:
        authorizations.give_copy(by=by, now=now, authorization_id=paper.pk, via=CopyGiven.PAPER)
        paper.refresh_from_db(fields=["state"])
    return paper

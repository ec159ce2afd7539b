"""The copy of a paper that was signed while this machine had no font for it: the same words, the same signature."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.queries import organisation
from consent import documents
from consent.copies import signed_pdf
from consent.enums import PaperFileKind
from consent.models import Authorization
from consent.operations import paper_files
from consent.papers import locked_paper
from consent.signed_papers import has_copy
from patients.models import Person

_SIGNED = ("consent.authorization.signature", "consent.authorization.representative_authority")
_NAMES = ("patients.person.given_name", "patients.person.family_name")


class NotWhatWasShown(ValueError):
    """What would be printed is not, word for word, what the signer read; or they did not sign on a page of ours."""


@transaction.atomic
def make(*, by: Actor, now: datetime, authorization_id: UUID) -> None:
    """Make and keep the copy, for somebody to hand over; where there is one, nothing.

    Raises `NotWhatWasShown`, `consent.copies.fonts.NoFont`, `Authorization.DoesNotExist`.
    """
    paper = locked_paper(authorization_id)
    if has_copy(paper):
        return
    document = documents.shown(paper.form, paper.shown_text.partition("\n")[0])
    if document.digest != paper.shown_digest or paper.signed_at is None:
        raise NotWhatWasShown(str(paper.pk))
    content = signed_pdf.copy_of(document, _signed(by, paper, paper.signed_at), paper.form.language)
    paper_files.store(by=by, now=now, authorization_id=paper.pk, kind=PaperFileKind.COPY, content=content)


def _signed(by: Actor, paper: Authorization, signed_at: datetime) -> signed_pdf.SignedBlock:
    person = Person.objects.only("id", "given_name", "family_name").get(pk=paper.person_id)
    with phi_access(
        actor=by,
        purpose=PurposeOfUse.OPERATIONS,
        people=[person.pk],
        fields=(*_SIGNED, *_NAMES),
        details={"authorization": str(paper.pk)},
    ) as phi:
        names = (phi.reveal(name) for name in (person.given_name, person.family_name))
        return signed_pdf.SignedBlock(
            name=phi.reveal(paper.signature) or "",
            signed_at=signed_at.astimezone(ZoneInfo(organisation().time_zone)),
            representative=paper.signed_by_representative,
            authority=phi.reveal(paper.representative_authority) or "",
            patient=" ".join(filter(None, names)),
        )

"""Signing on a page of ours, over a link or on the clinic's tablet, and the copy that makes it count.

1. The text that was shown is composed again: if it is not the one that the signer read, nothing is signed.
2. The paper is stored as a draft with every element (`authorizations.sign`), its request is closed, and its copy is
   made and sealed: one transaction. Where no font can show it the signature is kept all the same: the paper stays a
   draft, and the front desk is told at once.
3. The copy is given, and the paper counts: behind a link when the signer saves it from the page that follows
   (`copy_was_saved`) or the mail service has taken the mail with the link to it (`copy_was_mailed`), whichever is
   first; printed, when staff say so.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.domain.hours import local_day
from clinic.enums import NoticeKind
from clinic.models import Notice
from clinic.queries import organisation
from consent import documents
from consent.copies import signed_pdf
from consent.copies.fonts import NoFont
from consent.enums import CopyGiven, PaperFileKind, Recorded, SigningWay
from consent.models import Authorization, AuthorizationForm, SigningRequest
from consent.operations import authorizations, paper_files
from consent.operations.paper_reminders import tell_of_missing_copy
from consent.signing_requests import close_signed, locked_open
from patients.models import Person

_VIA = {SigningWay.LINK: Recorded.LINK, SigningWay.TABLET: Recorded.TABLET}


class TextChanged(ValueError):
    """What was read is not what would be signed now: show it again."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What the signer wrote, and from where. `authority`: why a representative may sign."""

    signature: str = field(repr=False)
    by_representative: bool = False
    authority: str = field(default="", repr=False)
    signed_from: str = field(default="", repr=False)


def sheet_of(request: SigningRequest, language: str) -> documents.Shown:
    """What somebody reads before they sign it. Raises `AuthorizationForm.DoesNotExist`."""
    return documents.shown(_form(request, language), organisation().name_in(language))


@transaction.atomic
def sign_here(
    *, by: Actor, now: datetime, request_id: UUID, language: str, read: str, typed: Typed, copy: CopyGiven
) -> Authorization:
    """Sign what was read in `language`; `read` is the digest of what was shown. `signed_papers.has_copy` tells whether
    there is a copy to give.

    Raises `RequestClosed`, `TextChanged`, `authorizations.IncompleteAuthorization`, `authorizations.MinorSignedAlone`.
    """
    request = locked_open(request_id, now)
    form, shown = _form(request, language), sheet_of(request, language)
    if shown.digest != read:
        raise TextChanged(language)
    paper = _signed(by, now, request, form, shown, typed)
    close_signed(by, request, now)
    try:
        content = _copy(by, request, shown, typed, now, language)
    except NoFont:
        tell_of_missing_copy(paper)
        return paper
    paper_files.store(by=by, now=now, authorization_id=paper.pk, kind=PaperFileKind.COPY, content=content)
    if copy != CopyGiven.PRINTED:
        _leave_mail(request)
    return paper


@transaction.atomic
def copy_was_saved(*, by: Actor, now: datetime, request_id: UUID) -> bool:
    """The signer took their copy from the page. False if a copy had been given before."""
    paper = Authorization.objects.only("pk").get(request_id=request_id)
    return authorizations.give_copy(by=by, now=now, authorization_id=paper.pk, via=CopyGiven.PAGE)


@transaction.atomic
def copy_was_mailed(*, by: Actor, now: datetime, request_id: UUID) -> bool:
    """The mail service has the mail with the link to the copy. False if a copy had been given before."""
    paper = Authorization.objects.only("pk").get(request_id=request_id)
    return authorizations.give_copy(by=by, now=now, authorization_id=paper.pk, via=CopyGiven.MAIL)


def mailed_copy_came_back(*, request_id: UUID, once: str) -> None:
    """The mail with the link to the copy bounced; told once for each `once`."""
    paper = Authorization.objects.only("pk").get(request_id=request_id)
    authorizations.copy_came_back(authorization_id=paper.pk, once=once)


def _form(request: SigningRequest, language: str) -> AuthorizationForm:
    return AuthorizationForm.objects.get(
        kind=request.kind, version=request.version, language=language, published_at__isnull=False
    )


def _signed(
    by: Actor, now: datetime, request: SigningRequest, form: AuthorizationForm, shown: documents.Shown, typed: Typed
) -> Authorization:
    return authorizations.sign(
        by=by,
        now=now,
        person_id=request.person_id,
        form_id=form.pk,
        signature=typed.signature,
        signed_on=_today(now),
        via=_VIA[SigningWay(request.way)],
        by_representative=typed.by_representative,
        representative_authority=typed.authority if typed.by_representative else "",
        how=authorizations.Circumstances(
            signed_at=now,
            signed_from=typed.signed_from,
            stood_by=request.asked_by if request.way == SigningWay.TABLET else None,
            shown_text=shown.text,
            request_id=request.pk,
        ),
    )


def _copy(
    by: Actor, request: SigningRequest, shown: documents.Shown, typed: Typed, now: datetime, language: str
) -> bytes:
    signed = signed_pdf.SignedBlock(
        name=typed.signature.strip(),
        signed_at=now.astimezone(ZoneInfo(organisation().time_zone)),
        representative=typed.by_representative,
        authority=typed.authority.strip() if typed.by_representative else "",
        patient=patients_name(by, request),
    )
    return signed_pdf.copy_of(shown, signed, language)


def patients_name(by: Actor, request: SigningRequest) -> str:
    """Whose form it is: on the page that is signed, and on its copy."""
    names = ("patients.person.given_name", "patients.person.family_name")
    person = Person.objects.only("id", "given_name", "family_name").get(pk=request.person_id)
    with phi_access(
        actor=by,
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=[person.pk],
        fields=names,
        beside=["consent.signingrequest"],
    ) as phi:
        return " ".join(filter(None, (phi.reveal(person.given_name), phi.reveal(person.family_name))))


def _today(now: datetime) -> date:
    return local_day(now, organisation().time_zone)


def _leave_mail(request: SigningRequest) -> None:
    """The link to the copy, also for who saves it from the page: to find it again."""
    kind = NoticeKind.SIGNED_COPY
    Notice.objects.create(
        kind=kind, person_id=request.person_id, subject_id=request.pk, once_key=f"{kind.value}:{request.pk}"
    )

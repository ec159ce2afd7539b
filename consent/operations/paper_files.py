"""Files of papers, sealed like fields: the copy a signer got, a scan of the paper or of the letter that revoked it."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_change
from clinic.domain import papers
from consent.enums import PaperFileKind
from consent.models import Authorization, PaperFile

FIELD = "consent.paperfile.content"


@transaction.atomic
def store(*, by: Actor, now: datetime, authorization_id: UUID, kind: str, content: bytes) -> PaperFile:
    """Keep a file with its paper. PDF, PNG or JPEG by what it is, at most 10 MB, else `clinic.domain.papers.NotAPaper`.

    It stays as it is: a better scan is another file. Raises `Authorization.DoesNotExist`.
    """
    paper = Authorization.objects.only("person_id").get(pk=authorization_id)
    file = PaperFile(
        person_id=paper.person_id,
        authorization=paper,
        kind=PaperFileKind(kind),
        media_type=papers.media_type(content),
        content=content,
        digest=sha256(content).hexdigest(),
        stored_by=by.staff_id,
        stored_at=now,
    )
    file.save(force_insert=True)
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[paper.person_id],
        fields=[FIELD],
        details={"authorization": str(paper.pk), "file": str(file.pk), "what": f"{file.kind} stored"},
    )
    return file


def content_of(*, by: Actor, file: PaperFile) -> bytes:
    """One look, one line in the book, before anything is opened. A patient opens nobody's but their own.

    Raises `AccessRefused`, `CannotOpen`, `DoorClosed`.
    """
    purpose = PurposeOfUse.PATIENT_REQUEST if by.kind == "patient" else PurposeOfUse.OPERATIONS
    with phi_access(
        actor=by, purpose=purpose, people=[file.person_id], fields=[FIELD], details={"file": str(file.pk)}
    ) as door:
        return bytes(door.reveal(file.content) or b"")

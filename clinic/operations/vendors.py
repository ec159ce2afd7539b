"""What was signed with companies that messages pass through. Papers are added and kept, never replaced."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_change
from clinic.domain import papers
from clinic.models import Vendor, VendorPaper

PAPER_FIELD = "clinic.vendorpaper.sealed"


@transaction.atomic
def add_paper(*, by: Actor, now: datetime, vendor_id: UUID, name: str, content: bytes) -> VendorPaper:
    """Keep a signed paper, encrypted and bound to its row. Raises `NotAPaper`, and `Vendor.DoesNotExist`."""
    vendor = Vendor.objects.get(pk=vendor_id)
    paper = VendorPaper(
        vendor=vendor,
        name=papers.file_name(name, content),
        media_type=papers.media_type(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_at=now,
        added_by=UUID(by.id) if by.kind == "staff" else None,
    )
    paper.sealed = content
    paper.save(force_insert=True)
    details: dict[str, str | int] = {"model": "clinic.vendorpaper", "id": str(paper.pk), "what": "added"}
    record_change(word=AuditWord.CONFIGURE, actor=by, details=details | {"vendor": str(vendor_id), "size": paper.size})
    return paper


def paper_content(*, by: Actor, paper: VendorPaper) -> bytes:
    """One look, one line in the book, before anything is opened. Raises `AccessRefused`, `CannotOpen`, `DoorClosed`."""
    with phi_access(
        actor=by,
        purpose=PurposeOfUse.OPERATIONS,
        people=(),
        fields=[PAPER_FIELD],
        details={"vendor_paper": str(paper.pk)},
    ) as door:
        return bytes(door.reveal(paper.sealed) or b"")

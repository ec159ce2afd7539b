"""Files under the field keys: bytes in, bytes out, bound to their row like any other sealed value."""

import os
from datetime import UTC, datetime

import pytest

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from audit.keys import CannotOpen
from audit.sealed import Sealed, SealedValueMisused
from clinic.models import Vendor, VendorPaper

pytestmark = pytest.mark.django_db
FIELD = "clinic.vendorpaper.sealed"
OFFICER = Actor.staff("officer", "privacy-officer")


def _paper(content: bytes) -> VendorPaper:
    vendor, _ = Vendor.objects.get_or_create(name="Post", backend="post.Backend")
    return VendorPaper.objects.create(
        vendor=vendor,
        name="agreement.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256="",
        sealed=content,
        added_at=datetime(2026, 6, 15, tzinfo=UTC),
    )


def _revealed(paper: VendorPaper) -> bytes | None:
    with phi_access(actor=OFFICER, purpose=PurposeOfUse.OPERATIONS, people=(), fields=[FIELD]) as phi:
        return phi.reveal(paper.sealed)


def test_bytes_that_are_no_text_come_back_as_they_were() -> None:
    content = bytes(range(256)) + os.urandom(100_000)
    assert _revealed(VendorPaper.objects.get(pk=_paper(content).pk)) == content


def test_the_database_holds_no_byte_of_the_file_in_clear() -> None:
    content = b"%PDF-1.7 a signed agreement"
    stored = bytes(VendorPaper.objects.get(pk=_paper(content).pk).sealed.token)
    assert (content in stored, b"agreement" in stored) == (False, False)


def test_a_file_that_was_moved_to_another_row_refuses_to_open() -> None:
    one, other = _paper(b"%PDF-one"), _paper(b"%PDF-other")
    with pytest.raises(SealedValueMisused):
        other.sealed = one.sealed
    moved = Sealed(one.sealed.token, column=FIELD, parse=bytes, about="").of(row=other.pk, person=None)
    with (
        phi_access(actor=OFFICER, purpose=PurposeOfUse.OPERATIONS, people=(), fields=[FIELD]) as phi,
        pytest.raises(CannotOpen),
    ):
        phi.reveal(moved)

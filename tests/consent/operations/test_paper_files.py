"""Scans and copies: sealed, bound to their row, opened by whom the table names."""

from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from audit.domain.actors import Actor
from audit.door import AccessRefused
from audit.models import AuditEvent
from clinic.domain.papers import MOST_BYTES, NotAPaper
from clinic.enums import Role
from consent.models import PaperFile
from consent.operations import paper_files
from tests.consent.people import DESK, NOW, form, patient, signed

pytestmark = pytest.mark.django_db(databases=["default"])
SCAN = b"%PDF-1.7 a signed paper of somebody"


def _staff(role: str) -> Actor:
    return Actor.staff("0197a000-0000-7000-8000-000000000001", role)


def _stored(content: bytes = SCAN) -> PaperFile:
    paper = signed(patient().pk, form())
    return paper_files.store(
        by=_staff(Role.FRONT_DESK), now=NOW, authorization_id=paper.pk, kind="scan", content=content
    )


def test_a_scan_is_stored_sealed() -> None:
    file = _stored()
    assert (file.media_type, file.digest) == ("application/pdf", sha256(SCAN).hexdigest())
    with connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(content, 'LATIN1') FROM consent_paperfile")
        [(kept,)] = cursor.fetchall()
    assert "signed paper" not in kept
    [event] = AuditEvent.objects.filter(details__what="scan stored")
    assert (event.people, event.fields) == ([file.person_id], [paper_files.FIELD])


def test_who_may_opens_a_scan() -> None:
    file = PaperFile.objects.get(pk=_stored().pk)
    for actor in (_staff(Role.FRONT_DESK), _staff(Role.PRIVACY_OFFICER), Actor.patient(file.person_id)):
        assert paper_files.content_of(by=actor, file=file) == SCAN


def test_nobody_else_opens_a_scan() -> None:
    file = PaperFile.objects.get(pk=_stored().pk)
    other = patient("other@example.org")
    for actor in (_staff(Role.MARKETER), _staff(Role.ADMINISTRATOR), Actor.patient(other.pk), DESK):
        with pytest.raises(AccessRefused):
            paper_files.content_of(by=actor, file=file)


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"MZ\x90", b"%PDF-" + b"0" * MOST_BYTES], ids=["empty", "page", "program", "too large"]
)
def test_what_is_no_paper_is_not_stored(content: bytes) -> None:
    with pytest.raises(NotAPaper):
        _stored(content)
    assert PaperFile.objects.count() == 0


def test_a_stored_file_stays() -> None:
    _stored()
    for change in (lambda: PaperFile.objects.update(kind="letter"), lambda: PaperFile.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

"""Signing on a page of ours: what is stored, and when it counts."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from clinic.enums import NoticeKind, Role, StaffAlert
from clinic.models import Notice
from consent.copies import machine_fonts
from consent.enums import CopyGiven
from consent.models import Authorization, PaperFile, SigningRequest
from consent.operations import authorizations, signatures, signing
from consent.operations.paper_reminders import remind
from tests.consent.people import NOW, TODAY, patient
from tests.consent.signing.scenes import LANGUAGES, asked, clerk, published, sign

pytestmark = pytest.mark.django_db(databases=["default"])


def _copy_text(paper: Authorization) -> str:
    file = PaperFile.objects.get(authorization=paper, kind="copy")
    with phi_access(
        actor=Actor.patient(paper.person_id),
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=[paper.person_id],
        fields=["consent.paperfile.content"],
    ) as phi:
        content = phi.reveal(file.content)
    assert content is not None
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def _copy_mails() -> int:
    return Notice.objects.filter(kind=NoticeKind.SIGNED_COPY).count()


def test_signing_over_a_link_stores_what_was_shown_and_counts_at_once() -> None:
    published()
    made = asked(patient().pk)
    shown = signatures.sheet_of(made.request, "en")
    paper = sign(made.request, signed_from="203.0.113.9 Firefox")
    paper.refresh_from_db()
    assert (paper.state, paper.copy_via, paper.copy_given_at) == ("active", "page", NOW)
    assert (paper.shown_text, paper.shown_digest) == (shown.text, shown.digest)
    assert (paper.signed_on, paper.signed_at, paper.via, paper.stood_by) == (TODAY, NOW, "link", None)
    assert (SigningRequest.objects.get().state, _copy_mails()) == ("signed", 1)
    assert "203.0.113.9" not in str(Authorization.objects.values().get())


@pytest.mark.parametrize("language", LANGUAGES)
def test_copy_holds_the_text_and_the_signature(language: str) -> None:
    published()
    paper = sign(asked(patient().pk).request, language=language)
    said = _copy_text(paper).replace("\n", "")
    assert (paper.form.language, LANGUAGES[language] in said, "Pat Lee" in said) == (language, True, True)


def test_signing_day_is_the_clinics() -> None:
    published()
    late = NOW.replace(day=16, hour=3)  # 22:00 of the day before in Chicago
    paper = sign(asked(patient().pk, now=late).request, now=late)
    assert paper.signed_on == date(2026, 6, 15)


def test_on_the_tablet_a_member_of_staff_stood_by_and_the_copy_is_printed_first() -> None:
    published()
    by = clerk()
    made = asked(patient().pk, by=by, way="tablet")
    signing.open_by_code(now=NOW, code=made.code)
    paper = sign(made.request, copy=CopyGiven.PRINTED)
    assert (paper.state, paper.via, str(paper.stood_by), _copy_mails()) == ("draft", "tablet", by.id, 0)
    authorizations.give_copy(by=by, now=NOW, authorization_id=paper.pk, via=CopyGiven.PRINTED)
    paper.refresh_from_db()
    assert paper.state == "active"


def test_copy_by_mail_counts_when_the_mail_has_left() -> None:
    published()
    made = asked(patient().pk, way="tablet")
    signing.open_by_code(now=NOW, code=made.code)
    paper = sign(made.request, copy=CopyGiven.MAIL)
    assert (paper.state, _copy_mails()) == ("draft", 1)
    later = NOW + timedelta(minutes=1)
    assert signatures.copy_was_mailed(by=Actor.system("test"), now=later, request_id=made.request.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.copy_via, paper.copy_given_at) == ("active", "mail", later)
    assert not signatures.copy_was_mailed(by=Actor.system("test"), now=later, request_id=made.request.pk)


def test_text_that_was_not_read_is_not_signed() -> None:
    published()
    made = asked(patient().pk)
    read_in_english = signatures.sheet_of(made.request, "en").digest
    with pytest.raises(signatures.TextChanged):
        sign(made.request, language="zh-hant", read=read_in_english)
    assert (Authorization.objects.count(), SigningRequest.objects.get().state) == (0, "open")


def test_request_is_signed_once_and_in_time() -> None:
    published()
    made = asked(patient().pk)
    with pytest.raises(signing.RequestClosed):
        sign(made.request, now=made.request.expires_at)
    sign(made.request)
    with pytest.raises(signing.RequestClosed):
        sign(made.request)
    assert Authorization.objects.count() == 1


def test_minor_cannot_sign_alone_and_a_parent_can() -> None:
    published()
    made = asked(patient(birth_date=date(2010, 5, 1)).pk)
    with pytest.raises(authorizations.MinorSignedAlone):
        sign(made.request)
    paper = sign(made.request, by_representative=True, authority="mother", signature="Ann Lee")
    assert (paper.signed_by_representative, paper.representative_authority is not None) == (True, True)
    said = _copy_text(paper)
    assert [word for word in ("Ann Lee", "mother", "Pat Lee") if word not in said] == []


@pytest.mark.parametrize("typed", [{"signature": " "}, {"by_representative": True, "authority": " "}])
def test_signature_without_an_element_changes_nothing(typed: dict[str, object]) -> None:
    published()
    made = asked(patient().pk)
    with pytest.raises(authorizations.IncompleteAuthorization):
        sign(made.request, **typed)
    assert (Authorization.objects.count(), PaperFile.objects.count()) == (0, 0)
    assert SigningRequest.objects.get().state == "open"


# --- on a machine without a font for it --------------------------------------------------------------------


@pytest.fixture
def no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_fonts, "_CHINESE", ())


@pytest.mark.usefixtures("no_chinese_font")
@pytest.mark.parametrize(("way", "copy"), [("link", CopyGiven.PAGE), ("tablet", CopyGiven.MAIL)])
def test_without_a_font_the_signature_stays_a_draft_and_the_desk_is_told(way: str, copy: CopyGiven) -> None:
    published()
    made = asked(patient().pk, way=way)
    if way == "tablet":
        signing.open_by_code(now=NOW, code=made.code)
    paper = sign(made.request, language="zh-hant", signature="李小明", copy=copy)
    paper.refresh_from_db()
    assert (paper.state, paper.copy_given_at, SigningRequest.objects.get().state) == ("draft", None, "signed")
    assert (PaperFile.objects.count(), _copy_mails()) == (0, 0)
    [told] = Notice.objects.filter(alert=StaffAlert.COPY_MISSING)
    assert (told.audience, told.subject_id) == (Role.FRONT_DESK, paper.pk)
    remind(now=NOW + timedelta(hours=2), today=TODAY)
    assert Notice.objects.filter(alert=StaffAlert.COPY_MISSING).count() == 1

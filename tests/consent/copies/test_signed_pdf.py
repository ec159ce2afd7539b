"""The signer's copy, opened by another program: every element and the signature, in three languages."""

import logging
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from clinic.enums import Language
from consent.copies.labels import LABELS
from consent.copies.signed_pdf import SignedBlock, copy_of
from consent.documents import Shown, shown
from consent.domain.authorizations import OF_THE_FORM
from consent.enums import AuthorizationKind
from consent.operations.forms import built_in_forms

AT = datetime(2026, 6, 15, 10, 3, tzinfo=UTC)
FORMS = {(form.kind, form.language): form for form in built_in_forms()}


def _shown(language: str, kind: str = AuthorizationKind.MARKETING_EMAIL) -> Shown:
    return shown(FORMS[kind, language], "Maple Street Clinic 楓街診所")


def _text(pdf: bytes) -> str:
    """Without spaces: lines end where the page does."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.parametrize(
    ("kind", "language"),
    [
        *((AuthorizationKind.MARKETING_EMAIL, language) for language in Language),
        (AuthorizationKind.TESTIMONIAL, Language.TRADITIONAL_CHINESE),
    ],
)
def test_a_copy_holds_every_element_and_the_signature(kind: str, language: str) -> None:
    document = _shown(language, kind)
    signed = SignedBlock("陳怡君 Zoë Łukasz", AT, representative=True, authority="Mother 母親", patient="林小明")
    text = _text(copy_of(document, signed, language))
    assert {section.element for section in document.sections} == {*OF_THE_FORM, None}
    for part in (document.clinic_name, document.title, document.edition, document.digest, *LABELS[language]):
        assert "".join(part.split()) in text
    for section in document.sections:
        assert "".join((section.heading + section.text).split()) in text
    for part in ("陳怡君ZoëŁukasz", "Mother母親", "林小明", "10:03(UTC+0000)"):
        assert part in text


def test_a_copy_of_a_paper_has_the_date_alone_and_no_representative() -> None:
    text = _text(copy_of(_shown("zh-hant"), SignedBlock("陳怡君", date(2026, 6, 15)), "zh-hant"))
    assert "簽名日期2026年6月15日" in text
    assert LABELS["zh-hant"].authority not in text
    assert "UTC" not in text


def test_a_copy_names_the_patient_and_each_page_its_form_and_clinic() -> None:
    document = _shown("en")
    pages = PdfReader(BytesIO(copy_of(document, SignedBlock("Pat Lee", AT, patient="Patricia Lee-Chen"), "en"))).pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert "PatientPatriciaLee-Chen" in texts[-1]
    assert len(texts) > 1
    for part in (document.title, document.edition, document.clinic_name, document.digest):
        assert all("".join(part.split()) in text for text in texts)


def test_the_same_arguments_give_the_same_file() -> None:
    made = [copy_of(_shown("en"), SignedBlock("Pat Lee", AT), "en") for _ in range(2)]
    assert made[0] == made[1]


def test_the_file_names_the_form_and_the_clinic_in_its_properties_and_nobody() -> None:
    pdf = copy_of(_shown("en"), SignedBlock("Pat Lee", AT), "en")
    properties = PdfReader(BytesIO(pdf)).metadata
    assert properties is not None
    assert (properties.title, properties.author) == (
        FORMS["marketing-email", "en"].title,
        "Maple Street Clinic 楓街診所",
    )
    assert "Lee" not in str(properties)


def test_every_font_is_embedded() -> None:
    pdf = copy_of(_shown("zh-hans"), SignedBlock("陈怡君 Łukasz 龘", AT), "zh-hans")
    fonts = [
        font.get_object() for page in PdfReader(BytesIO(pdf)).pages for font in page["/Resources"]["/Font"].values()
    ]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert len(fonts) >= 2
    assert all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)


def test_where_no_font_has_a_character_its_code_point_stands() -> None:
    text = _text(copy_of(_shown("zh-hant"), SignedBlock("陳\U0010fffd君", AT), "zh-hant"))
    assert "陳[U+10FFFD]君" in text


def test_no_name_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """fontTools logs the glyphs that it embeds: `uni9673` is 陳."""
    with caplog.at_level(logging.INFO):
        copy_of(_shown("en"), SignedBlock("陳\U00020bb7", AT), "en")
    assert caplog.text == ""

"""What other systems call things → our words. Tables of cases; no database."""

from datetime import date

import pytest

from patients.domain import appointments, categories, people
from patients.domain.language import language_from
from patients.domain.phone import region_of, to_e164
from patients.domain.postal import SPARSE_AREAS, postal_prefix
from patients.domain.sex import sex_from

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("year", "kept"), [(1936, 1900), (1937, 1937), (1900, 1900), (1880, 1900), (2026, 2026), (1990, 1990)]
)
def test_birth_year_of_ninety_and_older_is_one_value(year: int, kept: int) -> None:
    assert people.coarse_birth_year(year, TODAY) == kept


@pytest.mark.parametrize(
    ("birth_year", "minor"), [(2008, True), (2007, False), (2026, True), (1900, False), (None, False)]
)
def test_minor_until_the_end_of_the_year_of_turning_18(birth_year: int | None, minor: bool) -> None:
    assert people.is_minor(birth_year, TODAY) is minor


@pytest.mark.parametrize(("year", "plausible"), [(1896, True), (1895, False), (2026, True), (2027, False)])
def test_birth_year_is_plausible_within_a_life(year: int, plausible: bool) -> None:
    assert people.is_plausible_birth_year(year, TODAY) is plausible


@pytest.mark.parametrize(
    ("raw", "region", "number"),
    [
        ("555-555-0123", "US", "+15555550123"),
        ("(402) 555-0199 ext. 7", "US", "+14025550199"),
        ("+886 2 2345 6789", "US", "+886223456789"),
        ("0912 345 678", "TW", "+886912345678"),
        ("12", "US", None),
        ("call after six", "US", None),
        ("", "US", None),
    ],
)
def test_phone_becomes_e164(raw: str, region: str, number: str | None) -> None:
    assert to_e164(raw, region) == number


@pytest.mark.parametrize(
    ("clinic_phone", "region"), [("+886 2 2345 6789", "TW"), ("+1 402 555 0199", "US"), ("402 555 0199", "US")]
)
def test_region_is_the_one_of_the_clinics_number(clinic_phone: str, region: str) -> None:
    assert region_of(clinic_phone) == region


@pytest.mark.parametrize(
    ("word", "sex"),
    [("F", "female"), ("Male", "male"), (" 女 ", "female"), ("", "unknown"), ("X", "other"), ("?", None)],
)
def test_sex_is_fhir_administrative_gender(word: str, sex: str | None) -> None:
    assert sex_from(word) == sex


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-US", "en"),
        ("zh", "zh-hans"),
        ("zh-TW", "zh-hant"),
        ("zh_HK", "zh-hant"),
        ("zh-Hans-HK", "zh-hans"),
        ("yue", "zh-hant"),
        ("cmn-Hant", "zh-hant"),
        ("English", "en"),
        ("es", None),
        ("", None),
    ],
)
def test_language_is_one_that_the_clinic_writes(tag: str, language: str | None) -> None:
    assert language_from(tag) == language


@pytest.mark.parametrize(
    ("code", "country", "prefix"),
    [
        ("68504", "US", "685"),
        ("69201", "US", "000"),
        ("03601-1234", "US", "000"),
        ("693391143", "US", "693"),
        ("6850", "US", ""),
        ("SW1A 1AA", "GB", ""),
        ("10617", "TW", ""),
        ("", "US", ""),
    ],
)
def test_postal_prefix_hides_sparse_areas(code: str, country: str, prefix: str) -> None:
    assert postal_prefix(code, country) == prefix


def test_sparse_areas_are_the_seventeen_of_the_census() -> None:
    assert len(SPARSE_AREAS) == 17


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("booked", "booked"),
        ("No Show", "noshow"),
        ("Canceled", "cancelled"),
        ("ENTERED_IN_ERROR", "entered-in-error"),
        ("Scheduled", "booked"),
        ("whatever", None),
    ],
)
def test_appointment_status_is_fhirs_word(word: str, status: str | None) -> None:
    assert appointments.status_from(word) == status


@pytest.mark.parametrize(
    ("status", "wanted", "may"),
    [
        ("booked", "confirmed", True),
        ("confirmed", "noshow", True),
        ("noshow", "arrived", True),
        ("fulfilled", "booked", False),
        ("cancelled", "booked", True),
        ("cancelled", "fulfilled", False),
        ("entered-in-error", "booked", False),
        ("entered-in-error", "entered-in-error", True),
    ],
)
def test_appointment_takes_only_possible_steps(status: str, wanted: str, may: bool) -> None:
    assert appointments.may_become(status, wanted) is may


@pytest.mark.parametrize(
    ("codes", "words", "category"),
    [
        (["73761001"], "", "procedure"),
        (["232717009"], "", "surgery"),
        (["65546002"], "", "dental"),
        (["31676001"], "", "protected"),
        (["999"], "Human immunodeficiency virus antibody test", "protected"),
        (["999"], "Assessment of substance use", "protected"),
        (["999"], "Cesarean section", "protected"),
        (["73761001"], "Colonoscopy during pregnancy", "protected"),
        (["999"], "Appendectomy", "surgery"),
        (["999"], "Referral for appendectomy", "other"),
        (["999"], "Plain X-ray of hand", "imaging"),
        (["999"], "Influenza vaccination", "vaccination"),
        (["999"], "", "other"),
        ([], "", "other"),
    ],
)
def test_procedure_gets_one_coarse_category(codes: list[str], words: str, category: str) -> None:
    assert categories.category_of_procedure(codes, words) == category


@pytest.mark.parametrize(
    ("visit_class", "codes", "words", "category"),
    [
        ("wellness", ["162673000"], "", "check-up"),
        ("AMB", [], "", "consultation"),
        ("AMB", ["185349003"], "", "check-up"),
        ("EMER", ["185349003"], "", "emergency"),
        ("ambulatory", ["424619006"], "", "protected"),
        ("outpatient", ["33879002"], "", "vaccination"),
        ("inpatient", ["56876005"], "", "protected"),
        ("ambulatory", ["1"], "Alcohol rehabilitation visit", "protected"),
        ("??", [], "", "other"),
    ],
)
def test_visit_gets_one_coarse_category(visit_class: str, codes: list[str], words: str, category: str) -> None:
    assert categories.category_of_visit(visit_class, codes, words) == category

"""Whom we ask to sign, by which way."""

from datetime import date
from typing import Any

import pytest

from clinic.enums import Role
from consent.domain import signing
from consent.domain.signing import WhyNot, is_their_birth_year, why_not_asked
from consent.enums import AuthorizationKind, SigningWay

_FINE: dict[str, Any] = {
    "kind": "marketing-email",
    "way": "link",
    "role": "front-desk",
    "is_patient": True,
    "is_deceased": False,
    "has_form": True,
    "has_address": True,
    "birth_year": 1980,
    "asked_for": True,
}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"is_patient": False}, WhyNot.NOT_A_PATIENT),
        ({"is_deceased": True}, WhyNot.DECEASED),
        ({"has_form": False}, WhyNot.NO_FORM),
        ({"has_address": False}, WhyNot.NO_ADDRESS),
        ({"has_address": False, "way": "tablet"}, None),
        ({"birth_year": None}, WhyNot.NO_BIRTH_YEAR),
        ({"birth_year": None, "way": "tablet"}, None),
        ({"kind": "testimonial"}, WhyNot.NOT_THEIRS_TO_ASK),
        ({"kind": "testimonial", "role": "administrator"}, WhyNot.NOT_THEIRS_TO_ASK),
        ({"kind": "testimonial", "role": "clinician"}, None),
        ({"kind": "testimonial", "role": "privacy-officer", "way": "tablet"}, None),
        ({"kind": "condition-specific"}, None),
        ({"asked_for": False}, WhyNot.NOT_ASKED_FOR),
        ({"asked_for": False, "kind": "condition-specific"}, WhyNot.NOT_ASKED_FOR),
        ({"asked_for": False, "way": "tablet"}, None),
        ({"asked_for": False, "kind": "testimonial", "role": "clinician"}, None),
    ],
)
def test_who_may_be_asked(changes: dict[str, Any], reason: WhyNot | None) -> None:
    assert why_not_asked(**{**_FINE, **changes}) == reason


def test_the_rules_speak_the_words_of_the_house() -> None:
    assert {signing.LINK, signing.TABLET} == set(SigningWay.values)
    assert signing.TESTIMONIAL == AuthorizationKind.TESTIMONIAL
    assert {Role.CLINICIAN, Role.PRIVACY_OFFICER} == signing.MAY_ASK_FOR_TESTIMONIALS


@pytest.mark.parametrize(
    ("typed", "known", "answer"),
    [
        (1980, 1980, True),
        (1981, 1980, False),
        (1931, 1900, True),  # 90 and older stand under one year
        (1936, 1900, True),
        (1937, 1900, False),
        (1980, None, False),
    ],
)
def test_year_of_birth_is_compared_as_it_is_kept(typed: int, known: int | None, answer: bool) -> None:
    assert is_their_birth_year(typed, known, date(2026, 6, 15)) is answer

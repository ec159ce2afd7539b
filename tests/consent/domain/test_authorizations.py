"""Which elements an authorization has and lacks, and when it counts."""

from datetime import timedelta

import pytest

from consent.domain.authorizations import (
    OF_THE_FORM,
    OF_THE_SIGNATURE,
    Element,
    covering,
    missing_elements,
    why_invalid,
)  # fmt: skip
from consent.domain.words import Channel, Objection, Purpose, Reason
from tests.consent.domain.cases import COMPLETE, PAPER, TODAY, paper

_CITED = [
    (Element.INFORMATION, "45 CFR 164.508(c)(1)(i)"),
    (Element.DISCLOSER, "45 CFR 164.508(c)(1)(ii)"),
    (Element.RECIPIENT, "45 CFR 164.508(c)(1)(iii)"),
    (Element.PURPOSE, "45 CFR 164.508(c)(1)(iv)"),
    (Element.EXPIRY, "45 CFR 164.508(c)(1)(v)"),
    (Element.SIGNATURE, "45 CFR 164.508(c)(1)(vi)"),
    (Element.DATE, "45 CFR 164.508(c)(1)(vi), date"),
    (Element.RIGHT_TO_REVOKE, "45 CFR 164.508(c)(2)(i)"),
    (Element.NO_CONDITIONING, "45 CFR 164.508(c)(2)(ii)"),
    (Element.REDISCLOSURE, "45 CFR 164.508(c)(2)(iii)"),
]


@pytest.mark.parametrize(("element", "citation"), _CITED)
def test_an_authorization_without_a_required_element_is_defective(element: Element, citation: str) -> None:
    defective = paper(elements=COMPLETE - {element})
    assert defective.missing == (element,)
    assert element.citation == citation
    assert why_invalid(defective, TODAY) == Reason.AUTHORIZATION_DEFECTIVE


def test_a_complete_one_lacks_nothing() -> None:
    assert PAPER.missing == ()
    assert why_invalid(PAPER, TODAY) is None


def test_required_elements_are_listed_once_and_all_have_a_meaning() -> None:
    assert {element for element, _ in _CITED} == OF_THE_FORM | OF_THE_SIGNATURE
    assert [element for element in Element if not element.meaning] == []


def test_missing_elements_come_in_the_order_of_the_regulation() -> None:
    assert missing_elements((), by_representative=True) == tuple(
        element for element in Element if element != Element.REMUNERATION
    )


def test_a_representative_says_why_they_may_sign() -> None:
    assert paper(by_representative=True).missing == (Element.REPRESENTATIVE_AUTHORITY,)


@pytest.mark.parametrize(
    ("days_after_today", "reason"),
    [
        (-11, Reason.NO_AUTHORIZATION),
        (-10, None),
        (0, None),
        (10, None),
        (11, Reason.AUTHORIZATION_EXPIRED),
    ],
)
def test_first_and_last_day_count(days_after_today: int, reason: Reason | None) -> None:
    assert why_invalid(PAPER, TODAY + timedelta(days=days_after_today)) == reason


def test_without_a_last_day_it_does_not_count() -> None:
    assert why_invalid(paper(expires_on=None), TODAY) == Reason.AUTHORIZATION_EXPIRED


def test_of_several_the_latest_valid_one_covers() -> None:
    older = paper(signed_on=TODAY - timedelta(days=9))
    newer = paper(signed_on=TODAY - timedelta(days=1))
    assert covering([newer, older], Purpose.MARKETING, Channel.EMAIL, TODAY) is newer
    revoked = paper(signed_on=TODAY, revoked=True)
    assert covering([revoked, older], Purpose.MARKETING, Channel.EMAIL, TODAY) is older


def test_a_text_message_is_not_covered_by_a_paper_about_e_mail() -> None:
    assert covering([PAPER], Purpose.MARKETING, Channel.SMS, TODAY) == Objection(
        Reason.AUTHORIZATION_OUT_OF_SCOPE, (PAPER.id,)
    )

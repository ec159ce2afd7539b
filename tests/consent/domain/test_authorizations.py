"""Which elements an authorization has and lacks, and when it counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from clinic.domain.hours import local_day
from consent.domain.authorizations import (
    OF_THE_FORM,
    OF_THE_SIGNATURE,
    Element,
    Standing,
    State,
    covering,
    missing_elements,
    standing,
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


_SUBSETS = [frozenset(chosen) for size in range(len(Element) + 1) for chosen in combinations(Element, size)]


@pytest.mark.parametrize("by_representative", [False, True])
def test_of_all_subsets_of_the_elements_only_full_ones_count(by_representative: bool) -> None:
    """Remuneration is needed by what is paid for alone: with it or without it a set is full."""
    optional = {Element.REMUNERATION} | (set() if by_representative else {Element.REPRESENTATIVE_AUTHORITY})
    needed = frozenset(Element) - optional
    assert len(_SUBSETS) == 2 ** len(Element)
    for held in _SUBSETS:
        one = paper(elements=held, by_representative=by_representative)
        is_full = needed <= held
        assert (why_invalid(one, TODAY) is None, standing(one, TODAY) is Standing.ACTIVE) == (is_full, is_full), held
        assert (missing_elements(held, by_representative=by_representative) == ()) is is_full


@pytest.mark.parametrize("held", [COMPLETE, COMPLETE | {Element.REMUNERATION}])
@pytest.mark.parametrize("state", [state for state in State if state != State.ACTIVE])
def test_no_set_counts_in_another_state(held: frozenset[Element], state: State) -> None:
    assert why_invalid(paper(elements=held, state=state), TODAY) is not None


#: A zone, and the last local day of a paper: an ordinary one, clocks that go forward and back in its night, a
#: zone ahead of UTC and one behind, one with a quarter of an hour.
_ENDS = [
    ("America/Chicago", date(2026, 6, 15)),
    ("America/Chicago", date(2026, 3, 8)),
    ("America/Chicago", date(2026, 11, 1)),
    ("Asia/Taipei", date(2026, 12, 31)),
    ("Pacific/Auckland", date(2026, 4, 5)),
    ("Pacific/Honolulu", date(2026, 6, 15)),
    ("Asia/Kathmandu", date(2026, 6, 15)),
]


@pytest.mark.parametrize(("zone", "last"), _ENDS)
def test_a_paper_counts_until_midnight_of_its_last_day_at_the_clinic(zone: str, last: date) -> None:
    midnight = datetime.combine(last + timedelta(days=1), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    ending = paper(signed_on=last - timedelta(days=30), expires_on=last)

    def at(moment: datetime) -> Reason | None:
        return why_invalid(ending, local_day(moment, zone))

    assert at(midnight - timedelta(microseconds=1)) is None
    assert at(midnight) == Reason.AUTHORIZATION_EXPIRED


@pytest.mark.parametrize(
    ("day", "reason"), [(-1, None), (0, Reason.AUTHORIZATION_EXPIRED), (1, Reason.AUTHORIZATION_EXPIRED)]
)
def test_on_the_day_of_its_event_a_paper_counts_no_more(day: int, reason: Reason | None) -> None:
    ending = paper(expires_on=None, ends_with_event=True, event_came_on=TODAY)
    assert why_invalid(ending, TODAY + timedelta(days=day)) == reason


@pytest.mark.parametrize(
    ("born", "by_parent", "reason"),
    [
        (TODAY.year - 18, False, Reason.AUTHORIZATION_DEFECTIVE),  # growing up does not make it good
        (TODAY.year - 19, False, None),  # in the year of turning 18 the signer says that they are of age
        (TODAY.year - 19, True, Reason.CAME_OF_AGE),
        (TODAY.year - 18, True, None),
        (TODAY.year - 20, True, None),  # grown up when it was signed: somebody who may act for them
        (TODAY.year - 20, False, None),
        (None, True, None),
    ],
)
def test_what_was_signed_for_a_child_ends_with_childhood(
    born: int | None, by_parent: bool, reason: Reason | None
) -> None:
    elements = COMPLETE | {Element.REPRESENTATIVE_AUTHORITY}
    signed = paper(signed_on=TODAY.replace(year=TODAY.year - 1), by_representative=by_parent, elements=elements)
    assert why_invalid(signed, TODAY, birth_year=born) == reason


def test_of_several_the_latest_valid_one_covers() -> None:
    older = paper(signed_on=TODAY - timedelta(days=9))
    newer = paper(signed_on=TODAY - timedelta(days=1))
    assert covering([newer, older], Purpose.MARKETING, Channel.EMAIL, TODAY) is newer
    expired = replace(newer, signed_on=TODAY, expires_on=TODAY - timedelta(days=1))
    assert covering([expired, older], Purpose.MARKETING, Channel.EMAIL, TODAY) is older


def test_no_older_paper_comes_to_life_once_the_newer_one_was_taken_back() -> None:
    older = paper(signed_on=TODAY - timedelta(days=9))
    revoked = replace(older, id=UUID(int=501), signed_on=TODAY - timedelta(days=1), revoked=True)
    refused = covering([revoked, older], Purpose.MARKETING, Channel.EMAIL, TODAY)
    assert refused == Objection(Reason.AUTHORIZATION_REVOKED, (revoked.id,))
    anew = replace(older, id=UUID(int=502), signed_on=revoked.signed_on)
    assert covering([revoked, older, anew], Purpose.MARKETING, Channel.EMAIL, TODAY) is anew
    of_text_messages = replace(revoked, channels=frozenset({Channel.SMS}))
    assert covering([of_text_messages, older], Purpose.MARKETING, Channel.EMAIL, TODAY) is older


def test_a_text_message_is_not_covered_by_a_paper_about_e_mail() -> None:
    assert covering([PAPER], Purpose.MARKETING, Channel.SMS, TODAY) == Objection(
        Reason.AUTHORIZATION_OUT_OF_SCOPE, (PAPER.id,)
    )

"""Of all sets of elements only the full one becomes active. (Every set, by the rule alone: the domain's tests.)"""

from datetime import date
from random import Random

import pytest

from consent.domain.authorizations import OF_THE_FORM, Element
from consent.enums import AuthorizationState, Recorded
from consent.fact_rows import FORM_TEXTS
from consent.models import Authorization
from consent.operations import authorizations
from consent.operations.authorizations import IncompleteAuthorization
from patients.models import Person
from tests.consent.people import DESK, NOW, TODAY, form, patient

pytestmark = pytest.mark.django_db(databases=["default"])
#: The date is an argument that cannot be left out.
_ELEMENTS = sorted(OF_THE_FORM | {Element.SIGNATURE, Element.REPRESENTATIVE_AUTHORITY})
_DICE = Random(4)
_MISSING = [frozenset(), *({one} for one in _ELEMENTS), *(set(_DICE.sample(_ELEMENTS, n)) for n in range(2, 10))]


def _state_of_paper(number: int, person: Person, missing: set[Element], *, by_representative: bool) -> str:
    """The state it gets, or "none" when it is refused and no row is left."""
    blank = {name: "" for element, name in FORM_TEXTS.items() if element in missing}
    try:
        paper = authorizations.sign_on_paper(
            by=DESK,
            now=NOW,
            person_id=person.pk,
            form_id=form(number, **blank).pk,
            signature=" " if Element.SIGNATURE in missing else "Pat Lee",
            signed_on=TODAY,
            by_representative=by_representative,
            representative_authority="" if Element.REPRESENTATIVE_AUTHORITY in missing else "guardian",
        )
    except IncompleteAuthorization as problem:
        assert set(problem.missing) == missing - (set() if by_representative else {Element.REPRESENTATIVE_AUTHORITY})
        return "none"
    return paper.state


@pytest.mark.parametrize("by_representative", [False, True])
def test_only_a_full_paper_becomes_active(by_representative: bool) -> None:
    person, optional = patient(), set() if by_representative else {Element.REPRESENTATIVE_AUTHORITY}
    for number, missing in enumerate(_MISSING):
        before = Authorization.objects.count()
        state = _state_of_paper(number + 100, person, set(missing), by_representative=by_representative)
        is_full = not (set(missing) - optional)
        assert state == (AuthorizationState.ACTIVE if is_full else "none"), missing
        assert Authorization.objects.count() == before + is_full


def test_a_paper_without_an_end_is_refused() -> None:
    endless = form(99, valid_days=None)
    told = {"signature": "Pat Lee", "signed_on": TODAY, "via": Recorded.PAPER}
    with pytest.raises(IncompleteAuthorization) as refused:
        authorizations.sign(by=DESK, now=NOW, person_id=patient().pk, form_id=endless.pk, **told)
    assert refused.value.missing == (Element.EXPIRY,)
    ends = authorizations.sign(
        by=DESK, now=NOW, person_id=patient().pk, form_id=endless.pk, expires_on=date(2027, 1, 1), **told
    )
    assert ends.state == AuthorizationState.DRAFT

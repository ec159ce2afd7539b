"""What the clinic agreed not to do with a record: nothing agreed later makes it less."""

import pytest

from consent.operations import restrictions
from tests.consent.people import DESK, NOW, patient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("agreed", "counts"),
    [
        (["all-but-care"], "all-but-care"),
        (["all-but-care", "all-messages"], "all-messages"),
        (["all-messages", "all-but-care"], "all-messages"),
    ],
)
def test_of_two_agreements_the_wider_counts(agreed: list[str], counts: str) -> None:
    person = patient()
    for covers in agreed:
        restrictions.agree(by=DESK, now=NOW, person_id=person.pk, covers=covers, via="staff")
    found = restrictions.in_force(person.pk)
    assert found is not None and found.covers == counts


def test_after_its_end_a_narrower_one_may_be_agreed() -> None:
    person = patient()
    restrictions.agree(by=DESK, now=NOW, person_id=person.pk, covers="all-messages", via="staff")
    restrictions.end(by=DESK, now=NOW, person_id=person.pk, via="staff")
    restrictions.agree(by=DESK, now=NOW, person_id=person.pk, covers="all-but-care", via="staff")
    found = restrictions.in_force(person.pk)
    assert found is not None and found.covers == "all-but-care"

"""The battery of known and unknown addresses notices what differs, and a small seed of it holds."""

import random

import pytest

from journeys.batteries import enumeration, enumeration_load
from journeys.batteries.enumeration import PLANTED, findings, p_of
from journeys.batteries.enumeration_load import PAGES, Sample
from journeys.batteries.ranks import p_value


@pytest.mark.parametrize(
    ("ours", "theirs", "p"),
    [
        ([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 0.012186),  # R: wilcox.test(1:5, 6:10, exact = FALSE)
        ([1, 3, 5, 7, 9], [2, 4, 6, 8, 10], 0.676103),
        ([1, 1, 2, 2], [2, 3, 3, 4], 0.051508),  # ties, by hand: U = 1, variance 11.142857
        ([5, 5], [5, 5], 1.0),
    ],
)
def test_p_value_is_that_of_the_textbooks(ours: list[float], theirs: list[float], p: float) -> None:
    assert p_value(ours, theirs) == pytest.approx(p, abs=1e-5)
    assert p_value(theirs, ours) == pytest.approx(p, abs=1e-5)


def _lot(slower: float = 0.0, status: int = 200, known_length: int = 9, number: int = 400) -> list[Sample]:
    chance = random.Random(5)
    return [
        (is_known, status, known_length if is_known else 9, chance.gauss(0.01, 0.002) + slower * is_known)
        for is_known in (True, False) * number
    ]


@pytest.mark.parametrize(
    ("looks", "finding"),
    [
        ([_lot()], []),
        ([_lot(slower=0.001), _lot(slower=0.001)], ["times differ"]),
        ([_lot(slower=0.001), _lot()], []),
        ([_lot(known_length=10)], ["answers differ: [(200, 9), (200, 10)]"]),
        ([_lot(status=404)], ["not answered with 200"]),
        ([_lot(status=429)], ["not answered with 200"]),
    ],
)
def test_what_differs_is_found(looks: list[list[Sample]], finding: list[str]) -> None:
    assert findings("subscribe", looks) == finding


@pytest.mark.django_db(databases=["default"])
@pytest.mark.parametrize("page", [page for page in PAGES if page != PLANTED])
def test_small_seed_of_known_and_unknown_is_answered_alike(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few samples on a busy machine: status and length must be the same; time must not be plainly different."""
    looks = [enumeration_load.measure(page, samples=25, seed=seed) for seed in (1, 2)]
    monkeypatch.setattr(enumeration, "LEAST_P", 1e-5)
    assert findings(page, looks) == []


@pytest.mark.django_db(databases=["default"])
def test_page_that_looks_people_up_is_noticed() -> None:
    assert p_of(enumeration_load.measure(PLANTED, samples=25, seed=1)) < 1e-5

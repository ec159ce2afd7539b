"""Against the worked examples of the papers."""

import pytest

from campaigns.domain.proportions import difference, share


@pytest.mark.parametrize(
    ("number", "of", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 857, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_share_has_wilsons_interval(number: int, of: int, low: float, high: float) -> None:
    found = share(number, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 873, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_difference_has_newcombes_interval(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = difference(share(*one), share(*other))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    turned = difference(share(*other), share(*one))
    assert (round(turned.low, 4), round(turned.high, 4)) == (-high, -low)


def test_difference_is_clear_only_where_the_interval_leaves_out_none() -> None:
    assert difference(share(56, 70), share(48, 80)).is_clear
    assert not difference(share(5, 56), share(0, 29)).is_clear


@pytest.mark.parametrize(("number", "of"), [(0, 0), (1, 0), (3, 2), (-1, 2)])
def test_share_of_nobody_is_none(number: int, of: int) -> None:
    with pytest.raises(ValueError):
        share(number, of)

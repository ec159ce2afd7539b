"""When two written addresses are one home."""

import pytest

from audit.domain.home_address import words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12 Main Street, Apartment 3, 60614", "12 main st apt 3"),
        ("12 main st. apt 3", "12 main st apt 3"),
        ("  4 Río Avenue 60614-1234 ", "4 rio ave"),
        ("60614", "60614"),
        (" - ", ""),
        ("", ""),
        ("信義路五段7號", "信義路五段7號"),
        ("60614 Route", "60614 route"),
    ],
)
def test_words_of_an_address(written: str, expected: str) -> None:
    assert words(written) == expected

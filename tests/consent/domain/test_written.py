"""What may be a name, a signature, an authority."""

import pytest

from consent.domain.written import is_written


@pytest.mark.parametrize(
    "text", ["Pat Lee", "X", "陳怡君", "O’Brien-Núñez", "محمد", "می‌خواهم", "श्री", "J. R. 3rd", "Mother 母親", "김"]
)
def test_letters_of_any_script_are_written(text: str) -> None:
    assert is_written(text)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "123", "—", "...", "\u200b\u2060", "\u3164", "\u115f\u1160", "\u2800", "\u00ad", "\ufeff", "\u200d",
        "Pat\u202eeeL", "Pat\u2066Lee\u2069", "Pat\u200bLee", "Pat\nLee", "Pat\u2028Lee", "Pat\x00", "Pat\ue000",
        "Pat\u3164",
    ],
)  # fmt: skip
def test_what_cannot_be_seen_or_turns_the_reading_is_not_written(text: str) -> None:
    assert not is_written(text)

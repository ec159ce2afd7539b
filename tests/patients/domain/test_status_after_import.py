import pytest

from patients.domain.appointments import status_after_import


@pytest.mark.parametrize(
    ("here", "there", "before", "moved", "becomes"),
    [
        ("booked", "booked", "booked", True, "booked"),
        ("confirmed", "booked", "booked", False, "confirmed"),
        ("confirmed", "booked", "booked", True, "booked"),
        ("confirmed", "confirmed", "booked", True, "confirmed"),
        ("cancelled", "booked", "booked", False, "cancelled"),
        ("cancelled", "booked", "booked", True, "cancelled"),
        ("cancelled", "booked", "cancelled", False, "booked"),
        ("arrived", "booked", "booked", False, "arrived"),
        ("arrived", "fulfilled", "booked", False, "fulfilled"),
        ("entered-in-error", "booked", "booked", True, "entered-in-error"),
        ("entered-in-error", "fulfilled", "booked", False, "entered-in-error"),
        ("booked", "cancelled", "", False, "cancelled"),
    ],
)
def test_status_after_import(here: str, there: str, before: str, moved: bool, becomes: str) -> None:
    assert status_after_import(here, there, before, moved=moved) == becomes

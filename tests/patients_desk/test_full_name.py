import pytest

from patients.domain.full_name import full_name


@pytest.mark.parametrize(
    ("given", "family", "written"),
    [
        ("Mei", "Lin", "Mei Lin"),
        ("美", "林", "林美"),
        ("Mei 美", "林", "Mei 美 林"),
        ("Mei", "", "Mei"),
        (None, "Lin", "Lin"),
        (None, None, ""),
    ],
)
def test_full_name(given: str | None, family: str | None, written: str) -> None:
    assert full_name(given, family) == written

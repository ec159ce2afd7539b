"""How names are found: by words, prefixes and characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.name_tokens import matches, searched_tokens, stored_tokens


@pytest.mark.parametrize(
    ("typed", "name", "found"),
    [
        ("Agus", "Agustín Fonseca", True),
        ("agustin fon", "Agustín Fonseca", True),
        ("FONSECA agustín", "Agustín Fonseca", True),
        ("gust", "Agustín Fonseca", False),
        ("fonsecas", "Agustín Fonseca", False),
        ("schwarzenegger", "Arnold Schwarzenegger", True),
        ("schwarzenbach", "Arnold Schwarzenegger", False),
        ("陳", "陳 大文", True),
        ("陳大", "陳 大文", True),
        ("王", "陳 大文", False),
        ("o", "O Brien", True),
        ("o'b", "O'Brien", True),
        ("li", "Li Wei", True),
    ],
)
def test_typed_part_finds_name_as_expected(typed: str, name: str, found: bool) -> None:
    candidates = searched_tokens(typed) <= stored_tokens([name])
    assert (candidates and matches(typed, [name])) == found


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=20))
def test_every_name_is_found_by_itself(name: str) -> None:
    assert searched_tokens(name) <= stored_tokens([name])


@given(st.text(alphabet="abcdefghijklm", min_size=2, max_size=12), st.integers(2, 12))
def test_every_prefix_finds_its_name(name: str, length: int) -> None:
    assert searched_tokens(name[:length]) <= stored_tokens([name])

"""What `sole_address` takes at a glance passes its checks, too."""

from email.utils import getaddresses

import pytest
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from campaigns.channels.addresses import _ORDINARY, _ORDINARY_LENGTH, BadAddress, sole_address
from tests.campaigns.mime.steady import steady

_SHAPE = "ab0_+-.@"


@steady
@given(st.from_regex(_ORDINARY, fullmatch=True) | st.text(_SHAPE, max_size=30) | st.text(max_size=20))
def test_an_ordinary_address_passes_all_checks(address: str) -> None:
    if _ORDINARY.fullmatch(address) and len(address) <= _ORDINARY_LENGTH:
        validate_email(address)
        assert getaddresses([address]) == [("", address)]


@pytest.mark.parametrize(
    ("typed", "address"),
    [(" ana@mail.example ", "ana@mail.example"), ("Ana.Lopez@Mail.Example", "Ana.Lopez@Mail.Example")],
)
def test_an_address_is_taken_as_it_is(typed: str, address: str) -> None:
    assert sole_address(typed) == address


@pytest.mark.parametrize(
    "typed", ["", "ana", "a@b.co, e@x.co", "a@b.co\r\nBcc: x@y.zz", "a..b@c.de", ".a@b.co", "a@-b.co", "<a@b.co>"]
)
def test_what_is_not_one_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        sole_address(typed)

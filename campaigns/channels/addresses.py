"""One message, one recipient: what may stand in To."""

from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import validate_email


class BadAddress(ValueError):
    """Not one address that mail can go to. Says nothing of the address."""


def sole_address(value: str | None) -> str:
    """The address alone, without a name. Raises `BadAddress`, also for what would become two recipients."""
    address = (value or "").strip()
    try:
        validate_email(address)
    except ValidationError:
        raise BadAddress("not an e-mail address") from None
    if getaddresses([address]) != [("", address)] or any(character in address for character in '\r\n,;<>"'):
        raise BadAddress("not exactly one e-mail address")
    return address

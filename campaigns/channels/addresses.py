"""One message, one recipient: what may stand in To."""

import re
from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

#: What nearly every address looks like; all of them pass the checks of `sole_address`, for a fraction of their cost.
_ORDINARY = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?\.){1,4}[a-z]{2,20}", re.ASCII
)
_ORDINARY_LENGTH = 200
#: ITU-T E.164, as people are stored: a plus sign and at most fifteen digits.
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


class BadAddress(ValueError):
    """Not one address that a message can go to. Says nothing of the address."""


def sole_address(value: str | None) -> str:
    """The address alone, without a name. Raises `BadAddress`, also for what would become two recipients."""
    address = (value or "").strip()
    if len(address) <= _ORDINARY_LENGTH and _ORDINARY.fullmatch(address):
        return address
    try:
        validate_email(address)
    except ValidationError:
        raise BadAddress("not an e-mail address") from None
    if getaddresses([address]) != [("", address)] or any(character in address for character in '\r\n,;<>"'):
        raise BadAddress("not exactly one e-mail address")
    return address


def sole_number(value: str | None) -> str:
    """A phone number in E.164. Raises `BadAddress`."""
    number = (value or "").strip()
    if not _NUMBER.fullmatch(number):
        raise BadAddress("not a phone number in E.164")
    return number

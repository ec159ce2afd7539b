"""Phone numbers as E.164 (`+14025550123`), so that look-ups and SMS agree."""

import phonenumbers

DEFAULT_REGION = "US"


def to_e164(raw: str, region: str) -> str | None:
    """The number in E.164, or None when it cannot be one. Without a country code it is read as one of `region`.

    Possible is enough (length and country code): numbers reserved for fiction are not `valid`, yet look-ups must
    find them. An extension is dropped.
    """
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def region_of(international: str) -> str:
    """The country that a number written with `+` belongs to, for reading others without one."""
    try:
        number = phonenumbers.parse(international)
    except phonenumbers.NumberParseException:
        return DEFAULT_REGION
    return phonenumbers.region_code_for_country_code(number.country_code or 1)


def readable(e164: str) -> str:
    """With spaces, as people write it; what is no number comes back as it is."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

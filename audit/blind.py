"""Blind indexes of PHI: what rows are found by while their values stay sealed.

Values are normalised first: e-mail trimmed and case-folded, phone as digits with country code, names folded.
"""

import struct
from collections.abc import Iterable
from datetime import date

from audit.domain import home_address
from audit.domain.name_tokens import fold, searched_tokens, stored_tokens, whole_words
from audit.keys import blind_ring


def normal_email(address: str) -> str:
    return address.strip().casefold()


def email_key(address: str | None) -> bytes | None:
    return blind_ring().digest("email", normal_email(address)) if address else None


def email_keys(address: str) -> list[bytes]:
    """All digests an address may be stored under while keys rotate."""
    return blind_ring().digests("email", normal_email(address))


def phone_key(e164: str | None) -> bytes | None:
    return blind_ring().digest("phone", e164) if e164 else None


def phone_keys(e164: str) -> list[bytes]:
    return blind_ring().digests("phone", e164)


def record_number_key(number: str | None) -> bytes | None:
    return blind_ring().digest("record-number", number.strip().casefold()) if number else None


def record_number_keys(number: str) -> list[bytes]:
    return blind_ring().digests("record-number", number.strip().casefold())


def birth_date_key(born: date | None) -> bytes | None:
    return blind_ring().digest("birth-date", born.isoformat()) if born else None


def birth_date_keys(born: date) -> list[bytes]:
    return blind_ring().digests("birth-date", born.isoformat())


def birthday_key(born: date | None) -> bytes | None:
    """Month and day alone."""
    return blind_ring().digest("birthday", f"{born:%m-%d}") if born else None


def birthday_keys(birthday: date) -> list[bytes]:
    """All digests that this month and day may be stored under while keys rotate; the year plays no part."""
    return blind_ring().digests("birthday", f"{birthday:%m-%d}")


def asker_key(name: str) -> bytes:
    """Who wrote to us: to tell a second request of the same person from one of somebody else at the same address."""
    return blind_ring().digest("asker-name", _one_spaced(name))


def asker_keys(name: str) -> list[bytes]:
    return blind_ring().digests("asker-name", _one_spaced(name))


def _one_spaced(name: str) -> str:
    return fold(" ".join(name.split()))


def family_key(name: str | None) -> bytes | None:
    """A whole family name, folded: to notice that two people share it."""
    return blind_ring().digest("family-name", fold(name.strip())) if name and name.strip() else None


def family_keys(name: str) -> list[bytes]:
    return blind_ring().digests("family-name", fold(name.strip()))


def address_key(home: str | None) -> bytes | None:
    """Where somebody lives, from a street line as it was written (a postal code at its end does not count)."""
    written = home_address.words(home) if home else ""
    return blind_ring().digest("home-address", written) if written else None


def address_keys(home: str) -> list[bytes]:
    return blind_ring().digests("home-address", home_address.words(home))


def external_key(source: str, external_id: str) -> bytes:
    """(source, id there): another system's number for a person, appointment or visit is an identifier too."""
    return blind_ring().digest("external-id", f"{source}\0{external_id}")


def external_keys(source: str, external_id: str) -> list[bytes]:
    return blind_ring().digests("external-id", f"{source}\0{external_id}")


def content_key(normal_row: str) -> bytes:
    """An imported row as a whole: tells whether the same row came again, without opening anything."""
    return blind_ring().digest("import-content", normal_row)


def search_term_key(term: str) -> str:
    """What the book keeps of a search: enough to see the same term twice, not what it was."""
    return blind_ring().digest("search-term", term.strip().casefold()).hex()


def typed_name_key(name: str) -> str:
    """What the book keeps of a name typed to sign in: people type passwords into that box, too."""
    return blind_ring().digest("sign-in-name", fold(name.strip())).hex()


def sign_in_lane_key(name: str, lane: str) -> str:
    """Who tries which name from where: what failed sign-ins are counted by."""
    return blind_ring().digest("sign-in-lane", f"{fold(name.strip())}\0{lane}").hex()


def visitor_key(visitor: str) -> bytes:
    """Where somebody comes from, for as long as requests of theirs are counted."""
    return blind_ring().digest("visitor", visitor)


def recovery_code_keys(staff_id: str, code: str) -> list[bytes]:
    """All digests a recovery code may be stored under while keys rotate, the writing key's first."""
    return blind_ring().digests("recovery-code", f"{staff_id}\0{code}")


def handed_code_keys(kind: str, staff_id: str, code: str) -> list[bytes]:
    """All digests of a code that one person hands to another while keys rotate, the writing key's first."""
    return blind_ring().digests("handed-code", f"{kind}\0{staff_id}\0{code}")


def tablet_code_keys(code: str) -> list[bytes]:
    """All digests of the number that opens a form on the clinic's tablet while keys rotate, the writing key's first."""
    return blind_ring().digests("tablet-code", code)


def held_out_seed(campaign_id: str) -> bytes:
    """What decides who of a campaign's audience gets nothing: nobody without the key can tell who."""
    return blind_ring().digest("held-out", campaign_id)


def name_keys(names: Iterable[str | None]) -> list[int]:
    """Signed 64-bit digests of all words and prefixes: the content of an array under a GIN index."""
    return sorted(_int8(blind_ring().digest("name", token)) for token in stored_tokens(name for name in names if name))


def searched_name_keys(typed: str) -> list[list[int]]:
    """What a row's array must contain, all of one list: a list for each key that names may be stored under."""
    found = [blind_ring().digests("name", token) for token in searched_tokens(typed)]
    return [sorted(map(_int8, of_one_key)) for of_one_key in zip(*found, strict=True)]


def whole_name_keys(name: str) -> list[list[int]]:
    """As `searched_name_keys`, for exactly these words: “Ana” is not “Anabel”."""
    found = [blind_ring().digests("name", token) for token in whole_words(name)]
    return [sorted(map(_int8, of_one_key)) for of_one_key in zip(*found, strict=True)]


def _int8(digest: bytes) -> int:
    value: int = struct.unpack(">q", digest[:8])[0]
    return value

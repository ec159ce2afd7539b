"""What in a line of a log looks as if it were about somebody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

EMAIL, PHONE, TOKEN = "e-mail address", "phone number", "link's token"
_LONGEST_LINE = 20_000
_TIMES = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_DIGITS = re.compile(r"(?<![\w.:/-])\+?\(?\d[\d ().-]{6,20}\d(?![\w:/-])")
_WRITTEN_AS_PHONE = re.compile(r"\+\d[\d ().-]{7,18}|(?:1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}")
_TOKEN = re.compile(r"""/[\w-]{43,}(?=[/?"'\s]|$)""")


@dataclass(frozen=True, slots=True)
class Suspect:
    """`is_sure_form`: written as such a thing usually is; otherwise only digits that might be."""

    kind: str
    text: str
    is_sure_form: bool = True


def suspects(line: str) -> Iterator[Suspect]:
    """Time stamps are taken out first: their digits make phone numbers."""
    told = _TIMES.sub(" ", line[:_LONGEST_LINE])
    yield from (Suspect(TOKEN, found) for found in _TOKEN.findall(told))
    yield from (Suspect(EMAIL, found.rstrip(".")) for found in _EMAIL.findall(told))
    for found in _DIGITS.findall(told):
        yield Suspect(PHONE, found, is_sure_form=bool(_WRITTEN_AS_PHONE.fullmatch(found)))

"""Short forms of conditions, tests and drugs. Capitals tell them (“Aids” from “aids”), therefore no IGNORECASE; Chinese
characters may touch them."""

import re
from functools import lru_cache

from campaigns.domain.guard.told.compiled import Patterns
from campaigns.domain.guard.word_lists import as_written

#: A short form with a measured value, whatever it stands for: “AMH 0.8”. These measure machines.
_VALUE = (
    r"(?<![A-Za-z\d])(?!(?:USB|HTML|PDF|CSS|HTTP|GPS|GPA|PNG|SVG|API|EUR|USD|TWD|NTD|HKD|RMB|CNY|GMT|UTC|FM|AM|KM"
    r"|PM|iOS|macOS)\b)"
    r"[a-z]?[A-Z]{2,5}\d?\s?(?:of|is|was|at|:|=|为|是)?\s?\d{1,3}\.\d{1,2}(?![\d.]|\s?(?:GB|MB|km|miles?|mi)\b)"
)


@lru_cache(maxsize=1)
def abbreviated() -> Patterns:
    forms = sorted(as_written("abbreviations"), key=len, reverse=True)
    after = r"(?![A-Za-z\d]|\s+(?:friendly|friends|food|market|drive))"
    listed = rf"(?<![A-Za-z\d/])(?:{'|'.join(map(re.escape, forms))}){after}"
    return (("sensitive-word", re.compile(listed)), ("results", re.compile(_VALUE)))

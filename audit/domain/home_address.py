"""A street address as two people write it: folded, without punctuation, street words cut short.

Records keep three digits of a postal code at most, so it cannot tell two homes apart: it is left out.
"""

import re

from audit.domain.name_tokens import fold

#: USPS Publication 28, appendix C1 and C2: the commonest.
_SHORT = {
    "avenue": "ave", "apartment": "apt", "boulevard": "blvd", "circle": "cir", "court": "ct", "drive": "dr",
    "east": "e", "floor": "fl", "highway": "hwy", "lane": "ln", "north": "n", "parkway": "pkwy", "place": "pl",
    "road": "rd", "south": "s", "square": "sq", "street": "st", "suite": "ste", "terrace": "ter", "trail": "trl",
    "unit": "apt", "west": "w",
}  # fmt: skip
_POSTAL_CODE_AT_THE_END = re.compile(r"(?<=\S)[\s,]+\d{5}(?:-\d{4})?\s*$")


def words(home: str) -> str:
    """`12 Main Street, Apartment 3, 60614` and `12 main st. apt 3` → `12 main st apt 3`; nothing for a blank."""
    folded = fold(_POSTAL_CODE_AT_THE_END.sub("", home.strip()))
    return " ".join(_SHORT.get(word, word) for word in re.findall(r"[^\W_]+", folded))

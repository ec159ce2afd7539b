"""Where somebody lives, as coarse as it may stand in clear: the first three digits of a US ZIP code."""

import re

#: Three-digit areas of 20,000 people or fewer, which must read 000 (45 CFR 164.514(b)(2)(i)(B)). The 17 areas of
#: the 2000 Census as listed by HHS in its "Guidance Regarding Methods for De-identification of Protected Health
#: Information", 26 November 2012, question on ZIP codes.
SPARSE_AREAS = frozenset(
    "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893".split()  # noqa: SIM905
)
_ZIP = re.compile(r"(\d{3})\d{2}(?:-?\d{4})?")


def postal_prefix(code: str, country: str = "US") -> str:
    """Three digits, `000` for a sparse area, or nothing: for other countries no such list says what is safe."""
    found = _ZIP.fullmatch(code.strip())
    if country != "US" or not found:
        return ""
    return "000" if found[1] in SPARSE_AREAS else found[1]

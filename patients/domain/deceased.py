"""What a column about death says, however another system writes it."""

import re

_YES = {"yes", "y", "true", "t", "1", "x", "deceased", "dead", "died", "是", "已故"}
_NO = {"no", "n", "false", "f", "0", "alive", "living", "否"}
_YEAR = r"(?:1[89]|20|21)\d\d"
_TIME = r"(?:[T ,]+\d{1,2}[:.]\d{2}.*)?"
_DATES = re.compile(
    "|".join(
        (
            rf"{_YEAR}(?:[-/.]\d{{1,2}}){{0,2}}{_TIME}",  # 2020, 2020-05, 2020/5/17
            rf"{_YEAR}[01]\d[0-3]\d",  # 20200517
            rf"(?:\d{{1,2}}[-/. ]){{1,2}}{_YEAR}{_TIME}",  # 05/17/2020, 17.5.2020, 05/2020
            rf"(?!0+\D0+\D)\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d\d{_TIME}",  # 05/17/20
            rf"(?:\d{{1,2}}\.?[- ])?[^\W\d]{{3,9}}\.?(?:[- ]\d{{1,2}})?,?[- ]{_YEAR}",  # May 17, 2020; 17-May-2020
            rf"{_YEAR}\s*年(?:\s*\d{{1,2}}\s*月)?(?:\s*\d{{1,2}}\s*日)?",
        )
    )
)


def is_deceased_from(text: str) -> bool | None:
    """True for a yes and for any date, also a partial one; False for a clear no; None for what says neither."""
    word = text.strip().casefold()
    if word in _NO:
        return False
    return True if word in _YES or _DATES.fullmatch(text.strip()) else None

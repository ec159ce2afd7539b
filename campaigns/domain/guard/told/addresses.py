"""Where somebody lives, typed out: an address that something is sent to or that is asked about. The clinic's own
addresses are taken out before. Rule → how it reads."""

import re

from campaigns.domain.guard.told.compiled import Patterns
from campaigns.domain.guard.told.words_zh import NO_STOP

_STREET = r"\d{1,5}\s+(?:[NSEW]\.?\s+)?[A-Z][A-Za-z]+"
_SENT = r"(?:寄|送|配送|快递|邮寄|宅配|收货|送货|收件|户籍|住家|居住|家庭|通讯)(?:到|至|往|去)?(?:地址|地|址)?"
_ROAD = r"(?:[路街道巷弄里]|花园|小区|新村|邨|大厦|大道)"

PATTERNS: Patterns = (
    (
        "address",
        re.compile(
            rf"\b(?:[Ss]hip|[Dd]eliver|[Cc]ourier|[Ss]ent|[Ss]end|[Mm]ail)\w*\b[^.\n]{{0,30}}\bto\s+{_STREET}"
            rf"|\b(?:Is|is)\s+{_STREET}[^.\n]{{0,40}}\b(?:still|right|correct|yours?|current)\b"
            rf"|{_STREET}[^.\n]{{0,30}}\b(?:Apt|Apartment|Unit|PH)\.?\s*#?\s*\w+"
        ),
    ),
    (
        "address",
        re.compile(
            rf"{_SENT}{NO_STOP}{{0,14}}{_ROAD}{NO_STOP}{{0,8}}\d|{_ROAD}\s?\d+\s?号{NO_STOP}{{0,12}}[，,]?(?:送|寄"
            rf"|收)货?"
        ),
    ),
)

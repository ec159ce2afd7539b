"""What says who somebody is (45 CFR 164.514(b)(2)), by its shape; on readable, simplified text."""

import re
from collections.abc import Iterator, Mapping

from campaigns.domain.guard.finding import Finding

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
#: Mailboxes of a house, not of a person.
_ROLE = (
    r"(?:hello|hi|info|contact|office|front-?desk|reception|support|help|service|appointments?|booking|billing"
    r"|privacy"
    r"|admin|hr|jobs?|career|recruit(?:ing|ment)?|media|sales|webmaster|volunteer|community|library|donate|hotline"
    r"|marketing"
    r"|admin|news(?:letter)?|no-?reply|team|clinic|care|press|jobs|events?|feedback|unsubscribe)"
)
_BIRTH_YEAR = r"(?:19\d\d|200\d|201\d)"

IDENTIFIERS: Mapping[str, re.Pattern[str]] = {
    "social-security-number": re.compile(
        r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)|(?<![\d+(])\d{3} \d{2} \d{4}(?!\d)"
        r"|\b(?:ssn|itin|social security)\b[^.\n]{0,25}\d{3,4}|\blast\s+(?:four|4)\b[^.\n]{0,25}\b(?:ssn|social)\b",
        re.IGNORECASE,
    ),
    "national-id": re.compile(
        r"(?<![A-Z0-9])[A-Z][1289]\d{8}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|(?<![A-Z0-9])[A-Z]{1,2}\d{6}\s?\([\dA]\)"
        r"|(?:通行证|回乡证|台胞证|护照|身份证|身分证|居留证|居住证|驾照|驾驶证|行驶证|社保卡?|保单|医保卡?"
        r"|健保卡?)(?:号码|字号|号)?"
        r"\s*[:：是为]?\s*(?=[A-Z\d-]*\d{3})[A-Z\d][A-Z\d-]{4,}"
        r"|\b(?:passport|licen[sc]e|driver'?s? licen[sc]e|medicaid|policy|insurance id|green card"
        r"|visa|tax id|itin|nhs)"
        r"(?:\s+(?:number|no\.?|id|card))?\s*(?:[:#]|is)?\s*(?=[A-Z\d-]*\d{3})[A-Z\d][A-Z\d-]{4,}"
        r"|\bmedicare\b(?:\s+(?:number|no\.?|id|card))?\s*(?:[:#]|is)?\s*(?=[A-Z\d-]*\d[A-Z-]+\d)[A-Z\d][A-Z\d-]{6,}"
        r"|\b[1-9][A-Z][A-Z\d]\d-?[A-Z][A-Z\d]\d-?[A-Z]{2}\d{2}\b|(?<!\d)[157]\d{6}\s?\(\d\)"
        r"|\bsocial security (?:number|no)\b|\blast (?:four|4) digits\b",
        re.IGNORECASE,
    ),
    "record-number": re.compile(
        r"\b(?:account|claim|policy|member(?:ship)?|subscriber|plate|serial|device|imei|vin|group|rx|insurance"
        r"|beneficiary|encounter|visit|case)"
        r"(?:\s+(?:number|no\.?|id))?\s*(?:[:#]|is)?\s*#?(?=[A-Z\d-]*\d{3})[A-Z\d][A-Z\d-]{3,}"
        r"|\b(?:MRN|medical record|record (?:no|number)|chart (?:no|number)|patient id|member id)\.?"
        r"[\s#:-]*[\w-]*\d[\w-]*"
        r"|(?:病历|病历号|病历号码|病案|就诊卡|诊疗卡|健保卡|医保卡|住院号|门诊号|检验单|病人|患者|就医|就诊|门诊"
        r"|检体|样本|标本|个案|条码|处方|体检编)"
        r"(?:号码|编号|号)?\s*[:：#是为]{0,2}\s*[A-Za-z]*\d[\w-]*",
        re.IGNORECASE,
    ),
    "date-of-birth": re.compile(
        r"出生(?:年月日?|日期?|于)?\s*[:：是为]?\s*\d|\b(?:DOB|date of birth|born on|birth ?date)\b"
        r"|\bborn[^.\n]{0,12}\d{2}|出生日期|出生于"
        r"|生日[^\n。]{0,4}[:：是为]?\s?\d{2,4}\s?[-/.年]|\d\s?[日号]?\s?(?:出生|生于)|(?:生于|出生)\s?\d"
        r"|(?<!\d)(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
        r"|(?<![\d./-])\d{1,2}[-/.]\d{1,2}[-/.](?:(?:19|20)\d{2}|2[89]|[3-9]\d)(?!\d)"
        r"|(?<!\d)[3-9]\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|民国[一二三四五六七八九十百]+年|(?:19"
        r"|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
        r"|民国\s*\d{1,3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
        rf"|\b{_MONTHS}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_BIRTH_YEAR}\b|\b\d{{1,2}}\s{_MONTHS}\s{_BIRTH_YEAR}\b",
        re.IGNORECASE,
    ),
    "e-mail-address": re.compile(r"(?<![\w.+-])(?!" + _ROLE + r"@)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    "card-number": re.compile(r"(?<!\d)(?:\d{4}[\s-]?){3,4}\d{1,4}(?!\d)"),
    "phone-number": re.compile(
        r"(?<!\w)\+\d(?:[\s().-]{0,2}\d){6,14}(?!\d)"
        r"|(?<!\d)(?:1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]?\d{4}(?!\d)"
        r"|(?<!\d)0\d{4}[\s-]?\d{6}(?!\d)|(?<![\d-])[5-9]\d{3}[\s-]\d{4}(?![\d-])|(?<!\d)\d{10}(?!\d)"
        r"|(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
        r"|(?<!\d)09\d{2}[\s-]?\d{3}[\s-]?\d{3}(?!\d)|(?<!\d)\(?0\d{1,3}\)?[\s-]\d{3,4}[\s-]?\d{4}(?!\d)"
    ),
}

_OURS = re.compile(
    r"\b(?:call|phone|text|ring|reach|contact|fax)\s+us\s*(?:at|on|under|:)?\W*$"
    r"|\bour\s+(?:\w+\s+){0,2}(?:number|phone|fax|line)s?\b|\b(?:tel|hotline)\b"
    r"|热线|总机|专线|客服|前台|柜台|传真|致电|拨打|请拨|来电|请电|新电话|电话[:：]|电话(?:改|换|是|为)",
    re.IGNORECASE,
)
_SOMEBODYS = re.compile(
    r"\byours?\b|\byou(?:\s+\w+)?:|\bon file\b|\bcorrect\b|\bpatient\b"
    r"|\bm(?:r|rs|s)\b|[您你]的|正确|是否|登记|联系电话|手机|本人",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"1[3-9]\d|09\d\d|\+")
#: What names somebody: it may not even stand where the reader has proved to be the reader.
IDENTIFYING = frozenset({*IDENTIFIERS, "typed-name", "mixed-scripts", "address"})


_DIGIT = re.compile(r"\d")
_NUMBERS = frozenset({"record-number", "card-number", "phone-number"})


def identifier_findings(text: str) -> Iterator[Finding]:
    has_digits = bool(_DIGIT.search(text))
    for rule, pattern in IDENTIFIERS.items():
        for match in pattern.finditer(text) if has_digits or rule not in _NUMBERS else ():
            if rule != "phone-number" or not _is_the_houses(text, match):
                yield Finding(rule, match[0].strip())


def _is_the_houses(text: str, phone: re.Match[str]) -> bool:
    """“Call us at”, “our new number is”, 总机: a number that everybody may have; a mobile phone is somebody's."""
    before = text[max(0, phone.start() - 30) : phone.start()]
    around = before + text[phone.end() : phone.end() + 30]
    return bool(_OURS.search(before)) and not _SOMEBODYS.search(around) and not _MOBILE.match(phone[0])

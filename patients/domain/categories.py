"""What was done → one coarse service category, so that nothing finer is ever kept (R21).

Codes are SNOMED CT. Specially protected care (mental health, substance use, HIV and other sexually transmitted
infections, reproductive care, abuse) is recognised first and by several signs, and becomes `protected`, which no
journey or segment may name. The words that come with a code are read here and thrown away; they are never stored.
"""

import re
from collections.abc import Iterable, Mapping

PROTECTED, OTHER = "protected", "other"

#: FHIR v3-ActCode and Synthea's ENCOUNTERCLASS.
_CLASSES: Mapping[str, str] = {
    "amb": "consultation", "ambulatory": "consultation", "outpatient": "consultation", "vr": "consultation",
    "virtual": "consultation", "hh": "consultation", "home": "consultation", "fld": "consultation",
    "wellness": "check-up", "prenc": "inpatient",
    "emer": "emergency", "emergency": "emergency", "urgentcare": "emergency", "obsenc": "emergency",
    "imp": "inpatient", "inpatient": "inpatient", "acute": "inpatient", "nonac": "inpatient", "snf": "inpatient",
    "hospice": "inpatient", "ss": "surgery",
}  # fmt: skip

_PROTECTED_CODES = frozenset(
    """
    171207006 454711000124102 715252007 710841007 228557008 192127007 763302001 428211000124100 713106006 868187001
    56876005 6525002 55680006 866148006 31676001 310861008 165829005 269828009 104375008 90226004
    424619006 424441002 169762003 183460006 72892002 156073000 35999006 389095005 183996000 267253006
    274804006 225158009 252160004 169230002 271442007 275833003 443529005 169673001 169690007
    65200003 46706006 68254000 301807007 169553002 268533009 287664005 10383002 714812005 386394001
    66348005 237001001 31208007 236974004 65588006 85548006 11466000
    """.split()  # noqa: SIM905
)
_CODES: Mapping[str, str] = {
    code: category
    for category, codes in {
        "check-up": "162673000 410620009 185349003 86013001 410410006 268547008 275978004 5880005 25656009 162676008",
        "vaccination": "33879002 399014008 384700001 127785005 313191000124108",
        "emergency": "702927004 50849002 182813001 183452005 4525004 183478001",
        "inpatient": "32485007 305342007 305351004 397821002 449411000124106 305336008 1505002",
        "surgery": "232717009 63697000 359672006 70536003 88039007 429609002 43075005 392021009 699253003 305408004 "
        "305411003 305432006 80146002 13995008",
        "procedure": "73761001 274031008 288086009 122548005 415070008 33367005 392247006 415300001",
        "dental": "65546002 34043003 81733005 225362009",
        "imaging": "399208008 71651007 24623002 312681000 433236007 40701008 60027007 168594001 19490002 1225002 "
        "268425006 74016001 1571000087109",
        "laboratory": "104091002 44608003 47758006 117010004 395123002 104326007 167271000 117015009 268556000 "
        "118001005 269911007 14768001 15220000 104435004 395142003 127783003 28163009",
        "therapy": "91251008 84478008 52052004 229064008 15081005 311555007 265764009 33195004 703423002 180256009",
        "consultation": "185347001 185345009 308335008 371883000 698314001 390906007 439740005 185389009 316744009",
    }.items()
    for code in codes.split()
}

_PROTECTED_WORDS = re.compile(
    r"psych|mental|depress|anxiety|suicid|bipolar|schizo|behavio|counsel|addict|detox|substance (?:use|abuse|misuse)"
    r"|alcohol|opioid|opiate|methadone|buprenorphine|naloxone|drug (?:abuse|rehab|screen|use|depend|overdose)"
    r"|\bhiv\b|\baids\b|immunodeficiency virus|sexual|chlamydia|gonorr|syphilis|h(?:a)?emophilus ducreyi|herpes genital"
    r"|hepatitis c\b|pregnan|prenatal|antenatal|postnatal|postpartum|perinatal|obstetr|f(?:o)?etal|f(?:o)?etus|birth\b"
    r"|labou?r\b|\bdelivery\b|c(?:a)?esarean|abortion|miscarriage|contracep|intrauterine|steriliz|tubal|vasectom"
    r"|fertil|insemination|ivf\b|uterine|genital|domestic (?:abuse|violence)|rape|gender"
    r"|精神|心理|憂鬱|抑郁|愛滋|艾滋|懷孕|怀孕|產前|产前|墮胎|堕胎|避孕|戒毒|戒酒",
    re.IGNORECASE,
)
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (category, re.compile(pattern, re.IGNORECASE))
    for category, pattern in (
        ("vaccination", r"vaccin|immuni[sz]ation|疫苗"),
        ("dental", r"\bdent(?:al|ist)|tooth|teeth|molar|gingiv|periodont|牙"),
        ("imaging", r"x-?ray|tomograph|\bct\b|\bmri\b|magnetic resonance|ultraso|radiograph|mammogra|scan\b|echocard"),
        ("eye", r"\beye\b|ophthalm|optom|retina|cataract|visual acuity|glaucoma|眼"),
        ("laboratory", r"\btest\b|measurement|culture|assay|antibody|specimen|smear|h(?:a)?emogram|laborator|typing"),
        ("therapy", r"physio|physical therapy|rehabilit|occupational therapy|speech|dialysis|radiotherap|chemotherap"),
        ("procedure", r"oscopy|biops|catheter|sutur|angiograph|polypectomy|excision of|incision|percutaneous"),
        (
            "surgery",
            r"(?:ect|ot|ost)omy\b|plasty\b|pexy\b|transplant(?:ation)? of|bypass|resection|surg|arthrodes|手術|手术",
        ),
        ("check-up", r"check ?-?up|general examination|well child|annual|健檢|健检|體檢|体检"),
    )
)
#: Talk about something is not the thing.
_ONLY_TALK = re.compile(r"referral|education|assessment|evaluation|follow-?up|scheduling|awaiting|history of|pre-?surg")


def category_of_procedure(codes: Iterable[str], words: str = "") -> str:
    """The category of something done, from its codes and, where those say nothing, its words; else `other`."""
    codes = tuple(codes)
    if is_protected(codes, words):
        return PROTECTED
    by_code = next((_CODES[code] for code in codes if code in _CODES), None)
    return by_code or _from_words(words) or OTHER


def category_of_visit(visit_class: str, codes: Iterable[str] = (), words: str = "") -> str:
    """The category of a visit: a protected sign in any code or word first, then its codes, then its class."""
    codes = tuple(codes)
    by_class = _CLASSES.get(visit_class.strip().casefold())
    if is_protected(codes, words):
        return PROTECTED
    if by_class in {"emergency", "inpatient"}:
        return by_class
    by_code = next((_CODES[code] for code in codes if code in _CODES), None)
    if by_code == "consultation" and by_class:
        return by_class
    return by_code or by_class or OTHER


def is_protected(codes: Iterable[str], words: str) -> bool:
    return any(code in _PROTECTED_CODES for code in codes) or bool(_PROTECTED_WORDS.search(words))


def _from_words(words: str) -> str | None:
    if _ONLY_TALK.search(words.casefold()):
        return None
    return next((category for category, pattern in _WORDS if pattern.search(words)), None)

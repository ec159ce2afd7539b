"""English words of illness and treatment in a body: by list, by ending, by the shape of a measured value."""

import re
from collections.abc import Iterator
from functools import lru_cache

from campaigns.domain.guard.finding import Finding
from campaigns.domain.guard.sentences import sentences, speaks_to_the_reader
from campaigns.domain.guard.word_lists import as_written, safe_english, sensitive_english

_WORD = re.compile(r"[a-z\d]+")
_POSSESSIVE = re.compile(r"'s?(?![a-z])")
_ENDINGS = re.compile(
    r"[a-z]{2,}(?:ectomy|otomy|ostomy|oscopy|plasty|pexy|rrhaphy|centesis|desis|itis|osis|aemia|emia|uria|oma|pathy"
    r"|pathic|algia|rrhea|rrhoea|rrhage|ography|gram|scopic|sclerosis|plegia|phobia|ology|ologist|iatry|iatric"
    r"|iatrist"
    r"|iatrician|therapy|therapist|trophy|trophic|penia|plasia|cytosis|tomies|scopies|plegic|malacia|megaly|dynia"
    r"|opsy"
    r"|cillin|mycin|cycline|oxetine|azepam|zolam|zepam|prazole|conazole|gliptin|gliflozin|glutide|rolimus|ciclib"
    r"|navir"
    r"|formin|floxacin|tidine|sartan|dipine|olol|pril|statin|triptan|setron|mab|parin|lukast|profen|caine|thiazide"
    r"|semide|fibrate|dronate|zosin|cyclovir|ciclovir|tadine|tinib|barbital|codone|morphone|zepine|thyroxine|tropin"
    r"|sone|solone|olone|vudine|platin|taxel|rubicin|terone|tropium|terol|axine|peridone|apine|azole|oxaban|gatran"
    r"|grel|mustine|parib|tegravir|buvir|previr|nacept|kinra|trexate|dopa|giline)s?"
)
_MEASURES = re.compile(
    r"\b\d+(?:[.,]\d+)?\s?(?:mg|mcg|ug|milligrams?|micrograms?|mmhg|mmol(?:/l)?|umol(?:/l)?|mg/dl|g/dl|ng/ml|pg/ml"
    r"|ml/min|meq(?:/l)?|u/l|iu/l|copies(?:/ml)?|mm/hr|bpm|iu|units of|cc)\b"
    r"|\bbmi\b[^.\n]{0,12}\d|\b[12]\d{2}/\d{2,3}\b(?!/)|\b\d{2}/\d{2}\s?mmhg\b"
    r"|\b(?:weigh(?:s|t|ed)?|lost|gained|losing)\b[^.\n]{0,20}\d+\s?(?:kg|kilos?|kilograms?|lbs?|pounds|stone)\b"
)
#: Codes of diagnoses and procedures: ICD-10-CM with its dot, CPT with its name.
_CODES = re.compile(r"\b(?:icd-?(?:9|10|11)(?:-cm)?|cpt|dsm-?(?:5|v)|snomed)\b|\b[a-tv-z]\d[\da-z]\.\d[\da-z]{0,3}\b")


def english_findings(text: str) -> Iterator[Finding]:
    """`text`: readable, in lower case, without accents."""
    for sentence in sentences(text):
        told = speaks_to_the_reader(sentence)
        yield from (found for found in _in_sentence(sentence) if told or not _is_ambiguous(found.word))


def _is_ambiguous(word: str) -> bool:
    return word.replace(" ", "-") in as_written("ambiguous_en")


def _in_sentence(text: str) -> Iterator[Finding]:
    for pattern in (_MEASURES, _CODES):
        for match in pattern.finditer(text):
            yield Finding("sensitive-word", match[0].strip())
    words = _WORD.findall(_POSSESSIVE.sub("", text))
    place = 0
    while place < len(words):
        length, found = _at(words, place)
        if found:
            yield found
        place += length


def _at(words: list[str], place: int) -> tuple[int, Finding | None]:
    """How many words from here belong together, and what they are: the longest phrase decides, safe or not."""
    safe, sensitive = safe_english(), sensitive_english()
    for length in range(min(_longest(words[place]), len(words) - place), 1, -1):
        phrase = " ".join(words[place : place + length])
        if phrase in safe:
            return length, None
        if phrase in sensitive or phrase.removesuffix("s") in sensitive:
            return length, Finding("sensitive-word", phrase)
    word = words[place]
    if not safe.isdisjoint(_stems(word)):
        return 1, None
    if not sensitive.isdisjoint(_stems(word)):
        return 1, Finding("sensitive-word", word)
    if _ENDINGS.fullmatch(word) and word not in _harmless():
        return 1, Finding("medical-ending", word)
    return 1, None


def _longest(first: str) -> int:
    """Of how many words the longest listed phrase is that begins so."""
    return _heads().get(first, 1)


@lru_cache(maxsize=1)
def _heads() -> dict[str, int]:
    heads: dict[str, int] = {}
    for phrase in (*safe_english(), *sensitive_english()):
        first, *rest = phrase.split(" ")
        heads[first] = max(heads.get(first, 1), 1 + len(rest))
    return heads


def _harmless() -> frozenset[str]:
    return as_written("harmless_en")


def _stems(word: str) -> tuple[str, ...]:
    """Plurals as well; lists hold the singular."""
    if not word.endswith("s"):
        return (word,)
    if word.endswith("ies"):
        return word, word[:-1], word[:-2], word[:-3] + "y"
    return word, word[:-1], word.removesuffix("es")

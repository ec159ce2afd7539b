"""Diseases with their symptoms, drugs and departments, and procedures, in English and Simplified Chinese: the tables of
faker-healthcare-provider, made for test data and named as patients hear them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from campaigns.word_sources.lists import WordList

_PACKAGE, _LICENCE = "faker-healthcare-provider", "MIT, Copyright (c) 2025 faker-healthcare contributors"
_CODE = re.compile(r"[A-Z]\d{2}(?:\.\d+)?")
_ASIDE = re.compile(r"[（(\[].*?[)）\]]")
_NOT_LETTERS = re.compile(r"[^a-z\d]+")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
#: Longer ones are a classification's headings, which nobody writes.
_LONGEST_EN, _LONGEST_ZH = 4, 8


def terms_en() -> WordList:
    from faker_healthcare import constants, disease_correlations

    said = {*_told(disease_correlations.DISEASE_CORRELATIONS), *_listed(constants)}
    words = {_NOT_LETTERS.sub(" ", _ASIDE.sub("", term.replace("'s", "")).lower()).strip() for term in said}
    return WordList(
        file="built_terms_en.txt",
        package=_PACKAGE,
        says="diseases, symptoms, drugs, departments and procedures",
        licence=_LICENCE,
        words=frozenset(word for word in words if len(word) > 2 and len(word.split()) <= _LONGEST_EN),
    )


def terms_zh() -> WordList:
    from faker_healthcare.zh_CN import constants, disease_correlations

    said = {*_told(disease_correlations.DISEASE_CORRELATIONS), *_listed(constants), *constants.ALLERGIES}
    words = {word for term in said for word in _HAN.findall(_ASIDE.sub("", term))}
    return WordList(
        file="built_terms_zh.txt",
        package=_PACKAGE,
        says="diseases, symptoms, drugs, departments and procedures in Simplified Chinese",
        licence=_LICENCE,
        words=frozenset(word for word in words if len(word) <= _LONGEST_ZH),
    )


def _told(diseases: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for disease, facts in diseases.items():
        yield disease
        for told in facts.values():
            terms: Iterable[str] = [told] if isinstance(told, str) else [term for term in told if isinstance(term, str)]
            yield from (term for term in terms if not _CODE.fullmatch(term))


def _listed(constants: Any) -> Iterator[str]:
    yield from constants.MEDICAL_PROCEDURES
    yield from constants.HOSPITAL_DEPARTMENTS
    yield from constants.NON_DRUG_INTERVENTIONS

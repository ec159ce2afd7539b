"""Conditions: the words of ICD-10-CM's descriptions and inclusion terms (a work of the U.S. government) that speak of
illness and of little else."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from campaigns.word_sources.common_words import commonness
from campaigns.word_sources.lists import WordList

_WORD = re.compile(r"[a-z]{5,}")
_COMMON, _RARE = 3.9, 2.3
_TYPICAL = 1.6
_MOST_COUNTED = 30
#: Causes from outside, reasons for contact, codes without a disease; poisons and animals stand among the injuries.
_NOT_CONDITIONS = tuple("UVWXYZ")
_POISONINGS = ("T36", "T65")


def condition_words() -> WordList:
    counts = Counter(word for text in _texts() for word in set(_WORD.findall(text.lower())))
    total = sum(counts.values())
    kept = (word for word, count in counts.items() if _is_medical(word, count / total, total))
    return WordList(
        file="built_conditions_en.txt",
        package="simple-icd-10-cm",
        says="words of conditions and injuries in ICD-10-CM that everyday English hardly uses",
        licence="MIT, Copyright (c) 2021-2026 Stefano Travasci; ICD-10-CM itself is in the public domain",
        words=frozenset(kept),
    )


def _texts() -> Iterator[str]:
    import simple_icd_10_cm as icd

    for code in icd.get_all_codes(True):
        if code.startswith(_NOT_CONDITIONS) or _POISONINGS[0] <= code[:3] <= _POISONINGS[1]:
            continue
        yield icd.get_description(code)
        yield from icd.get_inclusion_term(code)


def _is_medical(word: str, share: float, total: int) -> bool:
    """Rare in everyday English, or far more frequent in the classification than there."""
    common = commonness(word)
    if common < _RARE:
        return True
    much = min(share * total, _MOST_COUNTED) / total
    return common < _COMMON and math.log10(much * 1e9) - common > _TYPICAL
